"""`collect`: many ledgers side by side, for the superior office."""

from __future__ import annotations

from pathlib import Path

import click

from xlsheet.cli.options import PATH, command, json_option
from xlsheet.cli.terminal import show

_EXPECTED = "应写成 名称=路径 的样子，例如 云川市=云川/台账.xlsm"


def _cities(
    ctx: click.Context, param: click.Parameter, values: tuple[str, ...]
) -> tuple[tuple[str, Path], ...]:
    pairs = []
    for value in values:
        name, sign, path = value.partition("=")
        if not (name.strip() and sign and path.strip()):
            raise click.BadParameter(f"“{value}”{_EXPECTED}。", ctx, param)
        pairs.append((name.strip(), Path(path.strip())))
    return tuple(pairs)


@command()
@click.argument("ledgers", type=PATH, metavar="台账或文件夹...", nargs=-1)
@click.option("--out", type=PATH, required=True, metavar="文件夹", help="汇总表和数据放在哪个文件夹。")
@click.option(
    "--city",
    "cities",
    multiple=True,
    callback=_cities,
    metavar="名称=路径",
    help="写明一本台账（或一个文件夹里的台账）是哪个市的；不写则看参数“督查单位”和单位名称。可以写几次。",
)
@click.option("--cluster", default="", metavar="地址", help="在 Dask 集群上读，例如 tcp://10.0.0.1:8786。")
@json_option
def collect(
    ledgers: tuple[Path, ...], out: Path, cities: tuple[tuple[str, Path], ...], cluster: str, as_json: bool
) -> None:
    """上级汇总：把各市、各年的台账并排成一张汇总表，全部数据存成一个 Parquet 数据集。"""
    from xlsheet.jobs.collected.collect import CollectRequest
    from xlsheet.jobs.collected.collect import collect as run

    if not ledgers and not cities:
        raise click.UsageError("没有写台账。请写台账、文件夹，或 --city 名称=路径。")
    show(run(CollectRequest(ledgers, out, cities, cluster)), as_json)
