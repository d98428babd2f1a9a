// Makes elements. Text is always put in as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";

const fill = (element, props, children) => {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child || child === 0));
  return element;
};

export const h = (tag, props, ...children) =>
  fill(document.createElement(tag), props, children);

export const s = (tag, props, ...children) =>
  fill(document.createElementNS(SVG, tag), props, children);

// A 24 by 24 drawing in the colour of the text around it.
export const icon = (path) =>
  s(
    "svg",
    { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" },
    s("path", { d: path }),
  );

export const ICONS = {
  chat: "M4 4h16a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-8l-5 4v-4H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z",
  close: "M6 6l12 12M18 6L6 18",
  menu: "M5 12h.01M12 12h.01M19 12h.01",
  send: "M12 20V5M5.5 11.5L12 5l6.5 6.5",
  body: "M12 2.5a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4zM5 9.5h14M12 9.5v6M12 15.5l-3 6M12 15.5l3 6",
  alert: "M12 3l9.5 17h-19zM12 10v4M12 17.2h.01",
};
