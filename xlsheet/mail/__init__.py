"""Mails: read into what they carry, fetched from a mailbox, sent from it."""
