"""The desk's addresses: what a page asks for, and which part of the desk answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from xlsheet.desk.errands.commands import DESK_COMMANDS, command_of
from xlsheet.desk.errands.fields import REVIEW
from xlsheet.desk.private import MOST_BYTES
from xlsheet.desk.standing import standing
from xlsheet.desk.state import Desk
from xlsheet.desk.tables import MOST_ROWS, Question
from xlsheet.dictionary.findings import show
from xlsheet.dictionary.tables import EVIDENCE
from xlsheet.errors import JobError, RequestError, XlsheetError
from xlsheet.files.opened import open_it
from xlsheet.ledger.exhibits import is_harmless, place_of

_PAGE: Final = Path(__file__).parent / "page"
_TYPES: Final = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_MOST_ASKED: Final = 16 << 20
"""Bytes of a question, the corrections of a long notice among them."""

Answer = Callable[[Request], Awaitable[Response]]


def app_of(desk: Desk) -> Starlette:
    """The application, without its guard."""
    desk_answers = _Answers(desk)
    routes = [
        Route("/", desk_answers.page),
        Route("/page/{name}", desk_answers.page),
        Route("/api/events", desk_answers.events),
        Route("/api/standing", _said(desk_answers.standing)),
        Route("/api/commands", _said(desk_answers.commands)),
        Route("/api/batches", _said(desk_answers.new_batch), methods=["POST"]),
        Route("/api/batches/{batch}/files", _said(desk_answers.upload), methods=["POST"]),
        Route("/api/runs", _said(desk_answers.start), methods=["POST"]),
        Route("/api/runs/{run}", _said(desk_answers.run)),
        Route("/api/runs/{run}/cancel", _said(desk_answers.cancel), methods=["POST"]),
        Route("/api/runs/{run}/review", _said(desk_answers.review)),
        Route("/api/tables", _said(desk_answers.tables)),
        Route("/api/tables/{sheet}", _said(desk_answers.table)),
        Route("/api/watch", _said(desk_answers.watch), methods=["POST"]),
        Route("/api/open", _said(desk_answers.open), methods=["POST"]),
    ]
    return Starlette(routes=routes)


def _said(answer: Callable[[Request], Awaitable[Any]]) -> Answer:
    """What is wrong is said in Chinese, in JSON like all else."""

    async def answered(request: Request) -> Response:
        try:
            return JSONResponse(await answer(request))
        except XlsheetError as error:
            status = 400 if isinstance(error, RequestError) else 409
            return JSONResponse({"message": str(error)}, status_code=status)
        except Exception:  # noqa: BLE001  # the door: a user gets a message, the log gets the traceback
            from xlsheet.error_log import log_error

            message = f"程序出错。详情记在 {log_error()}，请转给技术人员。"
            return JSONResponse({"message": message}, status_code=500)

    return answered


async def _json(request: Request) -> Mapping[str, Any]:
    content = bytearray()
    async for piece in request.stream():
        content += piece
        if len(content) > _MOST_ASKED:
            raise RequestError("发来的内容太长。")
    try:
        found = json.loads(content)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise RequestError("发来的内容看不懂，请刷新页面。")
    return found


class _Answers:
    """An answer for each address."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._pages = {path.name: path for path in _PAGE.iterdir() if path.suffix in _TYPES}

    async def page(self, request: Request) -> Response:
        path = self._pages.get(request.path_params.get("name", "index.html"))
        if path is None:
            return Response(status_code=404)
        return FileResponse(path, media_type=_TYPES[path.suffix])

    async def events(self, _request: Request) -> Response:
        return StreamingResponse(self._desk.events(), media_type="text/event-stream")

    async def standing(self, _request: Request) -> Any:
        return await asyncio.to_thread(standing, self._desk.ledger, date.today())

    async def commands(self, _request: Request) -> Any:
        return {command.id: command.as_json() for command in DESK_COMMANDS}

    async def new_batch(self, _request: Request) -> Any:
        return {"batch": self._desk.private.new_batch()}

    async def upload(self, request: Request) -> Any:
        """One file: its bytes as they are, its name beside them."""
        batch = self._desk.private.batch(request.path_params["batch"])
        name = request.query_params.get("name", "")
        path, file = self._desk.private.new_file(batch, name)
        try:
            with file:
                async for piece in request.stream():
                    batch.size += len(piece)
                    if batch.size > MOST_BYTES:
                        raise JobError(f"一次最多放 {MOST_BYTES >> 20} MB，请分几次。“{name}”没有放进来。")
                    file.write(piece)
        except BaseException as error:
            with suppress(OSError):
                path.unlink()
            if isinstance(error, OSError):
                raise JobError(f"“{name}”存不下来。请核对磁盘空间。") from error
            raise
        batch.paths.append(path)
        return {"name": path.name, "files": len(batch.paths)}

    async def start(self, request: Request) -> Any:
        asked = await _json(request)
        command, given = command_of(asked.get("command")), asked.get("given")
        given = dict(given) if isinstance(given, dict) else {}
        folder = self._desk.private.new_folder()
        given |= {"paths": self._dropped(given.get("batch")), "private": str(folder)}
        given["registry"] = next(iter(self._dropped(given.get("registry"))), None)
        if given.get("reviewed"):
            given["reviewed"] = str(self._desk.runs.run(given["reviewed"]).folder / REVIEW)
        label = command.as_json()["label"]
        return self._desk.runs.start(command.id, label, given, folder).brief()

    def _dropped(self, batch: object) -> list[str]:
        return [str(path) for path in self._desk.private.batch(batch).paths] if batch else []

    async def run(self, request: Request) -> Any:
        return self._desk.runs.run(request.path_params["run"]).whole()

    async def cancel(self, request: Request) -> Any:
        run = self._desk.runs.run(request.path_params["run"])
        await self._desk.runs.cancel(run)
        return run.whole()

    async def review(self, request: Request) -> Any:
        from xlsheet.desk.errands.notices import review_json  # late: it needs all that reads notices

        review = self._desk.runs.run(request.path_params["run"]).folder / REVIEW
        if not review.exists():
            raise RequestError("核对表已经不在了，请把通知再放一次。")
        return await asyncio.to_thread(review_json, review)

    async def tables(self, _request: Request) -> Any:
        return await asyncio.to_thread(self._desk.tables.counts)

    async def table(self, request: Request) -> Any:
        asked = request.query_params
        wanted = {name[2:]: value for name, value in asked.items() if name.startswith("f.") and value}
        question = Question(
            asked.get("words", ""), wanted, asked.get("sort", ""), asked.get("descending") == "1"
        )
        first, row = _number(asked.get("first")), _number(asked.get("row"))

        def answer() -> Any:
            view = self._desk.tables.view(request.path_params["sheet"])
            found = view.rows(question, first, MOST_ROWS)
            if row:
                found["place"] = view.place_of(question, row)
            return {**found, "columns": view.columns} if asked.get("columns") else found

        return await asyncio.to_thread(answer)

    async def watch(self, request: Request) -> Any:
        """Switch the watch of a folder on, or off."""
        asked = await _json(request)
        if asked.get("off"):
            await self._desk.folder.stop()
        else:
            self._desk.folder.start(str(asked.get("folder") or ""))
        return self._desk.folder.told()

    async def open(self, request: Request) -> Any:
        """Open what a command made, evidence, the folder of either, or the ledger: nothing else."""
        asked = await _json(request)
        if asked.get("run"):
            made = self._desk.runs.run(asked["run"]).result.get("made", [])
            place = asked.get("made")
            if not isinstance(place, int) or not 0 <= place < len(made):
                raise RequestError("没有这个文件。")
            path = Path(made[place]["path"])
        elif asked.get("evidence"):
            path = await asyncio.to_thread(self._evidence, asked["evidence"])
            if not asked.get("beside") and not is_harmless(path):
                raise RequestError(f"“{path.name}”不是文档或图片，不从这里打开。请打开所在文件夹自己看。")
        else:
            path = self._desk.ledger
        path = path.parent if asked.get("beside") else path
        await asyncio.to_thread(open_it, path)
        return {"opened": str(path)}

    def _evidence(self, row: object) -> Path:
        """Where a row of 佐证材料 says that its file is."""
        data = self._desk.tables.view(EVIDENCE.sheet).data
        told = next((show(cells[EVIDENCE.kept]) for number, cells in data.rows() if number == row), "")
        path = place_of(self._desk.ledger.parent, told.strip())
        if path is None:
            raise RequestError("这份材料只登记了，没有另存。合并时写上佐证材料存在哪个文件夹，就会存。")
        return path


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0
