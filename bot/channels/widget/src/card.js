// The judgement as a card: how soon, what may be behind it and why, the plan, the sources.
import { h, icon, ICONS } from "./dom.js";
import { link, markdown } from "./markdown.js";

const section = (title, ...content) => h("section", null, h("h4", null, title), content);

const reason = ({ words, why }) =>
  h("li", null, words ? h("q", null, words) : null, words && why ? " " : null, why);

const reasons = (title, list) =>
  list.length ? [h("h6", null, title), h("ul", null, list.map(reason))] : [];

// The line of the words that says why; they begin alike.
const gist = ({ name, likelihood, lay }, number, words) => {
  const head = `${number}. ${name} – ${likelihood}.`;
  const line = words.explanations.split("\n").find((each) => each.startsWith(head));
  return line?.slice(head.length).trim() || lay;
};

const cause = (condition, number, words, strings) =>
  h(
    "li",
    { class: "cause" },
    h(
      "h5",
      null,
      condition.name,
      h("span", { class: "likelihood" }, condition.likelihood),
    ),
    bar(condition.probability),
    h("p", null, gist(condition, number, words)),
    h(
      "details",
      null,
      h("summary", null, strings.why, h("span", { class: "hidden" }, `: ${condition.name}`)),
      h("p", null, condition.lay),
      reasons(strings.for, condition.for),
      reasons(strings.against, condition.against),
    ),
  );

// How well it fits; the word beside the name says the same.
const bar = (probability) => {
  const inner = h("span");
  inner.style.inlineSize = `${Math.round(Math.max(4, Math.min(100, probability * 100)))}%`;
  return h("div", { class: "bar", "aria-hidden": "true" }, inner);
};

const causes = (assessment, strings) => {
  const shown = assessment.conditions.slice(0, assessment.shown);
  if (!shown.length) return null;
  const names = assessment.conditions
    .filter(({ id }) => assessment.could_also_be.includes(id))
    .map(({ name }) => name);
  return section(
    strings.causes,
    h("p", { class: "soft" }, strings.causes_note),
    h("ol", { class: "causes" }, shown.map((each, at) => cause(each, at + 1, assessment.words, strings))),
    names.length ? h("p", { class: "soft" }, strings.also.replace("{names}", names.join(", "))) : null,
  );
};

const step = (advice, checked, check) =>
  h(
    "li",
    null,
    h(
      "label",
      { class: "step" },
      h("input", {
        type: "checkbox",
        checked: checked.includes(advice.id),
        onchange: ({ target }) => check(advice.id, target.checked),
      }),
      h("span", null, h("strong", null, advice.name), " ", advice.text),
    ),
  );

// As many of the things to do at once as the words of the plan have lines for.
const plan = ({ advice, words }, strings, checked, check) => {
  const lines = words.plan.split("\n").length - 1;
  const now = advice.filter(({ kind }) => kind === "now").slice(0, lines);
  const later = advice.filter((each) => !now.includes(each));
  const list = (items) =>
    h("ul", { class: "steps" }, items.map((each) => step(each, checked, check)));
  if (!now.length) return words.plan ? section(strings.plan, markdown(words.plan)) : null;
  return section(
    strings.plan,
    list(now),
    later.length ? h("details", null, h("summary", null, strings.more_plan), list(later)) : null,
  );
};

const factors = ({ factors: list }, strings) =>
  list.length
    ? section(
        strings.factors,
        list.map(({ name, evidence }) =>
          h("details", null, h("summary", null, name), h("p", null, evidence)),
        ),
      )
    : null;

const sources = (list, strings) =>
  list.length
    ? h(
        "details",
        { class: "sources" },
        h("summary", null, strings.sources),
        h(
          "ul",
          null,
          list.map(({ title, url }) => h("li", null, url ? link(url, title) : title)),
        ),
      )
    : null;

// Without the sources, which come last: they have a list of their own.
const limits = ({ sources: list, words }) =>
  words.closing
    .split("\n\n")
    .slice(0, list.length ? -1 : undefined)
    .join("\n\n");

// `checked`: ids of the advice ticked off; `check(id, on)` keeps a tick.
export const card = (assessment, strings, { checked, check, download }) => {
  const { triage, words } = assessment;
  const title = h("h3", { tabindex: -1 }, icon(ICONS.alert), strings.card[triage] ?? strings.card.title);
  return h(
    "article",
    { class: `card ${triage}`, "aria-label": strings.card.title },
    h("header", null, h("p", { class: "eyebrow" }, strings.card.title), title),
    h(
      "div",
      { class: "card-body" },
      h("div", { class: "headline" }, markdown(words.headline)),
      causes(assessment, strings.card),
      factors(assessment, strings.card),
      plan(assessment, strings.card, checked, check),
      section(strings.card.limits, markdown(limits(assessment))),
      sources(assessment.sources, strings.card),
      h("button", { type: "button", class: "quiet", onclick: download }, strings.summary),
    ),
  );
};

// Whether two judgements would say the same.
export const sameJudgement = (one, two) => {
  const gist = ({ triage, running, shown, conditions }) =>
    JSON.stringify([triage, running, conditions.slice(0, shown).map(({ id }) => id)]);
  return Boolean(one && two) && gist(one) === gist(two);
};
