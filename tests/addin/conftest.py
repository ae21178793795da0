"""Ledgers open in a Calc of our own and in the model of Excel, for clicks."""

from live.conftest import opened, own_user_folder, pytest_collection_modifyitems
from support.calc import calc, own_pipe
from support.programs import program

__all__ = ["calc", "opened", "own_pipe", "own_user_folder", "program", "pytest_collection_modifyitems"]
