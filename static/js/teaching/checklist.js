// Remembers the ticks of a checklist: on the server for those who take the course (`#lesson-ticks` in the page
// says where and which), by way of the outbox; else on this device.

import { kept, outbox } from "../device/this-device.js";
import { toast } from "../toast.js";

const told = document.getElementById("lesson-ticks");
const server = told ? JSON.parse(told.textContent) : null;

const addressOf = (list, item) => `${server.address}${encodeURIComponent(list)}/${encodeURIComponent(item)}/`;

export function setUp(checklist) {
  const list = checklist.dataset.checklist;
  const boxes = [...checklist.querySelectorAll("input[type=checkbox]")];
  const key = `checklist:${list}`;
  const ticked = new Set(server ? (server.ticks[list] ?? []) : (kept.recall(key) ?? []));
  for (const box of boxes) box.checked = ticked.has(box.value);
  if (server) setUpServer(checklist, list, boxes);
  else {
    checklist.addEventListener("change", () => {
      const items = boxes.filter((box) => box.checked).map((box) => box.value);
      kept.remember(key, items.length ? items : undefined);
    });
  }
}

function setUpServer(checklist, list, boxes) {
  const boxOf = (subject) => boxes.find((box) => subject === `tick:${addressOf(list, box.value)}`);
  for (const { subject, json } of outbox.waiting("tick:")) {
    const box = boxOf(subject);
    if (box) box.checked = json.ticked;
  }
  checklist.addEventListener("change", ({ target }) => {
    const url = addressOf(list, target.value);
    outbox.put({ subject: `tick:${url}`, url, method: "PUT", json: { ticked: target.checked } });
  });
  outbox.on("tick:", (state, { entry }) => {
    const box = state === "refused" ? boxOf(entry.subject) : null;
    if (!box) return;
    if (box.checked === entry.json.ticked) box.checked = !box.checked;
    toast(checklist.dataset.wordsLost, { tone: "warning" });
  });
}
