"""The desk in a real browser: the month by mouse and by keyboard, files dropped, others at the ledger."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desk_page.conftest import Look, Serve, ServedDesk
from support.busy_ledger import busy_ledger
from support.ledger_on_disk import answers, answers_of, forms_of, returned, sample_ledger
from support.terminal import xlsheet
from xlsheet.dictionary.tables import PROGRESS, TASKS
from xlsheet.jobs.arrivals.folder import LOG_NAME
from xlsheet.jobs.create import CreateRequest, create
from xlsheet.ledger.changes import Changes, Edit
from xlsheet.resources import DATA
from xlsheet.stores.file import FileStore
from xlsheet.stores.lock import locked

Drop = Callable[[Any, dict[str, bytes]], None]


def go(page: Any, label: str) -> None:
    page.locator("nav a", has_text=label).first.click()


def carry_out(page: Any) -> str:
    """Press the view's button; what it then says."""
    page.click("#view button[type=submit]")
    page.wait_for_selector("#view .outcome .banner")
    return str(page.inner_text("#view .outcome .banner"))


def tiles(page: Any) -> list[int]:
    return [int(text) for text in page.locator(".tile strong").all_inner_texts()]


def test_a_month_by_mouse(serve: Serve, look: Look, drop: Drop, tmp_path: Path) -> None:
    """From an empty ledger to the bulletin, and back; every sentence is the command line's."""
    ledger = tmp_path / "督查 台账.xlsm"
    create(CreateRequest(ledger, year=2021))
    page = look(serve(ledger))
    go(page, "导入通知")
    drop(page, {"通知.txt": (DATA / "sample-notice.txt").read_bytes()})
    page.wait_for_selector(".review")
    said = xlsheet("import", ledger, DATA / "sample-notice.txt", "--dry-run").out.splitlines()[0]
    assert page.inner_text("#view .outcome .banner") == said
    line = page.locator(".line.task").nth(1)
    line.locator("button").click()
    page.locator(".editor label", has_text="任务内容").locator("textarea").fill("=改过的任务内容")
    page.get_by_role("button", name="收进台账").click()
    page.wait_for_selector("text=看任务台账")
    with FileStore.open(ledger, writing=False) as store:
        contents = store.read(TASKS).column(TASKS.content)
    assert len(contents) == 21
    assert contents[1] == "=改过的任务内容"

    go(page, "拆分下发")
    page.select_option("select[name=month]", "2021-05")
    assert page.input_value("input[name=out]") == str(tmp_path / "下发_2021-05")
    carry_out(page)
    forms = sorted((tmp_path / "下发_2021-05").iterdir())
    assert page.inner_text(".made code") == str(tmp_path / "下发_2021-05")
    assert len(forms) > 10
    sent = {}
    for form in forms[:-1]:
        returned(form, tmp_path / "回收" / form.name, answers_of(form))
        sent[form.name] = (tmp_path / "回收" / form.name).read_bytes()

    go(page, "首页")
    drop(page, sent)
    page.wait_for_selector(".files")
    assert page.locator("tr.file").count() == len(sent)
    assert "台账没有改动" in page.inner_text("#view .outcome .banner")
    page.get_by_role("button", name="收进台账").click()
    page.wait_for_selector("text=已收进台账")
    go(page, "校验")
    assert carry_out(page) == xlsheet("validate", ledger, "--no-write").out.splitlines()[0]
    go(page, "缺报检查")
    page.fill("input[name=as_of]", "2021年6月11日")
    said = xlsheet("missing", ledger, "--as-of", "2021-06-11", "--no-write").out.splitlines()[0]
    assert carry_out(page) == said
    go(page, "催报")
    page.select_option("select[name=month]", "2021-05")
    page.fill("input[name=as_of]", "2021-06-11")
    carry_out(page)
    assert list((tmp_path / "催报_2021-05").glob("*.docx"))
    page.locator("nav a", has_text="通报").last.click()
    page.select_option("select[name=month]", "2021-05")
    carry_out(page)
    assert (tmp_path / "通报" / "月通报_2021-05.docx").exists()
    carry_out(page)
    (tmp_path / "通报" / "月通报_2021-05.docx").write_bytes(b"another")
    assert "已有" in carry_out(page) or "不同" in page.inner_text("#view .outcome")
    page.click("text=覆盖后再做")
    page.wait_for_selector(".banner:has-text('通报写在')")

    go(page, "首页")
    page.wait_for_selector(".tile.red")
    before = tiles(page)
    page.click("#undo")
    page.click("dialog .primary")
    page.wait_for_selector(".toast:has-text('已撤销')")
    page.wait_for_selector("#redo:enabled")
    page.click("#redo")
    page.click("dialog .primary")
    page.wait_for_selector(".toast:has-text('已恢复')")
    assert tiles(page) == before


