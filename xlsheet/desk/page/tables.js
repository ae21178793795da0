// The ledger's tables: the rows that can be seen are asked for, the others are only room to scroll.

import { get, post } from "./api.js";
import { h, toast } from "./dom.js";
import { badge } from "./result.js";

const ROW = 31;
const STRETCH = 200;
const TONES = { 红: "red", 黄: "yellow", 绿: "green", 蓝: "blue", 必须改: "red", 提醒: "yellow", 说明: "blue",
  缺报: "red", 迟报: "orange", 空报: "yellow", 雷同: "yellow", 退回: "red", 部分退回: "orange", 已接收: "green" };

class Grid {
  constructor(sheet, row) {
    this.sheet = sheet;
    this.asked = { words: "", sort: "", descending: false, filters: {} };
    this.stretches = new Map();
    this.total = 0;
    this.chosen = null;
    this.wantedRow = row;
    this.drawn = new Map();
    this.head = h("div", { class: "grid-head", role: "row" });
    this.room = h("div", { class: "grid-room" });
    this.box = h("div", { class: "grid", tabindex: "0", role: "table", "aria-label": sheet }, this.head, this.room);
    this.detail = h("aside", { class: "detail", hidden: true });
    this.count = h("span", { class: "shown", role: "status" });
    this.tools = h("div", { class: "grid-tools", role: "search" });
    this.element = h("div", { class: "grid-view" }, this.tools, h("div", { class: "grid-frame" }, this.box, this.detail));
    this.box.addEventListener("scroll", () => this.draw());
    this.box.addEventListener("keydown", (event) => this.keys(event));
    this.watcher = new ResizeObserver(() => this.draw());
    this.watcher.observe(this.box);
  }

  query(first, more = {}) {
    const { words, sort, descending, filters } = this.asked;
    const query = new URLSearchParams({ first, words, sort, descending: descending ? "1" : "", ...more });
    for (const [name, value] of Object.entries(filters)) query.set(`f.${name}`, value);
    return `/api/tables/${encodeURIComponent(this.sheet)}?${query}`;
  }

  async open() {
    const said = await get(this.query(0, { columns: "1", row: this.wantedRow ?? "" }));
    this.columns = said.columns;
    this.widths = this.columns.map((column) => Math.min(420, Math.max(64, column.width * 8.2 + 18)));
    this.box.style.setProperty("--wide", `${this.widths.reduce((sum, width) => sum + width, 56)}px`);
    this.makeTools();
    this.makeHead();
    this.take(said, 0);
    if (said.place !== undefined && said.place !== null) this.goTo(said.place, true);
  }

  async ask() {
    const turn = (this.turn = (this.turn ?? 0) + 1);
    this.asking?.abort();
    this.asking = new AbortController();
    const said = await get(this.query(0), this.asking.signal);
    if (turn !== this.turn) return;
    this.box.scrollTop = 0;
    this.chosen = null;
    this.detail.hidden = true;
    this.stretches.clear();
    this.take(said, 0);
  }

  take(said, first) {
    this.total = said.total;
    this.stretches.set(first / STRETCH, said.rows);
    this.room.style.height = `${said.total * ROW}px`;
    this.count.textContent = said.total === said.of ? `共 ${said.of} 行` : `共 ${said.of} 行，符合的 ${said.total} 行`;
    for (const row of this.drawn.values()) row.remove();
    this.drawn.clear();
    this.draw();
  }

  at(place) {
    return this.stretches.get(Math.floor(place / STRETCH))?.[place % STRETCH];
  }

  async fetch(number) {
    if (this.stretches.has(number)) return;
    this.stretches.set(number, []);
    const turn = this.turn;
    const said = await get(this.query(number * STRETCH));
    if (turn !== this.turn) return;
    this.stretches.set(number, said.rows);
    for (const [place, row] of this.drawn) {
      if (Math.floor(place / STRETCH) !== number) continue;
      row.remove();
      this.drawn.delete(place);
    }
    this.draw();
  }

  draw() {
    if (!this.columns) return;
    const from = Math.max(0, Math.floor(this.box.scrollTop / ROW) - 8);
    const to = Math.min(this.total, Math.ceil((this.box.scrollTop + this.box.clientHeight) / ROW) + 8);
    for (const [place, row] of this.drawn) {
      if (place >= from && place < to) continue;
      row.remove();
      this.drawn.delete(place);
    }
    for (let place = from; place < to; place += 1) {
      if (!this.stretches.has(Math.floor(place / STRETCH))) this.fetch(Math.floor(place / STRETCH)).catch((error) => toast(error.message, true));
      if (!this.drawn.has(place)) this.drawRow(place);
    }
  }

  drawRow(place) {
    const line = this.at(place);
    const row = h("div", { class: "grid-row", role: "row", "aria-rowindex": String(place + 2) });
    row.style.transform = `translateY(${place * ROW}px)`;
    if (place === this.chosen) row.setAttribute("aria-selected", "true");
    if (line) {
      row.append(h("span", { class: "number", role: "cell" }, String(line.row)), ...line.cells.map((text, at) => {
        const cell = h("span", { role: "cell", class: this.columns[at].kind, title: text.length > 12 ? text : null }, TONES[text] ? badge(text, TONES[text]) : text);
        cell.style.width = `${this.widths[at]}px`;
        return cell;
      }));
      row.addEventListener("click", () => { this.goTo(place); this.showDetail(line); });
    }
    this.drawn.set(place, row);
    this.room.append(row);
  }

