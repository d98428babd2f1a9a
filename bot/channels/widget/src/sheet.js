// A panel over the conversation: the body map, or a question before something is deleted.
import { h, icon, ICONS } from "./dom.js";

const FOCUSABLE = "button:not(:disabled), [href], input, textarea, summary, [tabindex='0']";

export const focusable = (root) =>
  [...root.querySelectorAll(FOCUSABLE)].filter((each) =>
    each.checkVisibility ? each.checkVisibility() : each.getClientRects().length,
  );

// Keeps Tab inside `root`.
export const keepInside = (event, root, active) => {
  if (event.key !== "Tab") return;
  const all = focusable(root);
  const [first, last] = [all[0], all[all.length - 1]];
  const leaving = event.shiftKey ? active === first : active === last;
  if (!leaving && root.contains(active)) return;
  event.preventDefault();
  (event.shiftKey ? last : first)?.focus();
};

export class Sheet {
  constructor(strings, behind) {
    this.strings = strings;
    this.behind = behind; // elements that are out of reach while it is open
    this.element = h("div", { class: "sheet", hidden: true });
    this.element.addEventListener("keydown", (event) =>
      keepInside(event, this.element, this.element.getRootNode().activeElement),
    );
  }

  get isOpen() {
    return !this.element.hidden;
  }

  // `back`: where the focus goes afterwards.
  open(title, content, back, role = "dialog") {
    this.back = back;
    const heading = h("h2", { id: "sheet-title", tabindex: -1 }, title);
    const close = h(
      "button",
      { type: "button", class: "plain", "aria-label": this.strings.close_sheet, onclick: () => this.close() },
      icon(ICONS.close),
    );
    this.element.setAttribute("role", role);
    this.element.setAttribute("aria-modal", "true");
    this.element.setAttribute("aria-labelledby", "sheet-title");
    this.element.replaceChildren(h("header", null, heading, close), content);
    this.element.hidden = false;
    for (const each of this.behind) each.inert = true;
    heading.focus();
  }

  close() {
    if (!this.isOpen) return;
    this.element.hidden = true;
    for (const each of this.behind) each.inert = false;
    this.back?.focus();
  }
}
