// Where the office stands: the tiles, lights, charts and debts of the sheet 首页.

import { h, svg } from "./dom.js";
import { dropZone } from "./merge.js";

const COLORS = ["红", "黄", "绿", "蓝"];
const TONES = ["red", "yellow", "green", "blue"];

function tile(each) {
  return h("a", { class: `tile ${each.tone}`, href: `#tables/${each.sheet}` },
    h("span", {}, each.label), h("strong", {}, String(each.count)), h("small", {}, `${each.sheet} ›`));
}

function lights(title, total, groups) {
  const row = (name, tasks, counts, head = false) =>
    h("tr", { class: head ? "total" : null }, h("th", { scope: "row" }, name), h("td", {}, String(tasks)),
      counts.map((count, place) => h("td", { class: count ? TONES[place] : "none" }, count ? String(count) : "")));
  return h("section", { class: "card flush" },
    h("table", { class: "lights" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, title), h("th", { scope: "col" }, "任务"),
        COLORS.map((color) => h("th", { scope: "col" }, color)))),
      h("tbody", {}, total ? row("全部任务", total.count, total.lights, true) : null,
        groups.map((group) => row(group.name, group.tasks, group.lights)))));
}

function owing(standing) {
  return h("section", { class: "card flush" },
    h("table", { class: "lights" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, standing.owing_title || "欠报的单位"),
        h("th", { scope: "col" }, "缺报"), h("th", { scope: "col" }, "连续"))),
      h("tbody", {}, standing.owing.map((unit) => h("tr", {}, h("th", { scope: "row" }, unit.unit),
        h("td", { class: "red" }, String(unit.missing)), h("td", {}, unit.run > 1 ? String(unit.run) : ""))))));
}

const W = 560, H = 190, LEFT = 38, BOTTOM = 24, TOP = 12;

function frame(label, months, ticks) {
  const step = (W - LEFT - 8) / Math.max(months.length, 1);
  const y = (share) => TOP + (H - TOP - BOTTOM) * (1 - share);
  const chart = svg("svg", { viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": label });
  for (const [share, text] of ticks) {
    chart.append(svg("line", { x1: LEFT, x2: W - 8, y1: y(share), y2: y(share), class: "rule" }),
      svg("text", { x: LEFT - 6, y: y(share) + 4, class: "tick end" }, text));
  }
  months.forEach((month, place) =>
    chart.append(svg("text", { x: LEFT + step * (place + 0.5), y: H - 7, class: "tick middle" }, month.label)));
  return { chart, y, step, x: (place) => LEFT + step * (place + 0.5) };
}

function shares(months) {
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => [share, `${share * 100}%`]);
  const { chart, x, y, step } = frame("各月平均完成比例与序时进度", months, ticks);
  const wide = Math.min(26, step * 0.55);
  months.forEach((month, place) => {
    if (month.percent === null) return;
    const top = y(month.percent);
    chart.append(svg("rect", { x: x(place) - wide / 2, y: top, width: wide, height: y(0) - top, class: "bar" }));
  });
  const line = months.map((month, place) => [x(place), month.elapsed]).filter(([, share]) => share !== null);
  chart.append(svg("polyline", { points: line.map(([at, share]) => `${at},${y(share)}`).join(" "), class: "line" }));
  months.forEach((month, place) => {
    if (month.percent === null) return;
    chart.append(svg("text", { x: x(place), y: y(month.percent) - 5, class: "value middle" }, month.words));
  });
  return chart;
}

function turnout(months) {
  const most = Math.max(4, ...months.map((month) => month.units.reduce((sum, count) => sum + count, 0)));
  const top = Math.ceil(most / 4) * 4;
  const ticks = [0, 1, 2, 3, 4].map((part) => [part / 4, String((top / 4) * part)]);
  const { chart, x, y, step } = frame("各月报送情况（单位数）", months, ticks);
  const wide = Math.min(26, step * 0.55);
  months.forEach((month, place) => {
    let below = 0;
    month.units.forEach((count, kind) => {
      if (!count) return;
      const from = y(below / top), to = y((below + count) / top);
      const word = ["按时报送", "迟报", "缺报"][kind];
      chart.append(svg("rect", { x: x(place) - wide / 2, y: to, width: wide, height: from - to, class: `part-${kind}` },
        svg("title", {}, `${month.label}${word} ${count}`)));
      below += count;
    });
  });
  return chart;
}

function chartCard(title, keys, chart) {
  return h("section", { class: "card chart" },
    h("h2", {}, title, h("span", { class: "keys" }, keys.map(([tone, word]) => h("span", { class: `key ${tone}` }, word)))), chart);
}

function changes(standing) {
  if (!standing.changes.length) return null;
  return h("section", { class: "card" }, h("h2", {}, "最近的改动"),
    h("ol", { class: "changes" }, standing.changes.slice(0, 8).map((change) =>
      h("li", {}, h("time", {}, change.when), h("strong", {}, change.command), h("span", {}, change.summary), h("small", {}, change.user)))));
}

export async function homeView(desk) {
  const { standing } = desk;
  if (!standing) throw new Error("台账读不出来，原因见右下角。改好后会自动再读。");
  const total = standing.tiles[0] && { count: standing.tiles[0].count, lights: standing.lights };
  const facts = [standing.office && `督查单位：${standing.office}`, `年度：${standing.year}`, `报送口径：${standing.scope}`];
  const empty = total && !total.count;
  const element = h("div", { class: "home" },
    h("div", { class: "facts" }, h("span", {}, facts.filter(Boolean).join("　")), h("span", {}, standing.as_of)),
    empty
      ? h("section", { class: "card first" }, h("h2", {}, "台账里还没有任务"),
          h("p", {}, "从导入年度通知开始：", h("a", { href: "#import", class: "button primary" }, "导入通知")))
      : dropZone(desk, true),
    h("div", { class: "tiles" }, standing.tiles.map(tile)),
    h("div", { class: "charts" },
      chartCard("各月平均完成比例与序时进度", [["bar", "平均完成比例"], ["line", "序时进度"]], shares(standing.months_seen)),
      chartCard("各月报送情况（单位数）", [["part-0", "按时报送"], ["part-1", "迟报"], ["part-2", "缺报"]], turnout(standing.months_seen))),
    h("div", { class: "groups" }, lights("篇章", total, standing.chapters), lights("责任领导", total, standing.leaders), owing(standing)),
    h("p", { class: "legend" }, "红：超过完成时限或状态滞后　黄：上月缺报或明显落后于序时进度　绿：正常　蓝：已完成或已销号"),
    changes(standing));
  return { title: "首页", element };
}
