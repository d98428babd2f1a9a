// <script src="https://…/widget.js" data-server="https://…/" async></script>
// data-server   where Backstride runs; by default where this script came from
// data-target   a CSS selector: the chat goes into that element and is open from the start
// data-open     open from the start
// data-side     "left" puts the launcher there
// data-country  uk, us, eu, …: whose emergency number to name
// data-keep     "device" keeps the conversation when the tab is closed
// data-strings  other words: JSON, or the address of a JSON file
import { BackstrideChat } from "./element.js";

const NAME = "backstride-chat";
const script = document.currentScript;

const mount = () => {
  const { target, server, ...rest } = script.dataset;
  const chat = document.createElement(NAME);
  chat.setAttribute("server", server || new URL(".", script.src).href);
  for (const [name, value] of Object.entries(rest)) chat.setAttribute(name, value);
  const place = target && document.querySelector(target);
  if (place) chat.setAttribute("inline", "");
  (place || document.body).append(chat);
};

if (!customElements.get(NAME)) {
  customElements.define(NAME, BackstrideChat);
  if (script && !script.dataset.manual) {
    if (document.body && document.readyState !== "loading") mount();
    else addEventListener("DOMContentLoaded", mount);
  }
}
