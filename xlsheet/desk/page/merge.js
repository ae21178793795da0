// Returned files: dropped, looked at in a dry run, a row for each, and then merged.

import { run, send } from "./api.js";
import { h } from "./dom.js";
import { picked } from "./drop.js";
import { fieldsOf } from "./form.js";
import { watchCard } from "./watch.js";
import { badge, findings, resultOf } from "./result.js";

const TONES = { accepted: "green", accepted_with_warnings: "yellow", partly_rejected: "orange", rejected: "red" };

/** The office's mailbox: fetched and tried out by `take`, which gets what was filled in. */
function mailCard(desk, take) {
  const command = desk.commands.fetch;
  const fields = fieldsOf(command.fields, desk);
  const submit = (event) => { event.preventDefault(); take(fields); };
  return {
    fields,
    element: h("details", { class: "card options" }, h("summary", {}, "从邮箱收新邮件"),
      h("p", { class: "note" }, command.about),
      h("form", { class: "fields", onsubmit: submit }, fields.rows,
        h("div", { class: "buttons" }, h("button", { type: "submit", class: "primary" }, command.label)))),
  };
}

/** Where files are dropped; the whole window takes them as well. */
export function dropZone(desk, small = false, take = null) {
  const give = (files) => {
    if (!files.length) return;
    if (take) take(files);
    else {
      desk.files = files;
      location.hash = "merge";
    }
  };
  return h("section", { class: small ? "drop small" : "drop" },
    h("p", {}, h("strong", {}, "把收到的填报表拖到这里"), h("span", {}, "文件、文件夹、压缩包、邮件都可以，文件名不限。先试算，不改台账。")),
    h("div", { class: "buttons" },
      h("button", { type: "button", onclick: async () => give(await picked()) }, "选择文件"),
      h("button", { type: "button", onclick: async () => give(await picked({ folder: true })) }, "选择文件夹")));
}

function fileRow(file, number, open) {
  const said = file.findings.length;
  const row = h("tr", { class: `file ${file.fine ? "" : "look"}`, dataset: { verdict: file.word } },
    h("td", { class: "fold" }, said ? h("button", { type: "button", "aria-expanded": "false", "aria-label": `${file.name} 的 ${said} 条说明` }) : null),
    h("td", { class: "name" }, file.name), h("td", {}, file.unit), h("td", {}, file.month),
    h("td", {}, badge(file.word, TONES[file.verdict] ?? "grey")),
    h("td", { class: "count" }, String(file.accepted)), h("td", { class: "count" }, file.returned ? String(file.returned) : ""),
    h("td", { class: "brief" }, file.findings[0]?.message ?? "", said > 1 ? h("small", {}, `　共 ${said} 条`) : null));
  if (!said) return [row];
  const inner = h("tr", { class: "inner", hidden: true }, h("td", { colspan: "8" }));
  const button = row.querySelector("button");
  const turn = (yes) => {
    if (yes && !inner.firstChild.hasChildNodes()) inner.firstChild.append(findings(file.findings));
    inner.hidden = !yes;
    button.setAttribute("aria-expanded", String(yes));
  };
  row.addEventListener("click", (event) => { if (!event.target.closest("a")) turn(inner.hidden); });
  if (open) turn(true);
  return [row, inner];
}

