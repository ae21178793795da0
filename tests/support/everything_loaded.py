"""Imported by the process that tests' commands and readers are forked from."""

from support.everything import warm_up

warm_up()