def test_a_month_by_keyboard(serve: Serve, look: Look, tmp_path: Path) -> None:
    """No mouse: views by Alt and a number, fields and buttons by Tab, tables by arrows."""
    ledger = busy_ledger(tmp_path / "督查台账.xlsm", months=3)
    page = look(serve(ledger))
    press = page.keyboard.press
    press("Alt+5")
    page.wait_for_selector("h1:has-text('校验')")
    press("Tab")
    press("Enter")
    page.wait_for_selector(".outcome .banner")
    link = page.locator(".listing .place a").first
    target = link.inner_text()
    link.focus()
    press("Enter")
    page.wait_for_selector(".detail dl")
    assert page.locator(".tabs [aria-current]").inner_text().startswith(target.split("!")[0])
    assert page.inner_text(".detail h2") == f"第 {''.join(filter(str.isdigit, target.split('!')[1]))} 行"
    press("Alt+9")
    page.wait_for_selector(".detail", state="hidden")
    page.wait_for_selector(".grid-row")
    page.locator(".grid").focus()
    press("ArrowDown")
    press("ArrowDown")
    press("Enter")
    assert page.inner_text(".detail h2") == "第 3 行"
    press("Escape")
    assert not page.locator(".detail").is_visible()
    press("Alt+1")
    page.wait_for_selector(".tiles")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") in ("BUTTON", "A")


def test_returns_of_every_verdict(serve: Serve, look: Look, drop: Drop, tmp_path: Path) -> None:
    """The page shows each file's verdict and findings as `merge --json` has them."""
    ledger = sample_ledger(tmp_path)
    forms = forms_of(ledger, tmp_path / "下发")
    folder = tmp_path / "回收"
    for place, form in enumerate(forms[:6]):
        returned(form.path, folder / f"{place}.xlsx", answers_of(Path(form.path)))
    (folder / "重复.xlsx").write_bytes((folder / "0.xlsx").read_bytes())
    (folder / "坏的<b>名字.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    (folder / "Thumbs.db").write_bytes(b"leftover")

    def wrong(task: int) -> dict[str, object]:
        return {**answers(task), PROGRESS.percent: "很多", PROGRESS.text: "<img src=x onerror=alert(1)>"}

    returned(forms[6].path, folder / "错.xlsx", wrong)
    returned(forms[7].path, folder / "同.xlsx", lambda task: {**answers(task), PROGRESS.text: "同上"})
    page = look(serve(ledger))
    drop(page, {path.name: path.read_bytes() for path in folder.iterdir()})
    page.wait_for_selector(".files")
    said = json.loads(xlsheet("merge", ledger, folder, "--dry-run", "--json").out)
    expected = {Path(file["path"]).name: file for file in said["files"]}
    assert len({file["verdict"] for file in said["files"]}) >= 5
    rows = page.locator("tr.file")
    seen = {}
    for row in rows.all():
        cells = row.locator("td").all_inner_texts()
        seen[cells[1]] = cells
    assert seen.keys() == {name.replace("<", "_").replace(">", "_") for name in expected}
    wrong_row = page.locator("tr.file", has_text="错.xlsx")
    wrong_row.locator("button").click()
    findings = page.locator("tr.inner:not([hidden]) .findings tbody tr")
    assert findings.count() == len(expected["错.xlsx"]["findings"])
    cells = findings.first.locator("td").all_inner_texts()
    first = expected["错.xlsx"]["findings"][0]
    assert cells[1:] == [first["sheet"], first["cell"], first["value"], first["message"]]
    page.locator(".chips button", has_text="重复").click()
    assert page.locator("tr.file:visible").count() == 1


def test_a_hundred_files_with_others_at_the_ledger(
    serve: Serve, look: Look, drop: Drop, tmp_path: Path
) -> None:
    """Two windows see one run; it waits for who has the ledger, and cancelling it leaves the ledger alone."""
    ledger = sample_ledger(tmp_path)
    form = forms_of(ledger, tmp_path / "下发")[0]
    returned(form.path, tmp_path / "一.xlsx", answers_of(Path(form.path)))
    content = (tmp_path / "一.xlsx").read_bytes()
    desk = serve(ledger)
    page = look(desk)
    second = subprocess.run(
        [sys.executable, "-m", "xlsheet", "desk", str(ledger), "--no-window"],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"XDG_DATA_HOME": str(desk.data)},
        check=True,
    )
    other = look(desk, second.stdout.strip())
    drop(page, {f"{number}.xlsx": content + bytes([number]) for number in range(100)})
    page.wait_for_selector(".files", timeout=60_000)
    assert page.locator("tr.file").count() == 100
    before = ledger.read_bytes()
    with locked(ledger):
        page.get_by_role("button", name="收进台账").click()
        for window in (page, other):
            window.wait_for_selector(".working:has-text('正被')", timeout=30_000)
        other.get_by_role("button", name="取消").click()
        page.wait_for_selector(".banner:has-text('已取消')")
    assert ledger.read_bytes() == before
    mark = ledger.with_name(f"~${ledger.name}")
    mark.write_bytes(b"\x03abc")
    page.wait_for_selector("#held:has-text('开着')")
    page.get_by_role("button", name="再试算一次").click()
    page.wait_for_selector("h2:has-text('试算结果')", timeout=60_000)
    page.get_by_role("button", name="收进台账").click()
    page.wait_for_selector(".working:has-text('开着')")
    mark.unlink()
    page.wait_for_selector("text=已收进台账", timeout=60_000)
    other.wait_for_selector("#undo:enabled")


