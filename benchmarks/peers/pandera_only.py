"""A ledger's rows by python-calamine, and pandera's own validate() of one schema on a ready DataFrame.

Usage: pandera_only prepare LEDGER FRAME.pickle, then pandera_only LEDGER FRAME.pickle SCHEMA.yaml.
The frame's types, made beforehand, are not in the bill; nor is any word on what was found.
"""

from __future__ import annotations

import sys
from pathlib import Path


def prepare(ledger: str, frame: str) -> None:
    """The progress rows as the rules see them."""
    from xlsheet.dictionary.tables import PROGRESS
    from xlsheet.rules.fields import typed_table
    from xlsheet.rules.files import load_rules
    from xlsheet.rules.schemas import types_of
    from xlsheet.stores.file import FileStore

    rules = next(rules for rules in load_rules() if rules.table is PROGRESS)
    with FileStore.open(Path(ledger), writing=False) as store:
        typed_table(store.read(PROGRESS), types_of(rules)).frame.to_pickle(frame)


def main(ledger: str, frame: str, schema: str) -> None:
    import pandas as pd
    from pandera.errors import SchemaErrors
    from pandera.io.pandas_io import from_yaml

    from benchmarks.peers.read_all import main as read_all
    from xlsheet.rules import frame_checks

    assert frame_checks  # imported, our checks are known to pandera
    read_all(ledger)
    rows = pd.read_pickle(frame)
    try:
        from_yaml(schema).validate(rows, lazy=True)
    except SchemaErrors:
        return


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare(*sys.argv[2:])
    else:
        main(*sys.argv[1:])
