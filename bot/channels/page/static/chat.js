// The page's chat: sends what is typed to the REST channel and shows the replies as text.
"use strict";

const log = document.getElementById("log");
const form = document.getElementById("form");
const field = document.getElementById("text");
const status = document.getElementById("status");
const alarm = document.getElementById("emergency");
const KEY = "backstride-conversation";
const PATIENCE_MS = 20000;

const newId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
};

let sender = sessionStorage.getItem(KEY) || newId();
sessionStorage.setItem(KEY, sender);
let waiting = false;
// The same words sent again after a failure are the same message: answered once.
let unanswered = { text: "", id: "" };

const bubble = (text, kind) => {
  const who = document.createElement("span");
  who.className = "visually-hidden";
  who.textContent = kind === "mine" ? "You: " : "Backstride: ";
  const element = document.createElement("div");
  element.className = `bubble ${kind}`;
  element.append(who, text);
  log.append(element);
  element.scrollIntoView({ block: "nearest" });
};

const offer = (buttons) => {
  const row = document.createElement("div");
  row.className = "choices";
  row.setAttribute("role", "group");
  row.setAttribute("aria-label", "Answers");
  for (const { title, payload } of buttons) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = title;
    button.addEventListener("click", () => {
      say(payload);
      field.focus();
    });
    row.append(button);
  }
  log.append(row);
};

const show = (replies) => {
  const flag = replies.find((reply) => reply.custom?.type === "red_flag");
  for (const reply of replies) {
    if (reply.text) bubble(reply.text, flag ? "alarm" : "theirs");
    if (reply.buttons) offer(reply.buttons);
  }
  if (flag) {
    alarm.textContent = replies.find((reply) => reply.text)?.text ?? "";
    alarm.hidden = false;
  }
  log.scrollTop = log.scrollHeight;
};

const idOf = (message) => {
  if (unanswered.text !== message) unanswered = { text: message, id: newId() };
  return unanswered.id;
};

const post = async (message) => {
  const response = await fetch("webhooks/rest/webhook", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ sender, message, metadata: { message_id: idOf(message) } }),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.json();
};

const say = async (message, silent = false) => {
  if (waiting || !message.trim()) return false;
  waiting = true;
  for (const old of log.querySelectorAll(".choices")) old.remove();
  if (!silent) bubble(message, "mine");
  status.textContent = "Backstride is thinking…";
  try {
    show(await post(message));
    unanswered = { text: "", id: "" };
    status.textContent = "";
    return true;
  } catch {
    status.textContent =
      "No answer came. Your words are still in the box: please send them again. " +
      "If this may be an emergency, call your emergency number.";
    if (!silent) field.value = message;
    return false;
  } finally {
    waiting = false;
  }
};

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const message = field.value;
  if (waiting) return;
  field.value = "";
  await say(message);
  field.focus();
});

field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});

document.getElementById("again").addEventListener("click", () => {
  sender = newId();
  sessionStorage.setItem(KEY, sender);
  log.replaceChildren();
  alarm.hidden = true;
  say("hello", true);
  field.focus();
});

say("hello", true);
