// What a command reports: its sentence, what it made, its tables, its findings.

import { post } from "./api.js";
import { h, toast } from "./dom.js";

const FIRST_ROWS = 300;
const TONES = { 必须改: "red", 提醒: "yellow", 说明: "blue" };
const PLACE = /^([^[\]!]+)!([A-Z]{1,3})(\d+)$/;

export const badge = (word, tone) => h("span", { class: `badge ${tone ?? TONES[word] ?? ""}` }, word);

/** A place in the ledger as a link to its row. */
export function place(text) {
  const found = PLACE.exec(text);
  return found ? h("a", { href: `#tables/${found[1]}/${found[3]}` }, text) : text;
}

function opener(run, made, beside, words) {
  const open = () => post("/api/open", { run, made, beside }).catch((error) => toast(error.message, true));
  return h("button", { type: "button", onclick: open }, words);
}

function madeList(run) {
  const made = run.result.made ?? [];
  if (!made.length) return null;
  return h("ul", { class: "made" }, made.map((each, number) =>
    h("li", {}, h("span", { class: "what" }, each.what), h("code", {}, each.path),
      opener(run.id, number, false, each.folder ? "打开文件夹" : "打开"),
      each.folder ? null : opener(run.id, number, true, "打开所在文件夹"))));
}

function cell(text, name) {
  if (name === "级别") return h("td", {}, badge(text));
  if (name === "位置") return h("td", { class: "place" }, place(text));
  return h("td", {}, text);
}

export function listing(each) {
  const body = h("tbody");
  const add = (rows) => body.append(...rows.map((row) => h("tr", {}, row.map((text, at) => cell(text, each.header[at])))));
  add(each.rows.slice(0, FIRST_ROWS));
  const rest = each.rows.slice(FIRST_ROWS);
  const more = rest.length && h("button", { type: "button", class: "more", onclick: () => { add(rest); more.remove(); } }, `再显示 ${rest.length} 行`);
  return h("section", { class: "listing" },
    h("h3", {}, `${each.title}（${each.rows.length}）`),
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": each.title },
      h("table", {}, h("thead", {}, h("tr", {}, each.header.map((name) => h("th", { scope: "col" }, name)))), body)),
    more || null);
}

/** The whole result; `again` is called where what is there already may be overwritten. */
export function resultOf(run, again, { tables = true } = {}) {
  const { result } = run;
  if (run.state !== "done") {
    return h("div", { class: `banner ${run.state === "cancelled" ? "" : "bad"}` }, h("p", {}, result.message),
      result.exists && again ? h("button", { type: "button", onclick: again }, "覆盖后再做") : null);
  }
  return h("div", {},
    h("div", { class: `banner ${result.attention ? "look" : "good"}` }, h("p", {}, result.summary)),
    run.messages.map((message) => h("p", { class: "note" }, message)),
    madeList(run),
    tables ? result.listings.map(listing) : null);
}

export function findings(list) {
  return h("table", { class: "findings" },
    h("thead", {}, h("tr", {}, ["级别", "工作表", "单元格", "现在是", "问题和怎样改"].map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, list.map((each) => h("tr", {}, h("td", {}, badge(each.word)), h("td", {}, each.sheet), h("td", {}, each.cell),
      h("td", { class: "stands" }, each.value), h("td", {}, each.message)))));
}
