// <backstride-chat>: a launcher and its panel, or the panel alone where `inline` is set.
import { fillBanner } from "./banner.js";
import { BodyMap } from "./body.js";
import { Connection, newId } from "./connection.js";
import { h, icon, ICONS } from "./dom.js";
import { Log } from "./log.js";
import { markdown } from "./markdown.js";
import { keepInside, Sheet } from "./sheet.js";
import { Store } from "./store.js";
import english from "./strings.en.json";
import css from "./style.css";
import { download, summaryText } from "./summary.js";

const LONGEST = 8000;
const QUIET = 1500; // ms before a lost connection is worth a word

const merged = (base, more) =>
  Object.fromEntries(
    Object.entries({ ...base, ...more }).map(([key, value]) => {
      const mergeable = value && typeof value === "object" && !Array.isArray(value);
      return [key, mergeable ? merged(base[key] ?? {}, more[key] ?? {}) : value];
    }),
  );

// JSON in the attribute, or the address of a JSON file.
const readStrings = async (given) => {
  if (!given) return english;
  try {
    if (given.trim().startsWith("{")) return merged(english, JSON.parse(given));
    return merged(english, await (await fetch(given)).json());
  } catch (error) {
    console.warn("backstride: these strings cannot be read:", given, error);
    return english;
  }
};

export class BackstrideChat extends HTMLElement {
  async connectedCallback() {
    if (this.shadowRoot) return;
    this.attachShadow({ mode: "open" });
    this.server = new URL(this.getAttribute("server") || ".", document.baseURI).href;
    if (!this.server.endsWith("/")) this.server += "/";
    this.strings = await readStrings(this.getAttribute("strings"));
    this.store = new Store(this.server, this.getAttribute("keep") === "device");
    this.groups = new Map(); // replies that are not whole yet
    this.#build();
    this.#restore();
    const open = this.inline || this.hasAttribute("open") || this.store.state.open;
    if (open) this.open(false);
  }

  disconnectedCallback() {
    this.connection?.stop();
  }

  get inline() {
    return this.hasAttribute("inline");
  }

  open(focus = true) {
    this.panel.hidden = false;
    this.launcher.setAttribute("aria-expanded", "true");
    this.classList.add("is-open");
    this.#remember(true);
    this.#connect();
    this.#toEnd();
    if (focus) this.#focus();
  }

  close() {
    if (this.inline) return;
    this.panel.hidden = true;
    this.launcher.setAttribute("aria-expanded", "false");
    this.classList.remove("is-open");
    this.#remember(false);
    this.launcher.focus();
  }

  // ---- building

