// The body map: where it hurts and where it spreads, by tapping or from a list. It shows
// what the server has recorded, however that was said, and says the changes in words.
import { h } from "./dom.js";
import { REGIONS, figure } from "./figure.js";

const fit = (template, values) =>
  template.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

// What is recorded, as regions: a side that was not said counts for both.
export const regionsOf = (findings) =>
  REGIONS.filter((region) =>
    findings.some(
      ({ finding, status, side }) =>
        finding === region.finding &&
        status === "present" &&
        (region.side
          ? side === region.side || side === "both" || (!side && !hasMiddle(region.part))
          : !side || !isPaired(region.part)),
    ),
  ).map(({ key }) => key);

const ofPart = (part) => REGIONS.filter((region) => region.part === part);
const hasMiddle = (part) => ofPart(part).some(({ side }) => !side);
const isPaired = (part) => ofPart(part).some(({ side }) => side);

export const label = (region, strings) => {
  const { label: name } = strings.parts[region.part];
  return region.side ? `${name}, ${strings.body[region.side]}` : name;
};

const words = (region, strings) => {
  const part = strings.parts[region.part];
  if (!region.side) return part.one;
  return part[region.side] ?? fit(part.side, { side: strings.body[region.side] });
};

const listed = (texts, and) =>
  texts.length < 2
    ? texts.join("")
    : `${texts.slice(0, -1).join(", ")} ${and} ${texts[texts.length - 1]}`;

const sentence = (template, preposition, regions, strings) => {
  // Places without a side come first: a side just said would be taken for theirs.
  const places = [...regions]
    .sort((a, b) => Boolean(a.side) - Boolean(b.side))
    .map((region) => fit(preposition, { place: words(region, strings) }));
  return fit(template, { places: listed(places, strings.body.and) });
};

// The changes from `before` (keys) to `now` (key -> "hurts" or "spreads"), in words.
export const said = (before, now, strings) => {
  const { body } = strings;
  const are = (what) =>
    REGIONS.filter(({ key }) => now.get(key) === what && !before.includes(key));
  const gone = REGIONS.filter(({ key }) => before.includes(key) && !now.has(key));
  return [
    [body.say_hurts, body.hurts_in, are("hurts")],
    [body.say_spreads, body.spreads_in, are("spreads")],
    [body.say_gone, body.hurts_in, gone],
  ]
    .filter(([, , regions]) => regions.length)
    .map(([template, preposition, regions]) =>
      sentence(template, preposition, regions, strings),
    )
    .join(" ");
};

// `send(text)` takes the words; `close()` leaves the map.
export class BodyMap {
  constructor({ strings, send, close }) {
    Object.assign(this, { strings, send, close });
    this.before = [];
    this.now = new Map();
    this.mode = "hurts";
    this.#build();
  }

  // What the server has recorded.
  recorded(findings) {
    this.before = regionsOf(findings);
    this.now = new Map(this.before.map((key) => [key, "hurts"]));
    this.#show();
  }

  tap(key) {
    if (this.now.get(key) === this.mode) this.now.delete(key);
    else this.now.set(key, this.mode);
    this.#show();
  }

  #build() {
    const { strings } = this;
    const { body } = strings;
    this.modes = ["hurts", "spreads"].map((mode) =>
      h("button", { type: "button", class: `mode ${mode}`, onclick: () => this.#mode(mode) }, body[mode]),
    );
    this.figures = ["back", "front"].map((view) => figure(view, body, (key) => this.tap(key)));
    this.buttons = new Map(
      REGIONS.map((region) => [
        region.key,
        h(
          "button",
          { type: "button", class: "place", "data-key": region.key, onclick: () => this.tap(region.key) },
          label(region, strings),
        ),
      ]),
    );
    this.words = h("p", { class: "chosen", role: "status" });
    this.submit = h("button", { type: "submit", class: "primary" }, body.send);
    this.element = h(
      "form",
      { class: "map", onsubmit: (event) => this.#submit(event) },
      h("p", { class: "how" }, body.how),
      h("div", { class: "modes", role: "group", "aria-label": body.title }, this.modes),
      h(
        "div",
        { class: "figures" },
        this.figures.map(({ element }, number) =>
          h("figure", null, element, h("figcaption", null, body[number ? "front" : "back"])),
        ),
      ),
      h(
        "details",
        { class: "list" },
        h("summary", null, body.list),
        h("div", { class: "places" }, [...this.buttons.values()]),
      ),
      h("div", { class: "map-end" }, this.words, this.submit),
    );
    this.#mode("hurts");
  }

  #mode(mode) {
    this.mode = mode;
    for (const button of this.modes) {
      button.setAttribute("aria-pressed", button.classList.contains(mode));
    }
    this.#show();
  }

  #show() {
    const { body } = this.strings;
    for (const region of REGIONS) {
      const is = this.now.get(region.key) ?? "";
      for (const { mark } of this.figures) mark(region.key, is);
      const button = this.buttons.get(region.key);
      button.setAttribute("aria-pressed", Boolean(is));
      button.setAttribute("data-is", is);
      const name = label(region, this.strings);
      button.textContent = is ? `${name}: ${body[`is_${is}`]}` : name;
    }
    const text = said(this.before, this.now, this.strings);
    this.words.textContent = text || body.none;
    this.submit.disabled = !text;
  }

  #submit(event) {
    event.preventDefault();
    const text = said(this.before, this.now, this.strings);
    if (!text) return;
    this.close();
    this.send(text);
  }
}
