// @ts-check
// A lesson opens in Wagtail's own editor beside the outline: its form, autosave and preview, in a frame.

/** @typedef {import("./outline.js").Outline} Outline */

const EDITOR = /\/pages\/(\d+)\/edit\//;

export class Beside {
  /** @param {Outline} outline */
  constructor(outline) {
    this.outline = outline;
    this.box = /** @type {HTMLElement} */ (outline.root.querySelector("[data-beside]"));
    this.frame = /** @type {HTMLIFrameElement} */ (this.box.querySelector("[data-frame]"));
    this.title = /** @type {HTMLElement} */ (this.box.querySelector("[data-beside-title]"));
    this.whole = /** @type {HTMLAnchorElement} */ (this.box.querySelector("[data-whole]"));
    this.page = 0;
    this.isClosing = false;
    this.on("[data-beside-close]", () => this.close());
    this.on("[data-previous]", () => this.step(-1));
    this.on("[data-next]", () => this.step(1));
    this.frame.addEventListener("load", () => this.loaded());
    outline.root.addEventListener("builder:changed", () => this.show());
    this.box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
  }

  /** @param {string} selector @param {() => void} act */
  on(selector, act) {
    /** @type {HTMLElement} */ (this.box.querySelector(selector)).addEventListener("click", act);
  }

  /** Open a page. @param {number} page @returns {boolean} whether it is one of this course */
  open(page) {
    if (!this.outline.row(page)) return false;
    this.page = page;
    this.isClosing = false;
    this.box.hidden = false;
    this.outline.root.classList.add("builder--beside");
    this.frame.classList.add("builder-beside__frame--loading");
    const url = (this.box.dataset.edit ?? "").replace("/0/", `/${page}/`);
    this.whole.href = url;
    // Asks, as the browser does, where something is not saved yet.
    this.frame.contentWindow?.location.replace(url);
    this.show();
    return true;
  }

  /** Where it stands among the others. */
  show() {
    if (this.box.hidden) return;
    const row = this.outline.row(this.page);
    this.title.textContent = row?.dataset.title ?? "";
    for (const each of this.outline.root.querySelectorAll("[data-row][aria-current]"))
      each.removeAttribute("aria-current");
    row?.setAttribute("aria-current", "true");
    this.allow("[data-previous]", this.beside(-1) > 0);
    this.allow("[data-next]", this.beside(1) > 0);
  }

  /** @param {string} selector @param {boolean} isPossible */
  allow(selector, isPossible) {
    const button = /** @type {HTMLButtonElement} */ (this.box.querySelector(selector));
    button.disabled = !isPossible;
  }

  /** The lesson so many lessons further. @param {number} step */
  beside(step) {
    const parts = this.outline.parts;
    const place = parts.findIndex((part) => part.id === this.page);
    const others = step > 0 ? parts.slice(place + 1) : parts.slice(0, Math.max(place, 0)).reverse();
    return others.find((part) => !part.isModule)?.id ?? 0;
  }

  /** @param {number} step */
  step(step) {
    const page = this.beside(step);
    if (page) this.open(page);
  }

  close() {
    this.isClosing = true;
    this.frame.contentWindow?.location.replace("about:blank");
  }

  loaded() {
    const inside = this.frame.contentDocument;
    const path = this.frame.contentWindow?.location.pathname ?? "";
    if (this.isClosing || path.includes("/builder/")) {
      this.hide();
      return;
    }
    if (!inside || path === "blank") return;
    const style = inside.createElement("link");
    style.rel = "stylesheet";
    style.href = this.box.dataset.sheet ?? "";
    style.addEventListener("load", () => this.ready(inside));
    style.addEventListener("error", () => this.ready(inside));
    inside.head.append(style);
    inside.addEventListener("w-autosave:success", () => this.look());
    const other = Number(EDITOR.exec(path)?.[1] ?? 0);
    if (other && other !== this.page && this.outline.row(other)) this.page = other;
    this.look();
  }

  /** @param {Document} inside */
  ready(inside) {
    this.frame.classList.remove("builder-beside__frame--loading");
    /** @type {HTMLElement | null} */ (inside.querySelector("#id_title"))?.focus({ preventScroll: true });
    this.frame.focus();
    this.show();
  }

  /** What was saved in the frame shows in the outline. */
  look() {
    this.outline.queue = this.outline.queue.then(() => this.outline.refresh());
  }

  hide() {
    this.isClosing = false;
    this.box.hidden = true;
    this.outline.root.classList.remove("builder--beside");
    this.outline.row(this.page)?.removeAttribute("aria-current");
    this.outline.goTo(this.page);
    this.look();
  }
}
