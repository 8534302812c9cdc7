// @ts-check
// Files dropped onto the builder, or chosen below it, become lessons: one after another, each with its bar.

import { isLarge, sendInParts } from "./resumable.js";
import { inOrder, outcome, pause, refusal } from "./uploads.js";

/**
 * @typedef {import("./outline.js").Outline} Outline
 * @typedef {{file: File, parent: number, key: string, line: HTMLElement, tries: number}} Upload
 */

/** @param {Outline} outline */
export function startFiles(outline) {
  const form = /** @type {HTMLFormElement | null} */ (outline.root.querySelector("[data-files]"));
  if (form) new Files(outline, form).start();
}

class Files {
  /** @param {Outline} outline @param {HTMLFormElement} form */
  constructor(outline, form) {
    this.outline = outline;
    this.form = form;
    this.list = /** @type {HTMLElement} */ (form.querySelector("[data-uploads]"));
    this.words = /** @type {HTMLElement} */ (form.querySelector("[data-file-words]")).dataset;
    this.parents = /** @type {HTMLSelectElement} */ (form.elements.namedItem("parent"));
    /** @type {Upload[]} */
    this.waiting = [];
    this.isBusy = false;
    this.isChosen = false;
  }

  start() {
    const input = /** @type {HTMLInputElement} */ (this.form.elements.namedItem("file"));
    for (const each of this.form.querySelectorAll("[data-without-script]")) each.remove();
    input.addEventListener("change", () => {
      this.take([...(input.files ?? [])], Number(this.parents.value));
      input.value = "";
    });
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.startDropping();
    this.parents.addEventListener("change", () => {
      this.isChosen = true;
    });
    this.outline.root.addEventListener("change", () => this.offerParents());
    // Later than whoever else hears it: a new module is chosen for titles first.
    this.outline.root.addEventListener("builder:changed", () => setTimeout(() => this.offerParents(), 100));
    addEventListener("beforeunload", (event) => {
      if (this.isBusy) event.preventDefault();
    });
  }

  startDropping() {
    const root = this.outline.root;
    const isFiles = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files") ?? false;
    root.addEventListener("dragover", (event) => {
      if (!isFiles(event)) return;
      event.preventDefault();
      this.mark(this.moduleAt(event.target));
    });
    root.addEventListener("dragleave", (event) => {
      if (!(event.relatedTarget instanceof Node && root.contains(event.relatedTarget))) this.mark(null);
    });
    root.addEventListener("drop", (event) => {
      if (!isFiles(event)) return;
      event.preventDefault();
      const module = this.moduleAt(event.target);
      this.mark(null);
      const parent = module ? Number(module.dataset.part) : Number(this.parents.value);
      this.take([...(event.dataTransfer?.files ?? [])], parent);
    });
  }

  /** @param {EventTarget | null} target @returns {HTMLElement | null} */
  moduleAt(target) {
    return target instanceof Element ? target.closest(".builder-part--module") : null;
  }

  /** Show where files would go. @param {HTMLElement | null} module; nothing: to what is chosen, or nowhere */
  mark(module) {
    for (const each of this.outline.root.querySelectorAll(".builder-part--takes-files"))
      if (each !== module) each.classList.remove("builder-part--takes-files");
    module?.classList.add("builder-part--takes-files");
  }

  /** Offer what is offered to new titles, and choose the same until somebody chooses otherwise. */
  offerParents() {
    const other = this.outline.root.querySelector("[data-add] select[name=parent]");
    if (!(other instanceof HTMLSelectElement)) return;
    const chosen = this.isChosen ? this.parents.value : other.value;
    this.parents.replaceChildren(...[...other.options].map((each) => new Option(each.text, each.value)));
    this.parents.value = chosen;
    if (this.parents.selectedIndex < 0) this.parents.value = String(this.outline.course);
  }

  /** @param {File[]} files @param {number} parent */
  take(files, parent) {
    const { taken, left } = inOrder(files, Number(this.form.dataset.most));
    for (const file of taken) {
      const upload = { file, parent, key: crypto.randomUUID(), line: this.addLine(file), tries: 0 };
      this.startLine(upload);
      const why = refusal(file, Number(this.form.dataset.mostBytes));
      if (why) this.fail(upload, this.words[why] ?? "", false);
      else this.waiting.push(upload);
    }
    if (left.length) {
      const names = left.map((file) => file.name).join(", ");
      this.outline.tell(`${this.words.tooMany} ${names}`, true);
    }
    this.work();
  }

  /** @param {File} file */
  addLine(file) {
    const template = /** @type {HTMLTemplateElement} */ (this.form.querySelector("[data-upload]"));
    const line = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
    part(line, "name").textContent = file.name;
    part(line, "progress").setAttribute("aria-label", file.name);
    this.say(line, this.words.waiting ?? "");
    this.list.append(line);
    return line;
  }

