// A command with its fields, a button that does it, and what came of it.

import { run } from "./api.js";
import { h } from "./dom.js";
import { fieldsOf } from "./form.js";
import { resultOf } from "./result.js";

export function commandView(desk, id) {
  const command = desk.commands[id];
  const fields = fieldsOf(command.fields, desk);
  const outcome = h("div", { class: "outcome", "aria-live": "polite" });
  const start = h("button", { type: "submit", class: "primary" }, command.label);

  async function carryOut(more = {}) {
    start.disabled = true;
    outcome.replaceChildren(h("p", { class: "note" }, "正在进行，进度在窗口下边……"));
    try {
      const ended = await run(id, { ...fields.values(), ...more });
      outcome.replaceChildren(resultOf(ended, () => carryOut({ overwrite: true })));
    } catch (error) {
      outcome.replaceChildren(h("p", { class: "banner bad" }, error.message));
    }
    start.disabled = false;
  }

  const form = h("form", { class: "card command", onsubmit: (event) => { event.preventDefault(); carryOut(); } },
    h("h1", {}, command.label, h("span", {}, command.does)),
    h("p", { class: "about" }, command.about),
    h("div", { class: "fields" }, fields.rows),
    h("div", { class: "buttons" }, start));
  return { title: command.label, element: h("div", {}, form, outcome), shown: fields.refresh };
}
