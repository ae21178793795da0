"""Scores of all made-up notices: `python -m tests.notices.score [NAME…] [--as docx]`.

Names (or how they begin) choose samples and show what is wrong with them; `--as` puts each notice into
another container or wrapping first, as far as it goes. Exit status 1 where less is understood than must be.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).parents[1]))

from notices.containers import write_plain
from notices.imported import import_file
from notices.sample import all_samples
from notices.scoring import Score, score
from notices.variants import VARIANTS


@click.command()
@click.argument("names", nargs=-1)
@click.option("--as", "variant", type=click.Choice(sorted(VARIANTS)))
def main(names: tuple[str, ...], variant: str | None) -> None:
    total, way = Score(), VARIANTS[variant] if variant else None
    with tempfile.TemporaryDirectory() as folder:
        for sample in all_samples():
            if (names and not sample.name.startswith(names)) or (way and not way.of(sample)):
                continue
            made = way.make(sample, Path(folder)) if way else write_plain(sample, Path(folder) / sample.name)
            result = score(sample, import_file(made))
            click.echo(f"{'✓' if result.perfect else '✗'} {sample.name:20} {result}")
            for kind in ("wrong", "invented", "lost") if names else ():
                for line in getattr(result, kind):
                    click.echo(f"    {kind:8} {line}")
            total += result
    click.echo(f"\n{total}")
    click.echo(
        f"tasks {total.tasks.share:.1%}  fields {total.fields.share:.1%}  units {total.units.share:.1%}  "
        f"invented {total.invented_share:.1%}  lost without a word {len(total.lost)}"
    )
    sys.exit(0 if total.good else 1)


if __name__ == "__main__":
    main()