  goTo(place, detail = false) {
    const before = this.drawn.get(this.chosen);
    before?.removeAttribute("aria-selected");
    this.chosen = place;
    const top = place * ROW;
    const height = this.box.clientHeight - this.head.offsetHeight;
    if (top < this.box.scrollTop || top + ROW > this.box.scrollTop + height) this.box.scrollTop = Math.max(0, top - height / 2);
    this.draw();
    this.drawn.get(place)?.setAttribute("aria-selected", "true");
    if (detail || !this.detail.hidden) this.fetch(Math.floor(place / STRETCH)).then(() => { if (this.at(place)) this.showDetail(this.at(place)); });
  }

  keys(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15, Home: -Infinity, End: Infinity };
    if (event.key in steps && !event.ctrlKey) {
      event.preventDefault();
      const next = Math.min(this.total - 1, Math.max(0, (this.chosen ?? -1) + steps[event.key]));
      if (this.total) this.goTo(next);
    } else if (event.key === "Enter" && this.chosen !== null && this.at(this.chosen)) {
      this.showDetail(this.at(this.chosen));
    } else if (event.key === "Escape") {
      this.detail.hidden = true;
    }
  }

  showDetail(line) {
    const names = this.columns.map((column) => column.name);
    const [sheet, cell] = [line.cells[names.indexOf("工作表")], line.cells[names.indexOf("单元格")]];
    const row = sheet && /^[A-Z]{1,3}(\d+)$/.exec(cell ?? "")?.[1];
    const close = h("button", { type: "button", "aria-label": "关闭", onclick: () => { this.detail.hidden = true; this.box.focus(); } }, "×");
    this.detail.replaceChildren(
      h("div", { class: "detail-head" }, h("h2", {}, `第 ${line.row} 行`), close),
      this.sheet === "佐证材料" && line.cells[names.indexOf("存放位置")] ? this.openers(line.row) : null,
      row ? h("a", { class: "button", href: `#tables/${sheet}/${row}` }, `转到“${sheet}”第 ${row} 行`) : null,
      h("dl", {}, line.cells.map((text, at) => (text ? [h("dt", {}, names[at]), h("dd", {}, text)] : null))));
    this.detail.hidden = false;
  }

  openers(evidence) {
    const open = (beside) => () => post("/api/open", { evidence, beside }).catch((error) => toast(error.message, true));
    return h("div", { class: "buttons" }, h("button", { type: "button", onclick: open(false) }, "打开"),
      h("button", { type: "button", onclick: open(true) }, "打开所在文件夹"));
  }

  makeHead() {
    this.head.replaceChildren(h("span", { class: "number", role: "columnheader" }, "行"), ...this.columns.map((column, at) => {
      const head = h("span", { role: "columnheader", "aria-sort": "none" },
        h("button", { type: "button", title: "点一下排序，再点一下反过来，第三下还原", onclick: () => this.sortBy(column.name) }, column.name));
      head.style.width = `${this.widths[at]}px`;
      return head;
    }));
  }

  sortBy(name) {
    const { sort, descending } = this.asked;
    Object.assign(this.asked, sort !== name ? { sort: name, descending: false } : descending ? { sort: "", descending: false } : { descending: true });
    [...this.head.children].slice(1).forEach((head, at) => {
      const mine = this.columns[at].name === this.asked.sort;
      head.setAttribute("aria-sort", !mine ? "none" : this.asked.descending ? "descending" : "ascending");
    });
    this.again();
  }

  again() {
    this.ask().catch((error) => toast(error.message, true));
  }

  makeTools() {
    const search = h("input", { type: "search", placeholder: "查找：任何一列里的字，可用空格隔开几个", "aria-label": "查找" });
    let later = null;
    search.addEventListener("input", () => {
      clearTimeout(later);
      later = setTimeout(() => { this.asked.words = search.value; this.again(); }, 150);
    });
    const selects = this.columns.filter((column) => column.choices.length).slice(0, 4).map((column) => {
      const select = h("select", { "aria-label": column.name }, h("option", { value: "" }, `${column.name}：全部`),
        column.choices.map(([value, count]) => h("option", { value }, `${value}（${count}）`)));
      select.addEventListener("change", () => { this.asked.filters[column.name] = select.value; this.again(); });
      return select;
    });
    const reset = h("button", { type: "button", onclick: () => {
      search.value = "";
      for (const select of selects) select.value = "";
      Object.assign(this.asked, { words: "", filters: {} });
      this.again();
    } }, "清除筛选");
    this.tools.replaceChildren(search, ...selects, reset, this.count);
  }
}

export async function tablesView(_desk, rest) {
  const sheets = await get("/api/tables");
  const [sheet = sheets[0].sheet, row] = rest;
  const grid = new Grid(sheet, row);
  await grid.open();
  const tabs = h("div", { class: "tabs" }, sheets.map((each) =>
    h("a", { href: `#tables/${each.sheet}`, "aria-current": each.sheet === sheet ? "page" : null },
      each.sheet, h("small", {}, each.rows < 0 ? "没有" : String(each.rows)))));
  const note = sheet === "参数" ? h("p", { class: "note" }, "参数在表格程序里改，保存并关闭后就生效。") : null;
  const again = () => { if (element.isConnected) grid.again(); else document.removeEventListener("ledger-changed", again); };
  document.addEventListener("ledger-changed", again);
  const element = h("div", { class: "tables" }, tabs, note, grid.element);
  return { title: sheet, element, shown: () => { grid.draw(); if (row) grid.box.focus(); } };
}
