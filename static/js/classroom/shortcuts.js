// Keys of the lesson player. They never take a key from where somebody types, and give way to the player's own.

import { playerOf } from "../players/player.js";

const TYPING = "input, textarea, select, [contenteditable='true'], dialog[open]";
const PLAYER_KEYS = "kjlfmc";

export function setUpShortcuts(lesson) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest(TYPING) || document.querySelector("dialog[open]")) return;
    const act = actionFor(event, lesson);
    if (!act) return;
    event.preventDefault();
    act();
  });
}

function actionFor(event, lesson) {
  const key = event.key.toLowerCase();
  if (key === "n" && lesson.dataset.nextUrl) return () => location.assign(lesson.dataset.nextUrl);
  if (key === "p" && lesson.dataset.previousUrl) return () => location.assign(lesson.dataset.previousUrl);
  if (key === "w") return () => openNote(lesson);
  if (event.key === "?") return () => document.getElementById("keys")?.showModal();
  if (PLAYER_KEYS.includes(key)) return playerKey(event, lesson);
  return null;
}

// Handed on to the first video, as if it had the focus.
function playerKey(event, lesson) {
  const figure = lesson.querySelector("[data-player]");
  if (!figure || figure.contains(event.target) || !playerOf(figure)?.adapter) return null;
  return () =>
    figure.dispatchEvent(new KeyboardEvent("keydown", { key: event.key, bubbles: true, cancelable: true }));
}

function openNote(lesson) {
  lesson.querySelector("#notes-tab")?.click();
  lesson.querySelector("#note-new-body")?.focus();
}