  /** @param {Upload} upload */
  startLine(upload) {
    part(upload.line, "retry").addEventListener("click", () => {
      part(upload.line, "retry").hidden = part(upload.line, "dismiss").hidden = true;
      upload.line.classList.remove("builder-upload--failed");
      this.say(upload.line, this.words.waiting ?? "");
      upload.tries = 0;
      this.waiting.push(upload);
      this.work();
    });
    part(upload.line, "dismiss").addEventListener("click", () => upload.line.remove());
  }

  /** Send what waits, one after another, so that the lessons stand in the order of the files. */
  async work() {
    if (this.isBusy) return;
    this.isBusy = true;
    for (let upload = this.waiting.shift(); upload; upload = this.waiting.shift()) await this.send(upload);
    this.isBusy = false;
  }

  /** @param {Upload} upload @returns {Promise<void>} */
  async send(upload) {
    upload.tries += 1;
    this.say(upload.line, this.words.uploading ?? "");
    const bar = /** @type {HTMLProgressElement} */ (part(upload.line, "progress"));
    const moved = (/** @type {number} */ share) => {
      bar.value = share * 100;
    };
    const sent = isLarge(upload.file) ? await this.sendParts(upload, moved) : null;
    const whole = sent === null || sent.id;
    const { status, told } = whole
      ? await post(this.form.action, this.body(upload, sent?.id), this.outline.token, sent ? () => {} : moved)
      : { status: sent.status, told: sent.said ? { said: sent.said } : null };
    const became = outcome(status, told !== null, upload.tries);
    if (became === "again") {
      this.say(upload.line, this.words.again ?? "");
      await new Promise((resolve) => setTimeout(resolve, pause(upload.tries)));
      return this.send(upload);
    }
    if (became === "done") return this.finish(upload, told);
    return this.fail(
      upload,
      (became === "refused" && (told?.said ?? told?.detail)) || (this.words.lost ?? ""),
      true,
    );
  }

  /** @param {Upload} upload @param {(share: number) => void} moved */
  sendParts(upload, moved) {
    const { tus = "", parts = "" } = this.form.dataset;
    return sendInParts(upload.file, { src: tus, endpoint: parts, token: this.outline.token, moved });
  }

  /** @param {Upload} upload @param {string} [sent] the id under which it came in parts */
  body(upload, sent) {
    const body = new FormData();
    body.append("parent", String(upload.parent));
    body.append("key", upload.key);
    if (sent) body.append("upload", sent);
    else body.append("file", upload.file);
    return body;
  }

  /** @param {Upload} upload @param {any} told */
  async finish(upload, told) {
    this.say(upload.line, this.words.done ?? "");
    const bar = /** @type {HTMLProgressElement} */ (part(upload.line, "progress"));
    bar.value = 100;
    const shown = this.outline.queue.then(() => this.outline.show(told));
    this.outline.queue = shown.catch(() => null);
    await this.outline.queue;
    this.outline.tell(told.said ?? "");
    setTimeout(() => upload.line.remove(), 4000);
  }

  /** @param {Upload} upload @param {string} why @param {boolean} mayRetry */
  fail(upload, why, mayRetry) {
    upload.line.classList.add("builder-upload--failed");
    this.say(upload.line, why);
    part(upload.line, "retry").hidden = !mayRetry;
    part(upload.line, "dismiss").hidden = false;
    this.outline.tell(`${upload.file.name}: ${why}`);
  }

  /** @param {HTMLElement} line @param {string} words */
  say(line, words) {
    part(line, "state").textContent = words;
  }
}

/** @param {HTMLElement} line @param {string} name @returns {HTMLElement} */
function part(line, name) {
  return /** @type {HTMLElement} */ (line.querySelector(`[data-${name}]`));
}

/**
 * Send a form, telling how much of it has gone. fetch can't tell that.
 * @param {string} url @param {FormData} body @param {string} token @param {(share: number) => void} moved 0 to 1
 * @returns {Promise<{status: number, told: any}>} told: null where the answer isn't ours
 */
function post(url, body, token, moved) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    request.setRequestHeader("X-CSRFToken", token);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) moved(event.loaded / event.total);
    });
    request.addEventListener("load", () => resolve({ status: request.status, told: parsed(request) }));
    for (const wrong of ["error", "abort", "timeout"])
      request.addEventListener(wrong, () => resolve({ status: 0, told: null }));
    request.send(body);
  });
}

/** @param {XMLHttpRequest} request */
function parsed(request) {
  if (!(request.getResponseHeader("Content-Type") ?? "").includes("json")) return null;
  try {
    return JSON.parse(request.responseText);
  } catch {
    return null;
  }
}
