// What this device keeps because it couldn't be saved: to be read, copied, sent again, or given up.

import { kept, outbox } from "../device/this-device.js";
import { toast } from "../toast.js";

const root = document.querySelector("[data-unsaved-work]");
const list = root.querySelector("[data-unsaved-list]");
const when = new Intl.DateTimeFormat(document.documentElement.lang, {
  dateStyle: "medium",
  timeStyle: "short",
});

function show() {
  const entries = kept.all().filter((entry) => entry.about);
  list.replaceChildren(...entries.map(item));
  root.querySelector("[data-unsaved-none]").hidden = entries.length > 0;
}

function item(entry) {
  const one = root.querySelector("template[data-unsaved-item]").content.firstElementChild.cloneNode(true);
  const part = (name) => one.querySelector(`[data-${name}]`);
  part("place").textContent = entry.about.title;
  part("place").href = entry.about.place;
  part("at").textContent = when.format(entry.at);
  part("at").dateTime = new Date(entry.at).toISOString();
  part("reason").textContent = entry.refused?.sentence || part("reason").dataset.wordsWaiting;
  part("text").textContent = entry.about.text;
  if (entry.refused?.code === "changed") {
    const label = one.querySelector("[data-words-changed]");
    label.textContent = label.dataset.wordsChanged;
  }
  part("copy").addEventListener("click", () => copy(part("text"), entry.about.text));
  part("again").addEventListener("click", () => again(entry));
  part("discard").addEventListener("click", () => discard(entry));
  return one;
}

async function copy(place, text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(root.dataset.wordsCopied);
  } catch {
    getSelection().selectAllChildren(place); // to be copied by hand
  }
}

// Said again by the person themselves: over whatever was changed meanwhile.
function again({ id, at: _at, refused: _refused, ...work }) {
  const form = work.form && { ...work.form, base: "" };
  outbox.put(form ? { ...work, form } : work, id);
  show();
}

function discard(entry) {
  const dialog = root.querySelector("[data-discard-dialog]");
  const yes = dialog.querySelector("[data-discard-yes]");
  yes.onclick = () => {
    dialog.close();
    kept.drop(entry.id);
    show();
  };
  dialog.showModal();
}

outbox.on("", (state) => {
  if (state !== "saving") show();
});
show();
