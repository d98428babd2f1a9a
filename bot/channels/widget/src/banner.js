// The emergency banner: above the conversation, where nothing scrolls it away.
import { h, icon, ICONS } from "./dom.js";

const call = ({ name, number }, alone, strings) =>
  h(
    "a",
    { href: `tel:${number}`, class: "call" },
    alone ? strings.call.replace("{number}", number) : [h("strong", null, number), ` ${name}`],
  );

// The runner's country's number, or everybody's.
const numbersFor = (country, numbers) => {
  const own = numbers.find((each) => each.country === country);
  if (own) return [own];
  const first = new Map();
  for (const each of numbers) {
    const known = first.get(each.number);
    first.set(each.number, known ? { ...known, name: `${known.name}, ${each.name}` } : each);
  }
  return [...first.values()];
};

export const fillBanner = (element, { triage, country }, strings) => {
  const level = triage === "urgent" ? "urgent" : "emergency";
  const numbers = numbersFor(country, strings.numbers);
  element.className = `banner ${level}`;
  element.replaceChildren(
    h("p", { class: "banner-title" }, icon(ICONS.alert), strings.banner[level]),
    h("p", null, strings.banner[`${level}_do`]),
    h(
      "div",
      { class: "calls" },
      numbers.map((each) => call(each, numbers.length === 1, strings.banner)),
    ),
  );
  element.hidden = false;
};
