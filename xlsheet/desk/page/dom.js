// Elements from data: all text goes in as text, never as markup.

export function h(tag, given = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (name === "dataset") Object.assign(element.dataset, value);
    else if (name in element && name !== "list" && typeof value !== "string") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

export function svg(tag, given = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(given)) element.setAttribute(name, value);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

export const byId = (id) => document.getElementById(id);

let fields = 0;
export const newId = () => `field-${(fields += 1)}`;

export function toast(text, grave = false) {
  const shown = h("div", { class: grave ? "toast grave" : "toast", role: grave ? "alert" : null }, text);
  shown.append(h("button", { type: "button", "aria-label": "关闭", onclick: () => shown.remove() }, "×"));
  byId("toasts").append(shown);
  setTimeout(() => shown.remove(), grave ? 20000 : 8000);
}

/** Ask before something happens; resolves to whether it shall. */
export function confirmed(title, text, yes) {
  return new Promise((resolve) => {
    const asked = h(
      "dialog",
      { "aria-label": title },
      h("form", { method: "dialog" }, h("h2", {}, title), h("p", {}, text),
        h("div", { class: "buttons" },
          h("button", { value: "no" }, "不做了"), h("button", { value: "yes", class: "primary", autofocus: true }, yes))),
    );
    asked.addEventListener("close", () => { resolve(asked.returnValue === "yes"); asked.remove(); });
    document.body.append(asked);
    asked.showModal();
  });
}
