// @ts-check
// Says once that a session has ended, whatever noticed it.

import { account, signedIn } from "./person.js";

const LOOK_EVERY_MS = 2000;

/** @type {Set<() => void>} */
const listeners = new Set();
/** @type {ReturnType<typeof setInterval> | undefined} */
let looking;
let wasTold = false;

/** @param {string} name */
export const dialogOf = (name) =>
  /** @type {HTMLDialogElement | null} */ (document.querySelector(`[${name}]`));

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

export function lookNow() {
  if (looking) look();
}
