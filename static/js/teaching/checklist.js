// Remembers the ticks of a checklist: on the server for those who take the course (`#lesson-ticks` in the
// page says where and which), else in this browser.

import { csrfToken } from "../csrf.js";
import { toast } from "../toast.js";

const told = document.getElementById("lesson-ticks");
const server = told ? JSON.parse(told.textContent) : null;

const inBrowser = {
  read(key) {
    try {
      return JSON.parse(localStorage.getItem(key)) ?? [];
    } catch {
      return []; // storage may be switched off: ticks then last for this page
    }
  },
  write(key, items) {
    try {
      localStorage.setItem(key, JSON.stringify(items));
    } catch {
      // see above
    }
  },
};

async function send(list, item, isTicked) {
  const address = `${server.address}${encodeURIComponent(list)}/${encodeURIComponent(item)}/`;
  const answer = await fetch(address, {
    method: "PUT",
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
    body: JSON.stringify({ ticked: isTicked }),
  });
  if (!answer.ok) throw new Error(`${answer.status}`);
}

export function setUp(checklist) {
  const list = checklist.dataset.checklist;
  const boxes = [...checklist.querySelectorAll("input[type=checkbox]")];
  const key = `checklist.${list}`;
  const ticked = new Set(server ? (server.ticks[list] ?? []) : inBrowser.read(key));
  for (const box of boxes) box.checked = ticked.has(box.value);

  checklist.addEventListener("change", async ({ target }) => {
    if (!server) {
      inBrowser.write(
        key,
        boxes.filter((box) => box.checked).map((box) => box.value),
      );
      return;
    }
    const wanted = target.checked;
    try {
      await send(list, target.value, wanted);
    } catch {
      if (target.checked === wanted) target.checked = !wanted;
      toast(checklist.dataset.wordsLost, { tone: "warning" });
    }
  });
}
