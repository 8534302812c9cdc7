// @ts-check
// A session that ended while somebody works: said once, in one place, whatever noticed it; and signing out.

import { account, noteSignOut, signedIn } from "./person.js";

const LOOK_EVERY_MS = 2000;
const LONGEST_FLUSH_MS = 4000;

/** @type {Set<() => void>} */
const listeners = new Set();
/** @type {ReturnType<typeof setInterval> | undefined} */
let looking;
let wasTold = false;

/** @param {string} name */
const dialogOf = (name) => /** @type {HTMLDialogElement | null} */ (document.querySelector(`[${name}]`));

/**
 * Tell the person that they are signed out, and notice when they are back.
 * @param {{ isKept?: boolean, signedInAgain?: () => void }} options isKept: whether what they do outlives the page
 */
export function tellSignedOut({ isKept = true, signedInAgain } = {}) {
  if (signedInAgain) listeners.add(signedInAgain);
  looking ??= setInterval(look, LOOK_EVERY_MS);
  const dialog = dialogOf("data-session-dialog");
  if (!dialog || wasTold || document.querySelector("dialog[open]")) return;
  wasTold = true;
  const place = /** @type {HTMLElement} */ (dialog.querySelector("[data-session-words]"));
  place.textContent = (isKept ? dialog.dataset.wordsKept : dialog.dataset.wordsOpen) ?? "";
  dialog.showModal();
}

function look() {
  if (signedIn() !== account()) return;
  clearInterval(looking);
  looking = undefined;
  wasTold = false;
  dialogOf("data-session-dialog")?.close();
  for (const listener of listeners) listener();
  listeners.clear();
}

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
  addEventListener("focus", () => {
    if (looking) look();
  });
  if (account() && hasWork()) import("./this-device.js");
}
