// The little Markdown a bot needs, as elements: **bold**, *italics*, [links](https://…),
// lists and paragraphs. Whatever is not that stays the text it is.
import { h } from "./dom.js";

const INLINE =
  /\*\*(.+?)\*\*|\*(\S(?:[^*]*\S)?)\*|\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)|(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)'])/g;
const ITEM = /^\s*(?:[-*•]|(\d+)[.)])\s+(.*)$/;

export const link = (url, text) =>
  h("a", { href: url, target: "_blank", rel: "noopener noreferrer nofollow" }, text);

export const inline = (text) => {
  const nodes = [];
  let done = 0;
  for (const match of text.matchAll(INLINE)) {
    nodes.push(text.slice(done, match.index));
    const [whole, bold, italics, label, url, bare] = match;
    if (bold) nodes.push(h("strong", null, inline(bold)));
    else if (italics) nodes.push(h("em", null, italics));
    else nodes.push(link(url ?? bare, label ?? bare));
    done = match.index + whole.length;
  }
  return [...nodes, text.slice(done)].filter(Boolean);
};

// A numbered list starts at the number it was given, as one item may come a paragraph.
const listOf = (items) => {
  const first = items[0][1];
  return h(
    first ? "ol" : "ul",
    { start: first && first !== "1" ? first : undefined },
    items.map(([, , text]) => h("li", null, inline(text))),
  );
};

const lines = (texts) =>
  h(
    "p",
    null,
    texts.flatMap((text, number) => (number ? [h("br"), ...inline(text)] : inline(text))),
  );

const block = (text) => {
  const nodes = [];
  let plain = [];
  let items = [];
  const flush = () => {
    if (plain.length) nodes.push(lines(plain));
    if (items.length) nodes.push(listOf(items));
    plain = [];
    items = [];
  };
  for (const line of text.split("\n")) {
    const item = line.match(ITEM);
    if (item ? plain.length : items.length) flush();
    if (item) items.push(item);
    else plain.push(line);
  }
  flush();
  return nodes;
};

export const markdown = (text) =>
  String(text)
    .split(/\n{2,}/)
    .filter((part) => part.trim())
    .flatMap(block);
