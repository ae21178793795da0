// A command's fields, as the server lists them, and what is filled in.

import { h, newId } from "./dom.js";

function control(field, standing, id) {
  const help = field.help ? `${id}-help` : null;
  const common = { id, name: field.name, "aria-describedby": help };
  const start = standing?.starts[field.starts] ?? "";
  switch (field.kind) {
    case "month":
      return h("select", common, start ? null : h("option", { value: "" }, "不限"),
        (standing?.months ?? []).map(([value, words]) => h("option", { value, selected: value === start }, words)));
    case "choice":
      return h("select", common, field.choices.map(([value, words]) => h("option", { value }, words)));
    case "check":
      return h("input", { ...common, type: "checkbox" });
    case "day":
      return h("input", { ...common, type: "text", placeholder: "2020-07-09", size: "12", spellcheck: "false" });
    case "secret":
      return h("input", { ...common, type: "password", autocomplete: "off", size: "24" });
    case "number":
      return h("input", { ...common, type: "text", inputmode: "numeric", maxlength: "4", size: "6" });
    default:
      return h("input", { ...common, type: "text", value: start, spellcheck: "false", class: "long" });
  }
}

/** The fields as a form's part; `values()` is what is filled in, `refresh(standing)` what untouched ones show. */
export function fieldsOf(fields, desk) {
  const touched = new Set();
  const made = fields.map((field) => {
    const id = newId();
    const input = control(field, desk.standing, id);
    input.addEventListener("input", () => touched.add(field.name));
    const wide = ["folder", "file", "text"].includes(field.kind);
    const help = field.help ? h("small", { id: `${id}-help` }, field.help) : null;
    const row = field.kind === "check"
      ? h("div", { class: "field check" }, input, h("label", { for: id }, field.label), help)
      : h("div", { class: wide ? "field wide" : "field" }, h("label", { for: id }, field.label), h("div", {}, input, help));
    return { field, input, row };
  });
  const month = made.find(({ field }) => field.name === "month")?.input;
  const refresh = () => {
    for (const { field, input } of made) {
      if (!field.starts || touched.has(field.name)) continue;
      input.value = (desk.standing?.starts[field.starts] ?? "").replace("{month}", month?.value ?? "");
    }
  };
  month?.addEventListener("change", refresh);
  refresh();
  return {
    rows: made.map(({ row }) => row),
    set: (name, value) => {
      const found = made.find(({ field }) => field.name === name);
      if (found.field.kind === "check") found.input.checked = value;
      else found.input.value = value;
    },
    values: () => Object.fromEntries(made.map(({ field, input }) => [field.name, field.kind === "check" ? input.checked : input.value])),
    refresh,
  };
}
