// The frame: menu, ledger bar, what runs, and which view is shown.

import { cancel, get, post, run, settle } from "./api.js";
import { byId, confirmed, h, toast } from "./dom.js";
import { onDrop } from "./drop.js";
import { commandView } from "./command.js";
import { homeView } from "./home.js";
import { mergeView } from "./merge.js";
import { noticeView } from "./notice.js";
import { tablesView } from "./tables.js";

const desk = { standing: null, commands: {}, state: { run: null, held: "", file: null }, files: null };
/** What the views share: where the ledger stands, the commands, and files that wait for their view. */

const command = (id) => () => commandView(desk, id);
const VIEWS = [
  ["home", "首页", () => homeView(desk)],
  ["import", null, () => noticeView(desk)],
  ["split", null, command("split")],
  ["merge", null, () => mergeView(desk)],
  ["validate", null, command("validate")],
  ["missing", null, command("missing")],
  ["remind", null, command("remind")],
  ["report", null, command("report")],
  ["tables", "台账各表", (rest) => tablesView(desk, rest)],
  ["settings", "参数", () => tablesView(desk, ["参数"])],
  ["redate", null, command("redate")],
  ["export", null, command("export")],
];
const kept = new Map();
/** The views that hold what was done there; the others are made anew. */
const KEPT = ["import", "split", "merge", "validate", "missing", "remind", "report", "redate", "export"];

function place() {
  let hash = "";
  try {
    hash = decodeURI(location.hash.slice(1));
  } catch {
    // somebody typed it
  }
  const [id, ...rest] = hash.split("/");
  return VIEWS.some(([known]) => known === id) ? [id, rest] : ["home", []];
}

let turn = 0;

async function show() {
  const mine = (turn += 1);
  const [id, rest] = place();
  for (const link of byId("menu").querySelectorAll("a")) {
    link.toggleAttribute("aria-current", link.dataset.view === id);
    if (link.dataset.view === id) link.setAttribute("aria-current", "page");
  }
  const [, , make] = VIEWS.find(([known]) => known === id);
  const slow = setTimeout(() => byId("view").replaceChildren(h("p", { class: "note" }, h("span", { class: "spinner" }), "正在读台账……")), 200);
  try {
    const view = kept.get(id) ?? (await make(rest));
    if (KEPT.includes(id)) kept.set(id, view);
    clearTimeout(slow);
    if (mine !== turn) return;
    byId("view").replaceChildren(view.element);
    document.title = `${view.title} · ${desk.standing?.title ?? "督查台账"}`;
    view.shown?.();
  } catch (error) {
    clearTimeout(slow);
    if (mine !== turn) return;
    byId("view").replaceChildren(h("section", { class: "card" }, h("p", { class: "banner bad" }, error.message)));
  }
}

function menu() {
  byId("menu").replaceChildren(
    ...VIEWS.map(([id, label], place) =>
      h("li", { class: ["import", "tables", "redate"].includes(id) ? "apart" : null },
        h("a", { href: `#${id}`, dataset: { view: id }, title: (desk.commands[id]?.does ?? label) + (place < 10 ? `（Alt+${(place + 1) % 10}）` : "") },
          label ?? desk.commands[id].label))),
  );
}

function ledgerBar() {
  const { standing, state } = desk;
  byId("title").textContent = standing.title;
  byId("ledger").textContent = standing.file;
  byId("ledger").title = standing.folder;
  const busy = Boolean(state.run);
  byId("undo").disabled = busy || !standing.undoable;
  byId("redo").disabled = busy || !standing.redoable;
  const last = standing.changes[0];
  byId("undo").title = last ? `${last.when} ${last.command}：${last.summary}` : "没有可以撤销的改动";
  byId("undo").textContent = standing.undoable ? `撤销 ${standing.undoable}` : "撤销";
}

async function stand() {
  try {
    desk.standing = await get("/api/standing");
    ledgerBar();
    return true;
  } catch (error) {
    toast(error.message, true);
    return false;
  }
}

async function takeBack(again) {
  const last = desk.standing.changes[0];
  const text = again ? "刚才撤销的那一步会再做上去。" : `${last.when} 的“${last.command}”：${last.summary}`;
  if (!(await confirmed(again ? "恢复" : "撤销这一步吗？", text, again ? "恢复" : "撤销"))) return;
  try {
    const ended = await run("undo", { again });
    toast(ended.result.summary ?? ended.result.message, ended.state !== "done");
  } catch (error) {
    toast(error.message, true);
  }
}

function working() {
  const { run: now } = desk.state;
  const bar = byId("working");
  bar.hidden = !now;
  if (!now) return;
  const read = now.read ? `已读 ${now.read} 个文件${now.name ? `：${now.name}` : ""}` : "";
  const label = now.command === "undo" ? "撤销、恢复" : `${now.label}${now.dry_run ? "（试算）" : ""}`;
  bar.replaceChildren(
    h("span", { class: "spinner" }),
    h("strong", {}, label),
    h("span", { class: "grow" }, now.waiting || read || "正在进行……"),
    now.of > 1 ? h("progress", { max: Math.max(now.of, now.read), value: now.read }) : null,
    h("button", { type: "button", onclick: () => cancel(now).catch((error) => toast(error.message, true)) }, "取消"),
  );
}

function listen() {
  const events = new EventSource("/api/events");
  let lost = null;
  events.addEventListener("message", async (event) => {
    clearTimeout(lost);
    lost = null;
    document.body.classList.remove("lost");
    const before = desk.state;
    desk.state = JSON.parse(event.data);
    settle(desk.state);
    working();
    document.dispatchEvent(new Event("state-changed"));
    byId("held").hidden = !desk.state.held;
    byId("held").textContent = desk.state.held;
    if (desk.standing) ledgerBar();
    if (before.file && before.file !== desk.state.file && (await stand())) {
      document.dispatchEvent(new Event("ledger-changed"));
      if (place()[0] === "home") show();
    }
  });
  events.addEventListener("error", () => {
    lost ??= setTimeout(() => {
      document.body.classList.add("lost");
      byId("held").hidden = false;
      byId("held").textContent = "程序已经结束。请关掉这个窗口，要用时从桌面的“督查台账”图标再打开。";
    }, 4000);
  });
}

function keys(event) {
  if (!event.altKey || event.ctrlKey || event.metaKey || !/^[0-9]$/.test(event.key)) return;
  const view = VIEWS[(Number(event.key) + 9) % 10];
  if (!view) return;
  event.preventDefault();
  location.hash = view[0];
  byId("view").focus();
}

async function begin() {
  desk.commands = await get("/api/commands");
  menu();
  await stand();
  byId("undo").addEventListener("click", () => takeBack(false));
  byId("redo").addEventListener("click", () => takeBack(true));
  const open = (beside) => () => post("/api/open", { beside }).catch((error) => toast(error.message, true));
  byId("open-ledger").addEventListener("click", open(false));
  byId("open-folder").addEventListener("click", open(true));
  onDrop(byId("dropping"), (files) => {
    const view = place()[0] === "import" ? "import" : "merge";
    desk.files = files;
    if (place()[0] === view) kept.get(view)?.shown?.();
    else location.hash = view;
  });
  window.addEventListener("hashchange", show);
  window.addEventListener("keydown", keys);
  await show();
  listen();
}

begin().catch((error) => toast(error.message, true));