def test_thousands_of_rows_are_searched_sorted_and_scrolled(serve: Serve, look: Look, tmp_path: Path) -> None:
    ledger = sample_ledger(tmp_path)
    rows = [
        {PROGRESS.task_no: 1, PROGRESS.unit: "市教育局", PROGRESS.month: "2021-05", PROGRESS.text: f"第{n}次"}
        for n in range(6000)
    ]
    with FileStore.open(ledger) as store:
        store.apply(Changes("测试", "测试", [Edit(PROGRESS, appended=rows)]))
    page = look(serve(ledger))
    page.goto(f"{page.url}#tables/{PROGRESS.sheet}")
    page.wait_for_selector(".grid-row")
    assert page.locator(".grid-row").count() < 60
    page.locator(".grid").focus()
    page.keyboard.press("End")
    page.wait_for_selector(".grid-row:has-text('第5999次')")
    page.fill("input[type=search]", "市教育局 第123")
    page.wait_for_selector(".shown:has-text('符合的 11 行')")
    page.locator(".grid-head button", has_text="进展情况").click()
    page.locator(".grid-head button", has_text="进展情况").click()
    page.wait_for_selector(".grid-row[aria-rowindex='2']:has-text('第123次')")
    texts = [row.locator(".long_text").first.inner_text() for row in page.locator(".grid-row").all()]
    assert texts == sorted(texts, key=lambda text: text.encode("gb18030"), reverse=True)


def test_the_watch_is_switched_on_and_off(serve: Serve, look: Look, tmp_path: Path) -> None:
    ledger = sample_ledger(tmp_path)
    form = forms_of(ledger, tmp_path / "下发")[0]
    returned(form.path, tmp_path / "收件" / "一.xlsx", answers_of(Path(form.path)))
    page = look(serve(ledger))
    go(page, "合并回收")
    page.click("text=守着一个文件夹")
    page.fill("input[placeholder=文件夹的位置]", "收件")
    page.get_by_role("button", name="守着").click()
    page.wait_for_selector(".said:has-text('1 个文件')", timeout=60_000)
    assert (tmp_path / "收件" / LOG_NAME).exists()
    page.get_by_role("button", name="停下").click()
    page.get_by_role("button", name="守着").wait_for()
    page.wait_for_selector("#undo:has-text('撤销 1')")


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)], ids=str)
def test_nothing_is_cut_off(serve: Serve, look: Look, tmp_path: Path, size: tuple[int, int]) -> None:
    page = look(serve(busy_ledger(tmp_path / "督查台账.xlsm", months=2)))
    page.set_viewport_size({"width": size[0], "height": size[1]})
    for view in ("home", "import", "split", "merge", "remind", "report"):
        page.goto(f"{page.url.split('#')[0]}#{view}")
        page.wait_for_selector("#view > *")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate(
            "document.getElementById('view').scrollWidth <= document.getElementById('view').clientWidth"
        )
    assert page.pdf().startswith(b"%PDF")


def test_a_server_that_is_killed_takes_its_worker_along(
    serve: Serve, browser: Any, drop: Drop, tmp_path: Path
) -> None:
    """The ledger is as it was, the page says so, and the desk can be opened anew."""
    ledger = sample_ledger(tmp_path)
    form = forms_of(ledger, tmp_path / "下发")[0]
    returned(form.path, tmp_path / "一.xlsx", answers_of(Path(form.path)))
    desk = serve(ledger)
    page = browser.new_page()
    page.set_default_timeout(90_000)
    page.goto(desk.entry)
    page.wait_for_selector(".tiles")
    before = ledger.read_bytes()
    with locked(ledger):
        drop(page, {"一.xlsx": (tmp_path / "一.xlsx").read_bytes()})
        page.wait_for_selector(".files")
        page.get_by_role("button", name="收进台账").click()
        page.wait_for_selector(".working:has-text('正被')", timeout=30_000)
        desk.process.send_signal(signal.SIGKILL)
        desk.process.wait(10)
        page.wait_for_selector("#held:has-text('程序已经结束')", timeout=20_000)
    page.close()
    again = serve(ledger)
    assert again.entry.startswith("http://127.0.0.1:")
    assert ledger.read_bytes() == before
    assert again.end() == 0
    assert _left(again) == {"lock"}


def _left(desk: ServedDesk) -> set[str]:
    return {path.name for path in (desk.data / "xlsheet" / "desk").rglob("*") if path.is_file()}
