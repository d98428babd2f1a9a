// Talks to the server: a socket, or plain HTTP where sockets are blocked. A message stays
// pending until its answer is whole; after a lost connection it is sent again under the
// same id, and the server answers it once.
import { io } from "socket.io-client";

const ANSWER_MS = 15_000;
const TRIES = 4;
const ASK_MS = 8_000;
const FAILURES_BEFORE_HTTP = 2;

export const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");

const eventsOf = (replies, id) =>
  replies.map(({ buttons, text, custom }, number) => ({
    text,
    custom,
    quick_replies: buttons,
    id: `${id}.${number}`,
    reply_to: id,
    last: number === replies.length - 1,
  }));

export class Connection {
  // `on`: session(info), event(event), echo(message), typing(active), status(name),
  // trouble(id): no answer came. `pending` is the caller's list of {id, text};
  // `metadata()` goes with every message.
  constructor({ server, token, pending, metadata, on }) {
    Object.assign(this, { server, token, pending, metadata, on });
    this.tries = new Map();
    this.timers = new Map();
    this.failures = 0;
    this.ready = false;
    this.http = false;
  }

  start() {
    const { origin, pathname } = new URL(this.server);
    this.on.status("connecting");
    this.socket = io(origin, {
      path: `${pathname}socket.io/`,
      transports: ["websocket", "polling"],
      tryAllTransports: true,
      reconnectionDelay: 500,
      reconnectionDelayMax: 5000,
      timeout: 10_000,
    });
    this.socket
      .on("connect", () => this.#request())
      .on("session_info", (info) => this.#begin(info))
      .on("bot_uttered", (event) => this.#receive(event))
      .on("user_echo", (message) => this.on.echo(message))
      .on("typing", ({ active }) => this.on.typing(active))
      .on("disconnect", (reason) => this.#lost(reason))
      .on("connect_error", () => this.#failed());
    this.online = () => this.socket.connected || this.socket.disconnect().connect();
    addEventListener("online", this.online);
  }

  stop() {
    removeEventListener("online", this.online);
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.socket?.disconnect();
  }

  send(message) {
    this.pending.push(message);
    this.#deliver(message);
  }

  retry(id) {
    this.tries.delete(id);
    const message = this.pending.find((each) => each.id === id);
    if (message) this.#deliver(message);
  }

  // A session of its own for what comes next.
  renew() {
    this.token = null;
    this.ready = false;
    if (this.http) return this.#overHttp();
    if (this.socket.connected) this.#request();
    return undefined;
  }

  async state() {
    if (this.http) return this.#post("webhooks/web/session", { session_id: this.token });
    return this.socket.timeout(ASK_MS).emitWithAck("state", {});
  }

  async delete() {
    const answer = this.http
      ? await this.#post("webhooks/web/delete", { session_id: this.token })
      : await this.socket.timeout(ASK_MS).emitWithAck("delete_conversation", {});
    return answer.deleted === true;
  }

  #request() {
    this.socket.emit("session_request", { session_id: this.token });
  }

  #begin(info) {
    this.failures = 0;
    this.http = false;
    this.#accept(info);
  }

  #accept(info) {
    this.token = info.session_id;
    this.ready = true;
    this.on.status("online");
    this.on.session(info);
    for (const message of this.pending) this.#deliver(message);
  }

  #lost(reason) {
    this.ready = false;
    this.on.typing(false);
    if (reason === "io client disconnect") return;
    this.on.status("reconnecting");
    if (reason === "io server disconnect") this.socket.connect();
  }

  #failed() {
    this.failures += 1;
    if (this.http) return;
    this.on.status(navigator.onLine ? "reconnecting" : "offline");
    if (this.failures >= FAILURES_BEFORE_HTTP) this.#overHttp();
  }

  async #overHttp() {
    try {
      const info = await this.#post("webhooks/web/session", { session_id: this.token });
      if (this.socket.connected) return;
      this.http = true;
      this.#accept(info);
      if (info.greeting) this.#receive({ text: info.greeting, id: "greeting", last: true });
    } catch {
      this.http = false;
      this.ready = false;
      this.on.status("offline");
    }
  }

  #deliver(message) {
    clearTimeout(this.timers.get(message.id));
    if (!this.ready) return;
    const tried = this.tries.get(message.id) ?? 0;
    if (tried >= TRIES) {
      this.on.trouble(message.id);
      return;
    }
    this.tries.set(message.id, tried + 1);
    const { id, text } = message;
    const data = { message: text, id, metadata: this.metadata() };
    this.timers.set(id, setTimeout(() => this.#deliver(message), ANSWER_MS));
    if (this.http) this.#deliverOverHttp(data);
    else this.socket.emit("user_uttered", data);
  }

  async #deliverOverHttp(data) {
    this.on.typing(true);
    try {
      const body = { ...data, sender: this.token };
      const replies = await this.#post("webhooks/rest/webhook", body);
      this.on.typing(false);
      for (const event of eventsOf(replies, data.id)) this.#receive(event);
    } catch {
      this.on.typing(false);
      this.http = false;
      this.ready = false;
      this.on.status("reconnecting");
    }
  }

  #receive(event) {
    if (event.last && event.reply_to) {
      const place = this.pending.findIndex(({ id }) => id === event.reply_to);
      if (place >= 0) this.pending.splice(place, 1);
      clearTimeout(this.timers.get(event.reply_to));
      this.tries.delete(event.reply_to);
    }
    this.on.event(event);
  }

  async #post(path, body) {
    const answer = await fetch(new URL(path, this.server), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_MS),
      credentials: "omit",
    });
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    return answer.json();
  }
}