function fileTable(files) {
  const words = new Map();
  for (const file of files) words.set(file.word, (words.get(file.word) ?? 0) + 1);
  const body = h("tbody", {}, files.map((file, number) => fileRow(file, number, files.length === 1)));
  const chips = h("div", { class: "chips", role: "group", "aria-label": "按结论筛选" });
  const choose = (word, chip) => {
    const on = chip.getAttribute("aria-pressed") !== "true";
    for (const other of chips.children) other.setAttribute("aria-pressed", "false");
    chip.setAttribute("aria-pressed", String(on));
    for (const row of body.querySelectorAll("tr.file")) {
      row.hidden = on && row.dataset.verdict !== word;
      const inner = row.nextElementSibling;
      if (inner?.classList.contains("inner")) {
        inner.hidden = row.hidden || row.querySelector("button").getAttribute("aria-expanded") !== "true";
      }
    }
  };
  for (const [word, count] of words) {
    const chip = h("button", { type: "button", "aria-pressed": "false" }, `${word} ${count}`);
    chip.addEventListener("click", () => choose(word, chip));
    chips.append(chip);
  }
  const heads = ["", "文件", "单位", "月份", "结论", "接收", "退回", "说明"];
  return h("section", { class: "card flush" }, words.size > 1 ? chips : null,
    h("div", { class: "scroll" }, h("table", { class: "files" },
      h("thead", {}, h("tr", {}, heads.map((name) => h("th", { scope: "col" }, name)))), body)));
}

export function mergeView(desk) {
  const command = desk.commands.merge;
  const fields = fieldsOf(command.fields, desk);
  const outcome = h("div", { class: "outcome", "aria-live": "polite" });
  const options = h("details", { class: "card options" }, h("summary", {}, "选项"), h("div", { class: "fields" }, fields.rows));
  let batch = null;
  let mails = null;

  const say = (text) => outcome.replaceChildren(h("p", { class: "note" }, h("span", { class: "spinner" }), text));
  const bad = (text) => outcome.replaceChildren(h("p", { class: "banner bad" }, text));

  async function take(files) {
    mails = null;
    try {
      batch = await send(files, (count, of, name) => say(`正在放入 ${count}/${of} 个文件：${name}`));
      await carryOut(true);
    } catch (error) {
      bad(error.message);
    }
  }

  async function carryOut(dry) {
    say(dry ? (mails ? "正在收邮件、试算……" : "正在试算……") : "正在收进台账……");
    try {
      const asked = mails ? ["fetch", { ...mails.values() }] : ["merge", { ...fields.values(), batch }];
      mails?.set("password", "");
      show(await run(asked[0], { ...asked[1], dry_run: dry }), dry);
    } catch (error) {
      bad(error.message);
    }
  }

  function show(ended, dry) {
    const whole = ended.state === "done";
    const again = h("button", { type: "button", onclick: () => carryOut(true) }, "再试算一次");
    const into = h("button", { type: "button", class: "primary", onclick: () => carryOut(false) }, "收进台账");
    const clear = h("button", { type: "button", onclick: () => { batch = null; outcome.replaceChildren(); } }, "清空");
    const see = ["收件登记", "退回清单"].map((sheet) => h("a", { class: "button", href: `#tables/${sheet}` }, `看${sheet}`));
    const some = whole && ended.result.files?.length;
    const buttons = h("div", { class: "buttons" }, dry && some ? into : null, dry || !whole ? again : see, clear);
    outcome.replaceChildren(
      h("section", { class: "card" }, h("h2", {}, dry ? "试算结果：台账还没有改动" : "已收进台账"), resultOf(ended), buttons),
      ...(whole && ended.result.ledger_findings?.length
        ? [h("section", { class: "card" }, h("h2", {}, "台账里要看的"), findings(ended.result.ledger_findings))] : []),
      ...(some ? [fileTable(ended.result.files)] : []));
    if (dry && some) into.focus({ preventScroll: true });
  }

  const mail = mailCard(desk, (filled) => { mails = filled; carryOut(true); });
  const watch = watchCard();
  document.addEventListener("state-changed", () => watch.show(desk.state.watch));
  const element = h("div", {},
    h("section", { class: "card command" },
      h("h1", {}, command.label, h("span", {}, command.does)), h("p", { class: "about" }, command.about),
      dropZone(desk, false, take)),
    options, mail.element, watch.element, outcome);
  const shown = () => {
    fields.refresh();
    mail.fields.refresh();
    watch.show(desk.state.watch);
    const files = desk.files;
    desk.files = null;
    if (files?.length) take(files);
  };
  return { title: command.label, element, shown };
}
