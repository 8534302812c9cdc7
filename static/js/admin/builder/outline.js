// @ts-check
// The outline on the page: brings it to what the server says, row by row, so that focus and place stay.

import { lackingRows } from "./places.js";
import { outlineNow, perform } from "./server.js";

/** @typedef {import("./server.js").Outline} OutlineTold */
/** @typedef {Record<string, string | number | null>} Fields */

export class Outline {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.course = Number(root.dataset.course);
    this.version = root.dataset.version ?? "";
    this.words = /** @type {HTMLElement} */ (root.querySelector("[data-words]")).dataset;
    this.said = /** @type {HTMLElement} */ (root.querySelector("[data-said]"));
    this.url = root.dataset.outline ?? "";
    this.undo = /** @type {HTMLButtonElement} */ (root.querySelector("[data-undo]"));
    /** What takes the last gesture back. @type {Record<string, string> | null} */
    this.undoing = null;
    this.undo.addEventListener("click", () => {
      if (!this.undoing) return;
      const { gesture = "", ...fields } = this.undoing;
      this.do(this.address(gesture), fields).then((answer) => {
        if (answer.outline?.focus) this.goTo(answer.outline.focus);
      });
    });
    /** One gesture after another: each sees what the one before did. @type {Promise<unknown>} */
    this.queue = Promise.resolve();
  }

  /** @param {string} gesture */
  address(gesture) {
    return (this.root.dataset.gestures ?? "").replace("GESTURE", gesture);
  }

  get token() {
    return /** @type {HTMLInputElement} */ (this.root.querySelector("[name=csrfmiddlewaretoken]")).value;
  }

  /** Every module and lesson, in order. @returns {import("./places.js").Part[]} */
  get parts() {
    return [.../** @type {NodeListOf<HTMLElement>} */ (this.root.querySelectorAll("[data-part]"))].map(
      (item) => ({
        id: Number(item.dataset.part),
        parent: Number(/** @type {HTMLElement} */ (item.parentElement).dataset.parts),
        isModule: item.classList.contains("builder-part--module"),
      }),
    );
  }

  get checkboxes() {
    return [.../** @type {NodeListOf<HTMLInputElement>} */ (this.root.querySelectorAll("[data-select]"))];
  }

  /** The pages whose rows are selected, in order. @returns {number[]} */
  get selected() {
    return this.checkboxes.filter((each) => each.checked).map((each) => Number(each.value.split(":")[0]));
  }

  /** Give focus to the title of a row. @param {number} id */
  goTo(id) {
    /** @type {HTMLElement | null | undefined} */ (this.row(id)?.querySelector("[data-open]"))?.focus();
  }

  /** @param {number} id @returns {HTMLElement | null} */
  item(id) {
    return this.root.querySelector(`[data-part="${id}"]`);
  }

  /** @param {number} id @returns {HTMLElement | null} */
  row(id) {
    return this.root.querySelector(`[data-row="${id}"]`);
  }

  /** @param {number} parent @returns {HTMLElement | null} */
  list(parent) {
    return this.root.querySelector(`[data-parts="${parent}"]`);
  }

  /**
   * Do a gesture once those before it are done. fields: or what says them when its turn comes; null: not at all.
   * @param {string} url @param {Fields | (() => Fields | null)} fields
   * @returns {Promise<import("./server.js").Answer>}
   */
  do(url, fields = {}) {
    const turn = this.queue.then(() => {
      const said = typeof fields === "function" ? fields() : fields;
      if (!said) return { status: 0, outline: null, said: "" };
      const body = new URLSearchParams({ csrfmiddlewaretoken: this.token });
      for (const [name, value] of Object.entries(said))
        body.append(name, value === null ? "" : String(value));
      return this.send(url, body);
    });
    this.queue = turn.catch(() => null);
    return turn;
  }

  /** @param {string} url @param {URLSearchParams} body */
  async send(url, body) {
    this.root.setAttribute("aria-busy", "true");
    const answer = await perform(url, body);
    this.root.removeAttribute("aria-busy");
    if (answer.outline) await this.show(answer.outline);
    else if (answer.status === 409) await this.refresh();
    this.undoing = answer.outline?.undo ?? null;
    this.undo.hidden = !this.undoing;
    this.tell(answer.said || (answer.outline ? "" : (this.words.lost ?? "")), !answer.outline);
    return answer;
  }

  /** Say something: to everybody where it went wrong, to screen readers where it is seen anyway.
   * @param {string} sentence @param {boolean} isWrong */
  tell(sentence, isWrong = false) {
    this.said.textContent = sentence;
    if (!isWrong || !sentence) return;
    const detail = { text: sentence, type: "error", clear: true };
    document.dispatchEvent(new CustomEvent("w-messages:add", { detail }));
  }

  /** Bring the page to the outline as it stands, if somebody changed it. */
  async refresh() {
    const told = await outlineNow(this.url, { since: this.version });
    const place = this.root.querySelector("[data-presence]");
    if (place && told?.presence !== undefined) place.innerHTML = told.presence;
    if (told?.order) await this.show(told);
    return told;
  }

  /** @param {OutlineTold} told */
  async show(told) {
    const lacking = lackingRows(told.order, this.digests(), told.rows);
    const more = lacking.length ? await outlineNow(this.url, { rows: lacking }) : null;
    this.bring({ ...told, ...(more ?? {}), rows: { ...told.rows, ...(more?.rows ?? {}) } });
  }

  digests() {
    const rows = /** @type {NodeListOf<HTMLElement>} */ (this.root.querySelectorAll("[data-row]"));
    return new Map([...rows].map((row) => [Number(row.dataset.row), row.dataset.digest ?? ""]));
  }

  /** @param {OutlineTold} told */
  bring(told) {
    const focused = focusOf(this.root);
    const kept = new Set(told.order.map(([id]) => id));
    for (const { id } of this.parts) if (!kept.has(id)) this.item(id)?.remove();
    /** @type {Map<number, Element | null>} */
    const last = new Map();
    for (const [id, parent, , isModule] of told.order) {
      const item = this.item(id) ?? newItem(id, isModule);
      this.draw(item, id, told.rows[id]);
      const list = this.list(parent);
      const before = last.get(parent) ?? null;
      const place = before ? before.nextElementSibling : (list?.firstElementChild ?? null);
      if (list && place !== item) list.insertBefore(item, place);
      last.set(parent, item);
    }
    this.summarise(told.summary);
    /** @type {HTMLElement} */ (this.root.querySelector("[data-empty]")).hidden = told.order.length > 0;
    this.version = told.version;
    focused();
    this.root.dispatchEvent(new CustomEvent("builder:changed"));
  }

  /** What stands above the rows; what was opened there stays open. @param {string} html */
  summarise(html) {
    const place = /** @type {HTMLElement} */ (this.root.querySelector("[data-summary]"));
    const open = [...place.querySelectorAll("details[open]")].map((each) => each.id);
    place.innerHTML = html;
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  }

  /** @param {HTMLElement} item @param {number} id @param {string | undefined} html */
  draw(item, id, html) {
    if (html === undefined) return;
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const fresh = /** @type {HTMLElement} */ (holder.content.querySelector("[data-row]"));
    const row = /** @type {HTMLElement | null} */ (item.querySelector(`[data-row="${id}"]`));
    if (row && row.dataset.digest === fresh.dataset.digest) return;
    const chosen = /** @type {HTMLInputElement | null | undefined} */ (row?.querySelector("[data-select]"));
    const again = /** @type {HTMLInputElement | null} */ (fresh.querySelector("[data-select]"));
    if (chosen?.checked && again) again.checked = true;
    if (row) row.replaceWith(fresh);
    else item.prepend(fresh);
  }
}

