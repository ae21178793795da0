// A notice: dropped, its lines beside what was understood, corrected here, and taken over.

import { get, run, send } from "./api.js";
import { h } from "./dom.js";
import { picked } from "./drop.js";
import { fieldsOf } from "./form.js";
import { listing, resultOf } from "./result.js";

const BRIEF = ["原编号", "任务内容", "责任领导", "牵头单位", "责任单位"];

function reviewTable(review, edits) {
  const names = review.columns.map((column) => column.name);
  const at = (name) => names.indexOf(name);
  const text = (line, name) => edits.get(`${line.row} ${name}`) ?? line.cells[at(name)];

  function editor(line, redraw) {
    return h("div", { class: "editor" }, review.columns.filter((column) => !column.fixed).map((column) => {
      const area = h("textarea", { rows: column.width > 25 ? "3" : "1", "aria-label": column.name });
      area.value = text(line, column.name);
      area.addEventListener("input", () => {
        edits.set(`${line.row} ${column.name}`, area.value);
        redraw();
      });
      return h("label", { class: column.width > 25 ? "wide" : null }, h("span", {}, column.name), area);
    }));
  }

  function lineRows(line) {
    const doubt = line.cells[review.doubt];
    const row = h("tr", { class: `line ${doubt ? "look" : ""} ${line.cells[at("任务内容")] ? "task" : ""}` });
    const inner = h("tr", { class: "inner", hidden: true }, h("td", { colspan: String(BRIEF.length + 4) }));
    const redraw = () => {
      for (const [place, name] of BRIEF.entries()) row.cells[place + 3].textContent = text(line, name);
      row.classList.toggle("edited", names.some((name) => edits.has(`${line.row} ${name}`)));
    };
    const turn = () => {
      if (!inner.firstChild.hasChildNodes()) inner.firstChild.append(editor(line, redraw));
      inner.hidden = !inner.hidden;
      button.setAttribute("aria-expanded", String(!inner.hidden));
      if (!inner.hidden) inner.querySelector("textarea").focus();
    };
    const button = h("button", { type: "button", "aria-expanded": "false", "aria-label": `改${line.cells[at("位置")]}` });
    row.append(h("td", { class: "fold" }, button), h("td", { class: "at" }, line.cells[at("位置")]), h("td", { class: "source" }, line.cells[at("原文")]),
      ...BRIEF.map(() => h("td")), h("td", { class: "doubt" }, doubt));
    row.addEventListener("click", turn);
    redraw();
    return [row, inner];
  }

  const body = h("tbody", {}, review.rows.map(lineRows));
  const only = h("input", { type: "checkbox", id: "only-doubts" });
  only.addEventListener("change", () => body.classList.toggle("only-doubts", only.checked));
  return h("section", { class: "card flush review" },
    h("div", { class: "chips" }, h("span", {}, "左边是原文，右边是理解的内容。点一行可以改。"), h("label", {}, only, "只看有疑问的行")),
    h("div", { class: "scroll" }, h("table", {},
      h("thead", {}, h("tr", {}, ["", "位置", "原文", ...BRIEF, "疑问"].map((name) => h("th", { scope: "col" }, name)))), body)));
}

export function noticeView(desk) {
  const command = desk.commands.import;
  const fields = fieldsOf(command.fields, desk);
  const outcome = h("div", { class: "outcome", "aria-live": "polite" });
  const edits = new Map();
  let batch = null, looked = null, registry = null;

  const say = (text) => outcome.replaceChildren(h("p", { class: "note" }, h("span", { class: "spinner" }), text));
  const bad = (text) => outcome.replaceChildren(h("p", { class: "banner bad" }, text));

  async function take(files) {
    try {
      edits.clear();
      batch = await send(files, (count, of, name) => say(`正在放入 ${count}/${of} 个文件：${name}`));
      await look();
    } catch (error) {
      bad(error.message);
    }
  }

  async function look() {
    say("正在读通知……");
    try {
      looked = await run("import", { ...fields.values(), batch, registry, dry_run: true });
      const review = looked.state === "done" ? await get(`/api/runs/${looked.id}/review`) : null;
      show(looked, review);
    } catch (error) {
      bad(error.message);
    }
  }

  async function takeOver() {
    const corrections = Array.from(edits, ([key, text]) => {
      const [row, name] = key.split(" ");
      return [Number(row), name, text];
    });
    const given = corrections.length ? { reviewed: looked.id, edits: corrections } : { batch };
    say("正在导入……");
    try {
      show(await run("import", { ...fields.values(), registry, ...given }), null);
    } catch (error) {
      bad(error.message);
    }
  }

  function show(ended, review) {
    const whole = ended.state === "done";
    const buttons = h("div", { class: "buttons" },
      review ? h("button", { type: "button", class: "primary", onclick: takeOver }, "收进台账") : null,
      review || !whole ? h("button", { type: "button", onclick: look }, "重新读一遍") : null,
      !review && whole ? h("a", { class: "button", href: "#tables/任务台账" }, "看任务台账") : null);
    outcome.replaceChildren(
      h("section", { class: "card" }, h("h2", {}, review ? "试读结果：台账还没有改动" : "导入结果"), resultOf(ended, null, { tables: !review }), buttons),
      ...(review ? [reviewTable(review, edits), ...ended.result.listings.map(listing)] : []));
  }

  const give = async () => {
    const files = await picked({ multiple: false });
    if (files.length) take(files);
  };
  const named = h("span", {}, "不选则按通知和台账里的“单位名录”");
  const giveRegistry = async () => {
    const files = await picked({ multiple: false });
    if (!files.length) return;
    try {
      registry = await send(files, () => {});
      named.textContent = files[0].name;
    } catch (error) {
      bad(error.message);
    }
  };
  const registryRow = h("div", { class: "field wide" }, h("span", {}, "单位名录文件"),
    h("div", {}, h("button", { type: "button", onclick: giveRegistry }, "选择名录"), " ", named));
  const element = h("div", {},
    h("section", { class: "card command" },
      h("h1", {}, command.label, h("span", {}, command.does)), h("p", { class: "about" }, command.about),
      h("section", { class: "drop" },
        h("p", {}, h("strong", {}, "把通知拖到这里"), h("span", {}, "Word、PDF、Excel、文本都可以，改好的核对表也可以。先试读，不改台账。")),
        h("div", { class: "buttons" }, h("button", { type: "button", onclick: give }, "选择文件")))),
    h("details", { class: "card options" }, h("summary", {}, "选项"), h("div", { class: "fields" }, registryRow, fields.rows)),
    outcome);
  const shown = () => {
    const files = desk.files;
    desk.files = null;
    if (files?.length) take(files);
  };
  return { title: command.label, element, shown };
}
