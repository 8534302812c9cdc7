// @ts-check
// Signing out with unsent work, and answers that say that one is signed out.

import { account, noteSignOut } from "./person.js";
import { dialogOf, lookNow, tellSignedOut } from "./signed-out.js";

const LONGEST_FLUSH_MS = 4000;

function hasWork() {
  try {
    return Object.keys(localStorage).some((name) => name.startsWith(`kept:${account()}:work:`));
  } catch {
    return false;
  }
}

/** @param {HTMLFormElement} form */
async function signOut(form) {
  const { outbox } = await import("./this-device.js");
  const patience = new Promise((resolve) => setTimeout(resolve, LONGEST_FLUSH_MS));
  await Promise.race([outbox.flush(), patience]);
  const dialog = dialogOf("data-sign-out-dialog");
  if (!dialog || !outbox.kept.all().some((entry) => entry.about)) {
    leave(form);
    return;
  }
  dialog.querySelector("[data-sign-out-yes]")?.addEventListener("click", () => leave(form), { once: true });
  dialog.showModal();
}

/** @param {HTMLFormElement} form */
function leave(form) {
  noteSignOut();
  HTMLFormElement.prototype.submit.call(form);
}

export function setUpSession() {
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!form.matches("[data-sign-out]")) return;
    if (hasWork()) {
      event.preventDefault();
      signOut(form);
    } else noteSignOut();
  });
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr } = /** @type {CustomEvent<{ xhr: XMLHttpRequest }>} */ (event).detail;
    if (xhr.status === 401) tellSignedOut();
  });
  addEventListener("focus", lookNow);
  if (account() && hasWork()) import("./this-device.js");
}
