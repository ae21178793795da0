// The watch of a folder: switched on and off here; what it says comes from the server.

import { post } from "./api.js";
import { h, newId, toast } from "./dom.js";

export function watchCard() {
  const id = newId();
  const folder = h("input", { id, type: "text", class: "long", spellcheck: "false", placeholder: "文件夹的位置" });
  const said = h("ol", { class: "said" });
  const button = h("button", { type: "submit" }, "守着");
  let on = "";
  const turn = (event) => {
    event.preventDefault();
    post("/api/watch", on ? { off: true } : { folder: folder.value }).catch((error) => toast(error.message, true));
  };
  const element = h("details", { class: "card options" },
    h("summary", {}, "守着一个文件夹，到一个收一个"),
    h("form", { class: "field wide", onsubmit: turn }, h("label", { for: id }, "文件夹"), h("div", { class: "buttons" }, folder, button)),
    h("p", { class: "note" }, "文件拷完就收进台账，结论记在这个文件夹的“收件.log”。关掉窗口就停；要开机自动守着，运行 xlsheet install --watch 文件夹。"),
    said);
  const show = (watch) => {
    on = watch?.folder ?? "";
    if (on) folder.value = on;
    folder.disabled = Boolean(on);
    button.textContent = on ? "停下" : "守着";
    if (on) element.open = true;
    said.replaceChildren(...(watch?.said ?? []).map((text) => h("li", {}, text)));
  };
  return { element, show };
}
