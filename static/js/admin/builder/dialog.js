// @ts-check
// Screens about a row or the course, shown in a dialog: its forms are gestures, and focus goes back after.

import { fragment } from "./server.js";

export class Dialog {
  /** @param {import("./outline.js").Outline} outline @param {(page: number, link: HTMLElement) => boolean} openPage */
  constructor(outline, openPage) {
    this.outline = outline;
    this.box = /** @type {HTMLDialogElement} */ (outline.root.querySelector("[data-dialog-box]"));
    this.content = /** @type {HTMLElement} */ (this.box.querySelector("[data-dialog-content]"));
    this.box.addEventListener("click", (event) => {
      const target = /** @type {HTMLElement} */ (event.target);
      if (target.closest("[data-close]")) this.box.close();
      const link = /** @type {HTMLElement | null} */ (target.closest("[data-open-page]"));
      if (link && openPage(Number(link.dataset.openPage), link)) {
        event.preventDefault();
        this.box.close();
      }
      const further = /** @type {HTMLAnchorElement | null} */ (target.closest("a[data-dialog]"));
      if (further) {
        event.preventDefault();
        event.stopPropagation();
        this.open(further.href);
      }
    });
    this.box.addEventListener("submit", (event) => this.send(event));
  }

  /** @param {string} url @param {string} focus a selector of what to go to */
  async open(url, focus = "") {
    const html = await fragment(url);
    if (html === null) {
      location.assign(url);
      return;
    }
    this.content.innerHTML = html;
    if (!this.box.open) this.box.showModal();
    const first = this.content.querySelector(focus || "a, button, input:not([type=hidden]), select");
    if (first instanceof HTMLElement) first.focus();
    if (first instanceof HTMLInputElement) first.select();
  }

  /** @param {SubmitEvent} event */
  async send(event) {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!form.dataset.gesture) return;
    event.preventDefault();
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    const fields = new FormData(form);
    fields.delete("csrfmiddlewaretoken");
    /** @type {Record<string, string>} */
    const joined = {};
    for (const name of new Set(fields.keys())) joined[name] = fields.getAll(name).join(",");
    const answer = await this.outline.do(form.action, joined);
    form.removeAttribute("aria-busy");
    if (answer.outline || answer.status === 409) this.box.close();
    if (answer.outline?.follow) location.assign(answer.outline.follow);
    else if (answer.outline?.focus) this.outline.goTo(answer.outline.focus);
    else if (answer.outline?.undo) this.outline.undo.focus();
  }
}
