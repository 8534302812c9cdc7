// @ts-check
// Says why a file was refused, at the place where it was chosen or dropped, and keeps what was typed beside it.

/**
 * Which of the words tell what happened, by the status of the answer; 0: there was none.
 * @param {number} status
 */
export const reasonFor = (status) => {
  if (status === 0) return "interrupted";
  if (status === 413) return "too_large";
  if (status === 507) return "no_space";
  if (status === 401 || status === 403) return "not_allowed";
  return status >= 500 ? "server" : "refused";
};

const { jQuery } = /** @type {any} */ (globalThis);
const page = globalThis.document;
/** @type {Record<string, string>} */
const words = JSON.parse(page?.getElementById("upload-words")?.textContent || "{}");

/** @param {any} settings */
const isUpload = (settings) => /^post$/i.test(settings.type) && settings.data instanceof FormData;

/**
 * The form in a dialog that was sent.
 * @param {any} settings
 */
const formOf = (settings) => {
  const sent = new URL(settings.url, location.href).pathname;
  /** @type {NodeListOf<HTMLFormElement>} */
  const forms = page.querySelectorAll(".modal-body form:has(input[type=file])");
  return [...forms].find(
    (form) => new URL(form.getAttribute("action") ?? "", location.href).pathname === sent,
  );
};

/**
 * @param {Element} form
 * @param {string} text
 */
const sayInForm = (form, text) => {
  const field = /** @type {HTMLInputElement} */ (form.querySelector("input[type=file]"));
  const place = field.closest("[data-field]") ?? field.parentElement ?? form;
  for (const old of place.querySelectorAll("[data-upload-refused]")) old.remove();
  for (const theirs of form.closest(".modal-body")?.querySelectorAll(".help-critical") ?? []) theirs.remove();
  const message = page.createElement("p");
  message.className = "error-message";
  message.dataset.uploadRefused = "";
  message.setAttribute("role", "alert");
  message.textContent = text;
  place.append(message);
  for (const button of form.querySelectorAll("[data-w-progress-loading-value]"))
    button.setAttribute("data-w-progress-loading-value", "false");
  message.scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
};

/**
 * @param {HTMLElement} row of a list of uploads
 * @param {string} text
 */
const sayInRow = (row, text) => {
  row.classList.remove("upload-server-error");
  row.classList.add("upload-failure");
  const place = row.querySelector(".error_messages");
  if (place) {
    place.textContent = text;
    place.setAttribute("role", "alert");
  }
};

/**
 * Once its tab has come forward, which takes a moment.
 * @param {Element} panel
 * @param {number} left how often to look again
 */
const comeTo = (panel, left) => {
  if (panel.hasAttribute("hidden") && left > 0) {
    setTimeout(() => comeTo(panel, left - 1), 50);
    return;
  }
  panel.querySelector(".error-message")?.scrollIntoView({ block: "center" });
  /** @type {HTMLElement | null} */ (panel.querySelector("input[type=file]"))?.focus({ preventScroll: true });
};

/** Shows the form that came back with errors, wherever its tab is. */
const showRefusal = () => {
  const panel = page.querySelector(".modal-body form .error-message")?.closest("[role=tabpanel]");
  if (!panel) return;
  if (panel.hasAttribute("hidden"))
    /** @type {HTMLElement | null} */ (page.querySelector(`[role=tab][href="#${panel.id}"]`))?.click();
  comeTo(panel, 40);
};

if (jQuery && page) {
  jQuery(page).on(
    "ajaxError",
    (/** @type {any} */ _event, /** @type {any} */ xhr, /** @type {any} */ settings) => {
      if (!isUpload(settings) || xhr.statusText === "abort") return;
      const text = words[reasonFor(xhr.status)] ?? "";
      setTimeout(() => {
        const form = formOf(settings);
        if (form) sayInForm(form, text);
        const rows = page.querySelectorAll("#upload-list > li");
        const row = settings.context?.[0] ?? [...rows].at(-1);
        if (!form && row instanceof HTMLElement && row.closest("#upload-list")) sayInRow(row, text);
      });
    },
  );
  jQuery(page).on(
    "ajaxSuccess",
    (/** @type {any} */ _event, /** @type {any} */ _xhr, /** @type {any} */ settings) => {
      if (isUpload(settings)) setTimeout(showRefusal, 100);
    },
  );
}

// A file that misses its place would be opened instead of the page, and what was typed would be gone.
for (const name of ["dragover", "drop"])
  page?.addEventListener(name, (event) => {
    const { dataTransfer, target } = /** @type {DragEvent} */ (event);
    if (event.defaultPrevented || !dataTransfer?.types.includes("Files")) return;
    if (target instanceof Element && target.closest("input[type=file]")) return;
    event.preventDefault();
    dataTransfer.dropEffect = "none";
    if (name === "drop")
      page.dispatchEvent(
        new CustomEvent("w-messages:add", {
          detail: { text: words.misplaced, type: "warning", clear: true },
        }),
      );
  });
