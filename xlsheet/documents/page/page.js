"use strict";
// Tables sort by their heads and are filtered by the tools above them. Rows are only moved and hidden;
// without this script the page shows all of them.

const collator = new Intl.Collator("zh-CN", { numeric: true });
const plain = (text) => text.normalize("NFKC").toLowerCase();

function compare(a, b) {
  if (a.order !== undefined && b.order !== undefined) return Number(a.order) - Number(b.order);
  if (!a.text || !b.text) return Number(!a.text) - Number(!b.text);
  return collator.compare(a.text, b.text);
}

function sortBy(body, head, column) {
  const descending = head.getAttribute("aria-sort") === "ascending";
  const keyed = Array.from(body.rows, (row, place) => {
    const cell = row.cells[column];
    return { row, place, text: cell.textContent, order: cell.dataset.order };
  });
  const sign = descending ? -1 : 1;
  keyed.sort((a, b) => sign * compare(a, b) || a.place - b.place);
  for (const other of head.parentElement.cells) other.setAttribute("aria-sort", "none");
  head.setAttribute("aria-sort", descending ? "descending" : "ascending");
  body.append(...keyed.map((each) => each.row));
}

function makeSortable(table) {
  const body = table.tBodies[0];
  Array.from(table.tHead.rows[0].cells).forEach((head, column) => {
    if (!head.hasAttribute("aria-sort")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.title = "点一下排序，再点一下反过来";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sortBy(body, head, column));
    head.append(button);
  });
}

function makeFilterable(section) {
  const rows = Array.from(section.querySelector("tbody").rows, (row) => {
    const cells = Array.from(row.cells, (cell) => cell.textContent);
    return { row, cells, text: plain(cells.join("\n")) };
  });
  const tools = section.querySelector(".tools");
  const search = tools.querySelector("input");
  const selects = Array.from(tools.querySelectorAll("select"));
  const groups = Array.from(tools.querySelectorAll("fieldset"));
  const pressed = (group) =>
    Array.from(group.querySelectorAll('[aria-pressed="true"]'), (chip) => chip.value);

  function wanted() {
    const chosen = selects.map((select) => [select.dataset.column, select.value ? [select.value] : []]);
    const chips = groups.map((group) => [group.dataset.column, pressed(group)]);
    return [...chosen, ...chips].filter(([, values]) => values.length);
  }

  function show() {
    const words = plain(search.value).split(/\s+/);
    const limits = wanted();
    let count = 0;
    for (const { row, cells, text } of rows) {
      const fits =
        words.every((word) => text.includes(word)) &&
        limits.every(([column, values]) => values.includes(cells[column]));
      row.hidden = !fits;
      count += Number(fits);
    }
    const all = count === rows.length;
    section.querySelector(".shown").textContent = all
      ? `共 ${count} 行`
      : `共 ${rows.length} 行，按筛选显示 ${count} 行`;
    section.querySelector(".none-left").hidden = count > 0;
  }

  function reset() {
    search.value = "";
    for (const select of selects) select.value = "";
    for (const chip of tools.querySelectorAll("[aria-pressed]")) chip.setAttribute("aria-pressed", "false");
    show();
  }

  search.addEventListener("input", show);
  for (const select of selects) select.addEventListener("change", show);
  for (const chip of tools.querySelectorAll("[aria-pressed]")) {
    chip.addEventListener("click", () => {
      chip.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") !== "true"));
      show();
    });
  }
  tools.querySelector(".reset").addEventListener("click", reset);
  tools.hidden = false;
  show();
}

document.querySelectorAll("table").forEach(makeSortable);
for (const section of document.querySelectorAll("section[data-tools]")) {
  if (section.querySelector("tbody")) makeFilterable(section);
}