/** @param {number} id @param {boolean} isModule */
function newItem(id, isModule) {
  const item = document.createElement("li");
  item.className = isModule ? "builder-part builder-part--module" : "builder-part";
  item.id = `part-${id}`;
  item.dataset.part = String(id);
  if (isModule) {
    const list = document.createElement("ol");
    list.className = "builder-parts builder-parts--lessons";
    list.dataset.parts = String(id);
    item.append(list);
  }
  return item;
}

/** Remembers what has focus in a row, and gives it back to the same control of the row that replaces it.
 * @param {HTMLElement} root */
function focusOf(root) {
  const active = /** @type {HTMLElement | null} */ (document.activeElement);
  const row = /** @type {HTMLElement | null} */ (active?.closest("[data-row]") ?? null);
  if (!active || !row || !root.contains(row)) return () => {};
  const place = focusables(row).indexOf(active);
  const id = row.dataset.row;
  return () => {
    if (document.activeElement && document.activeElement !== document.body) return;
    const fresh = /** @type {HTMLElement | null} */ (root.querySelector(`[data-row="${id}"]`));
    if (fresh) focusables(fresh)[place]?.focus();
  };
}

/** @param {HTMLElement} row @returns {HTMLElement[]} */
function focusables(row) {
  return [.../** @type {NodeListOf<HTMLElement>} */ (row.querySelectorAll("a, button, input, select"))];
}
