// The conversation: bubbles, answers to choose from, cards. New ones are read out by
// screen readers (role="log"); those of before a reload are not.
import { h } from "./dom.js";
import { card, sameJudgement } from "./card.js";
import { markdown } from "./markdown.js";

const isAlarm = (event) => event.custom?.type === "red_flag";
const isJudgement = (event) =>
  event.custom?.type === "assessment" && Boolean(event.custom.words?.headline);
// A bare number answers these themselves; elsewhere it is the number of a choice.
const COUNTED = ["severity", "duration", "age"];

const isQuestion = (event) => event.custom?.type === "question";

export class Log {
  // `on`: say(text), retry(id), check(id, on), download(), alarm(custom), point().
  constructor(strings, on) {
    this.strings = strings;
    this.on = on;
    this.judgement = null;
    this.element = h("div", {
      class: "log",
      role: "log",
      "aria-label": strings.log,
      "aria-live": "polite",
    });
  }

  clear() {
    this.element.replaceChildren();
    this.judgement = null;
  }

  // Without reading it out, and without choices that were offered before.
  restore(draw) {
    this.element.setAttribute("aria-live", "off");
    draw();
    requestAnimationFrame(() =>
      setTimeout(() => this.element.setAttribute("aria-live", "polite"), 300),
    );
  }

  mine({ id, text }, waiting) {
    this.#close();
    const bubble = this.#bubble("me", this.strings.me, text, false);
    bubble.dataset.id = id;
    this.element.append(bubble);
    this.waiting(id, waiting);
  }

  // Not sent yet, or no answer came.
  waiting(id, waiting, trouble) {
    const bubble = this.element.querySelector(`[data-id="${CSS.escape(id)}"]`);
    bubble?.querySelector(".state")?.remove();
    bubble?.classList.toggle("waiting", Boolean(waiting || trouble));
    if (!bubble || !(waiting || trouble)) return;
    const { strings } = this;
    const again = () => this.on.retry(id);
    bubble.append(
      h(
        "span",
        { class: "state" },
        trouble ? [strings.trouble, " "] : strings.waiting,
        trouble ? h("button", { type: "button", onclick: again }, strings.again) : null,
      ),
    );
  }

  note(text) {
    this.element.append(h("p", { class: "note" }, text));
  }

  // All events of one reply. `open`: it may still be answered. Gives the first element.
  reply(events, checked, open = true) {
    this.#close();
    const before = this.element.lastElementChild;
    const alarm = events.find(isAlarm);
    const judgement = events.find(isJudgement)?.custom;
    const fresh = judgement && !sameJudgement(judgement, this.judgement);
    const told = fresh ? Object.values(judgement.words) : [];
    const question = events.find(isQuestion)?.custom;
    for (const event of events) {
      if (event.custom === judgement && fresh) this.#judge(judgement, checked);
      if (event.text && !told.includes(event.text)) this.#say(event, alarm);
      if (open && event.quick_replies?.length) this.#offer(event, question);
    }
    this.asked = open ? question?.kind : "";
    if (open && question) this.#explain(question);
    if (alarm) this.on.alarm(alarm.custom);
    return before ? before.nextElementSibling : this.element.firstElementChild;
  }

  // The answers of the question that is open, as buttons.
  get choices() {
    return [...this.element.querySelectorAll(".choices .choice")];
  }

  // The words for what was typed: "2" is the second choice.
  meant(text) {
    const number = /^\s*([1-9])[.)]?\s*$/.exec(text)?.[1];
    const choice = number && !COUNTED.includes(this.asked) && this.choices[number - 1];
    return choice ? choice.lastElementChild.textContent : text;
  }

  #say(event, alarm) {
    const bubble = this.#bubble("bot", this.strings.bot, event.text, true);
    if (alarm) bubble.classList.add(alarm.custom.triage === "urgent" ? "urgent" : "alarm");
    this.element.append(bubble);
  }

  #bubble(who, name, text, formatted) {
    return h(
      "div",
      { class: `bubble ${who}`, dir: "auto" },
      h("span", { class: "hidden" }, `${name} `),
      formatted ? markdown(text) : text,
    );
  }

  #judge(judgement, checked) {
    this.judgement = judgement;
    const { check, download } = this.on;
    this.element.append(card(judgement, this.strings, { checked, check, download }));
  }

  #offer({ quick_replies: replies }, question) {
    const { strings } = this;
    const buttons = replies.map(({ title, payload }, number) =>
      h(
        "button",
        { type: "button", class: "choice", onclick: () => this.on.say(payload ?? title) },
        h("span", { class: "number", "aria-hidden": "true" }, number + 1),
        h("span", null, title),
      ),
    );
    this.element.append(
      h("div", { class: "choices", role: "group", "aria-label": strings.answers }, buttons),
    );
    if (question?.multiple) this.element.append(h("p", { class: "several" }, strings.several));
  }

  #explain(question) {
    const { strings } = this;
    const where = question.kind === "location" || question.kind === "radiation";
    if (where) this.element.append(this.#pointer());
    if (!question.why) return;
    this.element.append(
      h("details", { class: "why" }, h("summary", null, strings.why_asked), h("p", null, question.why)),
    );
  }

  #pointer() {
    const { strings, on } = this;
    return h("button", { type: "button", class: "pointer quiet", onclick: on.point }, strings.point);
  }

  // A question is answered once.
  #close() {
    const old = this.element.querySelectorAll(".choices, .several, .why, .pointer");
    for (const element of old) element.remove();
  }
}
