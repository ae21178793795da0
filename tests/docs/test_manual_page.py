"""The manual as the page that 帮助 opens: whole, with its pictures, asking nothing of any network."""

from __future__ import annotations

import re
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pytest

from xlsheet.documents.manual import manual_page
from xlsheet.jobs.setup.manual import put_manual
from xlsheet.resources import MANUAL

ROOT = Path(__file__).parents[2]


class Page(HTMLParser):
    """What stands in a page's attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.pictures: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.anchors |= {values["id"]} if "id" in values else set()
        self.links += [values["href"]] if tag == "a" else []
        self.pictures += [values["src"]] if tag == "img" else []


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(manual_page(MANUAL))


def test_all_pictures_are_in_the_page(page: Page) -> None:
    assert len(page.pictures) == len(re.findall(r"!\[", MANUAL.read_text(encoding="utf-8"))) > 10
    assert all(picture.startswith("data:image/png;base64,") for picture in page.pictures)


def test_every_link_leads_into_the_page_or_to_the_web(page: Page) -> None:
    for link in page.links:
        assert link.startswith(("http://", "https://")) or link == "#" or link[1:] in page.anchors, link
    assert {"口径.md", "安装包.md", "邮箱设置.md", "回收情况对照.md"} <= page.anchors


def test_the_wheel_ships_what_the_page_is_made_of() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    shipped = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    linked = {
        f"docs/{name}" for name in re.findall(r"\]\(([^):]+\.md)\)", MANUAL.read_text(encoding="utf-8"))
    }
    assert linked | {"docs/使用手册.md", "docs/pictures"} <= shipped.keys()


def test_the_page_is_put_once_and_again_for_another_manual(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manual = tmp_path / "使用手册.md"
    manual.write_text("# 第一版\n", encoding="utf-8")
    monkeypatch.setattr("xlsheet.jobs.setup.manual.MANUAL", manual)
    monkeypatch.setattr("xlsheet.jobs.setup.manual.user_folder", lambda: tmp_path / "own")
    made = put_manual()
    assert "第一版" in made.read_text(encoding="utf-8")
    manual.write_text("# 第二版\n", encoding="utf-8")
    assert "第二版" in put_manual().read_text(encoding="utf-8")