  #build() {
    const { strings } = this;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    this.shadowRoot.adoptedStyleSheets = [sheet];
    this.shadowRoot.host.setAttribute("lang", strings.lang);
    this.log = new Log(strings, {
      say: (text) => this.say(text),
      retry: (id) => this.#retry(id),
      check: (id, on) => this.#check(id, on),
      download: () => this.#download(),
      alarm: (custom) => this.#alarm(custom),
      point: () => this.#point(),
    });
    this.launcher = h(
      "button",
      {
        type: "button", class: "launcher", "aria-expanded": "false", "aria-haspopup": "dialog",
        "aria-label": strings.open, onclick: () => (this.panel.hidden ? this.open() : this.close()),
      },
      icon(ICONS.chat),
      h("span", null, strings.launcher),
    );
    this.panel = this.#buildPanel();
    this.shadowRoot.append(this.inline ? "" : this.launcher, this.panel);
    this.#listen();
  }

  #buildPanel() {
    const { strings } = this;
    this.banner = h("div", { class: "banner", role: "alert", hidden: true });
    this.status = h("p", { class: "status", role: "status", hidden: true });
    this.typing = h("div", { class: "typing", role: "status" });
    this.notice = h("div", { class: "notice", hidden: true });
    this.scroller = h("div", { class: "scroller", tabindex: 0, role: "group", "aria-label": strings.log }, this.log.element, this.notice, this.typing);
    this.composer = this.#buildComposer();
    this.header = this.#buildHeader();
    const behind = [this.header, this.banner, this.status, this.scroller, this.composer];
    this.sheet = new Sheet(strings, behind);
    return h(
      "section",
      {
        class: "panel", part: "panel", role: this.inline ? "region" : "dialog",
        "aria-label": strings.name, hidden: true,
      },
      ...behind, this.sheet.element,
    );
  }

  #buildHeader() {
    const { strings } = this;
    const item = (text, action) =>
      h("button", { type: "button", onclick: () => (this.#menu(false), action()) }, text);
    this.items = h(
      "div",
      { class: "menu", id: "menu", hidden: true },
      item(strings.summary, () => this.#download()),
      item(strings.new, () => this.#renew()),
      item(strings.delete, () => this.#askToDelete()),
    );
    this.more = h(
      "button",
      {
        type: "button", class: "plain", "aria-label": strings.menu, "aria-expanded": "false",
        "aria-controls": "menu", onclick: () => this.#menu(this.items.hidden),
      },
      icon(ICONS.menu),
    );
    const close = h(
      "button",
      { type: "button", class: "plain", "aria-label": strings.close, onclick: () => this.close() },
      icon(ICONS.close),
    );
    return h(
      "header",
      { class: "top" },
      h("span", { class: "mark", "aria-hidden": "true" }, icon(ICONS.body)),
      h("div", { class: "who" }, h("h2", null, strings.name), h("p", null, strings.tagline)),
      this.more,
      this.inline ? null : close,
      this.items,
    );
  }

  #buildComposer() {
    const { strings } = this;
    this.field = h("textarea", {
      id: "field", rows: 1, maxlength: LONGEST, autocomplete: "off", enterkeyhint: "send",
      placeholder: strings.placeholder, oninput: () => this.#grow(),
      onkeydown: (event) => this.#typed(event),
    });
    const map = h(
      "button",
      { type: "button", class: "tool", "aria-label": strings.point, title: strings.point, onclick: () => this.#point() },
      icon(ICONS.body),
    );
    this.mapButton = map;
    return h(
      "form",
      { class: "composer", hidden: true, onsubmit: (event) => this.#submit(event) },
      map,
      h("label", { class: "hidden", for: "field" }, strings.input),
      this.field,
      h("button", { type: "submit", class: "send", "aria-label": strings.send }, icon(ICONS.send)),
    );
  }

  #listen() {
    this.panel.addEventListener("keydown", (event) => this.#key(event));
    this.shadowRoot.addEventListener("click", (event) => {
      if (!event.composedPath().includes(this.header)) this.#menu(false);
    });
  }

  // ---- what the runner does

  say(text) {
    const words = String(text).trim();
    if (!words || !this.store.state.agreed) return;
    const message = { id: newId(), text: words };
    this.store.state.items.push({ who: "me", ...message });
    this.log.mine(message, !this.connection.ready);
    this.connection.send(message);
    this.store.save();
    this.#busy(this.connection.ready);
    this.#toEnd();
    if (this.shadowRoot.activeElement?.isConnected !== true) this.field.focus({ preventScroll: true });
  }

  #submit(event) {
    event.preventDefault();
    if (!this.field.value.trim()) return;
    const text = this.field.value;
    this.field.value = "";
    this.#grow();
    this.say(this.log.meant(text));
    this.field.focus();
  }

  #typed(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.composer.requestSubmit();
  }

  #key(event) {
    const active = this.shadowRoot.activeElement;
    if (event.key === "Escape") return this.#escape(event);
    if (!this.sheet.isOpen && this.#covers) keepInside(event, this.panel, active);
    const typing = active === this.field || active?.tagName === "INPUT";
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return undefined;
    const choice = /^[1-9]$/.test(event.key) && this.log.choices[event.key - 1];
    if (choice && !this.sheet.isOpen) choice.click();
    return undefined;
  }

  #escape(event) {
    event.stopPropagation();
    if (this.sheet.isOpen) this.sheet.close();
    else if (!this.items.hidden) {
      this.#menu(false);
      this.more.focus();
    } else this.close();
  }

  // On a phone the panel covers the page, so the focus must not get behind it.
  get #covers() {
    return !this.inline && matchMedia("(max-width: 480px)").matches;
  }

  #menu(open) {
    this.items.hidden = !open;
    this.more.setAttribute("aria-expanded", open);
    if (open) this.items.querySelector("button").focus();
  }

  #point() {
    const map = new BodyMap({
      strings: this.strings,
      send: (text) => this.say(text),
      close: () => this.sheet.close(),
    });
    const back = this.mapButton;
    this.sheet.open(this.strings.body.title, map.element, back);
    this.#state().then((state) => state && map.recorded(state.findings ?? []));
  }

  #renew() {
    const { consent } = this.store.state;
    this.store.reset(true);
    this.store.state.consent = consent;
    this.#wipe();
    this.connection.pending = this.store.state.pending;
    this.connection.renew();
    this.#focus();
  }

  #askToDelete() {
    const { strings } = this;
    const yes = h("button", { type: "button", class: "danger", onclick: () => this.#delete(yes) }, strings.delete_yes);
    const no = h("button", { type: "button", class: "quiet", onclick: () => this.sheet.close() }, strings.delete_no);
    const content = h("div", { class: "ask" }, h("p", null, strings.delete_ask), h("div", { class: "row" }, yes, no));
    this.sheet.open(strings.delete, content, this.more, "alertdialog");
  }

  async #delete(button) {
    button.disabled = true;
    const deleted = await this.connection.delete().catch(() => false);
    this.sheet.close();
    if (deleted) {
      this.store.reset();
      this.#wipe();
      this.connection.pending = this.store.state.pending;
      await this.connection.renew();
    }
    this.log.note(deleted ? this.strings.deleted : this.strings.delete_failed);
    this.#toEnd();
  }

  #wipe() {
    this.groups.clear();
    this.log.clear();
    this.banner.hidden = true;
    this.composer.hidden = true;
    this.#busy(false);
  }

  #download() {
    download(summaryText(this.store.state.items, this.strings), this.strings.summary_file);
  }

  #check(id, on) {
    const rest = this.store.state.checked.filter((each) => each !== id);
    this.store.state.checked = on ? [...rest, id] : rest;
    this.store.save();
  }

  #retry(id) {
    this.log.waiting(id, !this.connection.ready);
    this.connection.retry(id);
  }

  // ---- what the server does

  #connect() {
    if (this.connection) return;
    this.connection = new Connection({
      server: this.server,
      token: this.store.state.token,
      pending: this.store.state.pending,
      metadata: () => this.#metadata(),
      on: {
        session: (info) => this.#session(info),
        event: (event) => this.#event(event),
        echo: (message) => this.#echo(message),
        typing: (active) => this.#busy(active),
        status: (name) => this.#online(name),
        trouble: (id) => this.log.waiting(id, false, true),
      },
    });
    this.connection.start();
  }

  // The country, if the site knows it, and whether the conversation may be kept.
  #metadata() {
    const country = this.getAttribute("country");
    return { ...(country && { country }), ...(this.store.state.consent && { consent: true }) };
  }

  #session({ session_id: token, new: isNew, notice, keep }) {
    const { state } = this.store;
    const told = state.items.some(({ who, id }) => who === "me" && !this.#isPending(id));
    state.token = token;
    Object.assign(state, { notice, keep });
    this.store.save();
    for (const { id } of state.pending) this.log.waiting(id, false);
    if (state.pending.length) this.#busy(true);
    this.#agree();
    if (told) this.#remembers(isNew);
  }

  // A server that was restarted may have forgotten what stands on the screen.
  async #remembers(isNew) {
    const state = isNew ? { known: false } : await this.#state();
    if (!state || state.known !== false || this.store.state.forgotten) return;
    this.store.state.forgotten = true;
    this.log.note(this.strings.forgotten);
    this.store.save();
    this.#toEnd();
  }

  async #state() {
    try {
      return await this.connection.state();
    } catch {
      return null;
    }
  }

  #isPending(id) {
    return this.store.state.pending.some((each) => each.id === id);
  }

  // A reply is shown when it is whole; one that comes a second time is not.
  #event(event) {
    const { items, checked } = this.store.state;
    const id = event.id ?? newId();
    if (items.some((item) => item.id === id)) return;
    const name = event.reply_to ?? id;
    const group = this.groups.get(name) ?? [];
    if (group.some((each) => each.id === id)) return;
    group.push({ ...event, id });
    this.groups.set(name, group);
    if (event.last === false) {
      this.store.save();
      return;
    }
    this.groups.delete(name);
    items.push(...group.map((each) => ({ who: "bot", ...each })));
    if (event.reply_to) this.store.state.forgotten = false;
    this.store.save();
    this.#busy(this.store.state.pending.length > 0);
    const first = this.log.reply(group, checked);
    this.#show(first);
    if (id === "greeting") this.#agree();
  }

  #echo(message) {
    if (this.store.state.items.some(({ id }) => id === message.id)) return;
    this.store.state.items.push({ who: "me", ...message });
    this.log.mine(message, false);
    this.store.save();
    this.#toEnd();
  }

  #alarm(custom) {
    fillBanner(this.banner, custom, this.strings);
  }

  #online(name) {
    clearTimeout(this.quiet);
    const tell = () => {
      this.status.textContent = name === "online" ? "" : this.strings[name];
      this.status.hidden = name === "online";
    };
    if (name === "online" || name === "offline") tell();
    else this.quiet = setTimeout(tell, QUIET);
  }

  #busy(active) {
    const is = this.typing.childElementCount > 0;
    if (active === is) return;
    const dots = h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
    this.typing.replaceChildren(
      ...(active ? [h("span", { class: "hidden" }, this.strings.typing), dots] : []),
    );
    if (active) this.#toEnd();
  }

  // ---- what is shown

  #restore() {
    const { items, checked, pending } = this.store.state;
    const waits = new Set(pending.map(({ id }) => id));
    this.log.restore(() => {
      for (let at = 0; at < items.length; at += 1) {
        const item = items[at];
        if (item.who === "me") {
          this.log.mine(item, waits.has(item.id));
          continue;
        }
        const group = [item];
        while (item.reply_to && items[at + 1]?.reply_to === item.reply_to) group.push(items[(at += 1)]);
        this.log.reply(group, checked, !items[at + 1]);
      }
    });
    this.composer.hidden = !this.store.state.agreed;
  }

  // What is kept, how long, and that this is no doctor: before the first message.
  #agree() {
    const { strings, store } = this;
    const { agreed, notice, keep, items } = store.state;
    this.composer.hidden = !agreed;
    this.notice.hidden = agreed || !notice;
    if (agreed) {
      if (!items.some(({ who, id }) => who === "me" || id === "prompt")) this.#prompt();
      return;
    }
    const box = h("input", { type: "checkbox" });
    const start = h("button", { type: "button", class: "primary", onclick: () => this.#start(box.checked) }, strings.start);
    const choice = keep ? [h("label", { class: "step" }, box, h("span", null, keep))] : [];
    this.notice.replaceChildren(...markdown(notice ?? ""), ...choice, start);
    this.#toEnd();
  }

  #start(consent) {
    Object.assign(this.store.state, { agreed: true, consent });
    this.store.save();
    this.#agree();
    this.field.focus();
  }

  #prompt() {
    const { strings, store } = this;
    if (!store.state.items.some(({ id }) => id === "greeting")) return;
    const prompt = { id: "prompt", text: strings.prompt, custom: { type: "question", kind: "location" } };
    store.state.items.push({ who: "bot", ...prompt });
    store.save();
    this.log.reply([prompt], []);
    this.#toEnd();
  }

  #remember(open) {
    if (this.inline) return;
    this.store.state.open = open;
    this.store.save();
  }

  #focus() {
    const start = this.notice.querySelector("button");
    (this.composer.hidden ? start ?? this.more : this.field).focus({ preventScroll: true });
  }

  #grow() {
    this.field.style.blockSize = "auto";
    this.field.style.blockSize = `${Math.min(this.field.scrollHeight + 2, 140)}px`;
  }

  #toEnd() {
    requestAnimationFrame(() => this.scroller.scrollTo({ top: this.scroller.scrollHeight }));
  }

  // A long reply is read from its beginning.
  #show(first) {
    requestAnimationFrame(() => {
      if (!first?.isConnected) return this.#toEnd();
      const { clientHeight, scrollHeight } = this.scroller;
      const asked = first.previousElementSibling; // seen too, if it is short
      const short = asked?.matches(".me") && asked.offsetHeight < clientHeight / 4;
      const top = (short ? asked : first).offsetTop - 12;
      return this.scroller.scrollTo({ top: Math.min(top, scrollHeight - clientHeight) });
    });
  }
}
