// @ts-check
// What this device keeps for the account of the page, and the sending of it: one of each for all modules of a page.

import { toast } from "../toast.js";
import { Kept } from "./kept.js";
import { Outbox } from "./outbox.js";
import { account, showAnew, signedIn } from "./person.js";
import { tellSignedOut } from "./signed-out.js";

const visitor = { account: "visitor", keys: ["0".repeat(64)] }; // sealed from nobody: it is nobody's
const owner = account()
  ? { account: account(), keys: (document.body.dataset.deviceKeys ?? "").split(" ") }
  : visitor;

export const kept = new Kept({ ...owner, storage: () => localStorage });
const channel = account() ? new BroadcastChannel(`outbox:${account()}`) : null;
export const outbox = new Outbox(kept, { account: owner.account, signedIn, channel });

const words =
  /** @type {HTMLElement | null} */ (document.querySelector("[data-device-words]"))?.dataset ?? {};
const bar = /** @type {HTMLElement | null} */ (document.querySelector("[data-unsaved]"));
const written = outbox.waiting().filter(({ about }) => about);
const leftOver = new Set(written.map(({ id }) => id));

// Work that waits is told where it is done; here, what was left from other pages, and what was refused.
function showBar() {
  const isOther = (/** @type {{ subject: string }} */ { subject }) => !outbox.isHeard(subject);
  const own = outbox.waiting().filter(({ id }) => leftOver.has(id));
  const isListed = document.querySelector("[data-unsaved-work]") !== null;
  if (bar) bar.hidden = isListed || (outbox.refused().length === 0 && !own.some(isOther));
}

outbox.on("", (state, { entry }) => {
  if (state === "signedOut") tellSignedOut({ isKept: kept.isDurable, signedInAgain: () => outbox.now() });
  if (state === "otherAccount") showAnew();
  if (state === "saved" || state === "refused") {
    const isOld = leftOver.delete(entry.id) && !outbox.isHeard(entry.subject);
    if (state === "refused" && entry.about) toast(words.refused ?? "", { tone: "error" });
    else if (isOld && !outbox.waiting().some(({ id }) => leftOver.has(id))) toast(words.allSaved ?? "");
  }
  showBar();
});

if (account()) {
  showBar();
  outbox.listen();
  // after the modules of the page have said what they want to hear of
  setTimeout(() => outbox.send());
}
