// @ts-check
// Something is on its way: a bar on top of the window, and a message when it does not come.

import { toast } from "./toast.js";

const PATIENCE_MS = 150; // quicker answers need no bar
const LONGEST_MS = 10000; // an address that turned out to be a download never leaves the page

const bar = document.createElement("div");
let waiting = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

function start() {
  waiting += 1;
  clearTimeout(timer);
  timer = setTimeout(() => {
    bar.classList.remove("is-done");
    bar.classList.add("is-on");
  }, PATIENCE_MS);
}

function stop() {
  waiting = Math.max(0, waiting - 1);
  if (waiting) return;
  clearTimeout(timer);
  if (bar.classList.contains("is-on")) bar.classList.replace("is-on", "is-done");
}

const reset = () => {
  waiting = 0;
  stop();
};

/** @param {string} name of a text that the page brings along */
function words(name) {
  /** @type {HTMLElement | null} */
  const messages = document.querySelector("[data-messages]");
  return messages?.dataset[name] ?? "";
}

export function setUpLoading() {
  bar.className = "loading-bar";
  bar.setAttribute("aria-hidden", "true");
  document.body.append(bar);
  // what a heartbeat or a note sends by itself is nobody's wait
  /** @param {CustomEvent<HtmxDetail>} event */
  const isQuiet = (event) => event.detail.elt?.closest?.("[data-quiet]");
  document.addEventListener("htmx:beforeSend", (event) => {
    if (!isQuiet(event)) start();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!isQuiet(event)) stop();
  });
  window.navigation?.addEventListener("navigate", (event) => {
    const isLeaving =
      !event.hashChange && event.downloadRequest === null && event.navigationType !== "traverse";
    if (
      !isLeaving ||
      new URL(event.destination.url).origin !== location.origin ||
      event.destination.sameDocument
    )
      return;
    start();
    setTimeout(reset, LONGEST_MS);
  });
  addEventListener("pageshow", reset);

  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status === 401) return; // said by device/session.js
    if (!event.detail.xhr.getResponseHeader("HX-Trigger")) toast(words("wordsFailed"), { tone: "error" });
  });
  document.addEventListener("htmx:sendError", () => toast(words("wordsOffline"), { tone: "error" }));
}
