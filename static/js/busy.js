// @ts-check
// A pressed button says that it works, and cannot be pressed twice.

const BUTTONS = "button:not([type=button], [type=reset]), input[type=submit]";
const GIVE_UP_MS = 20000;

/** @param {HTMLElement} button */
function busy(button) {
  button.setAttribute("aria-busy", "true");
  button.dataset.busySince = String(Date.now());
}

/** @param {HTMLElement} button */
function calm(button) {
  button.removeAttribute("aria-busy");
  delete button.dataset.busySince;
}

/** @param {HTMLElement | null} button */
const isBusy = (button) => button?.getAttribute("aria-busy") === "true";

export function setUpBusyButtons() {
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-no-busy")) return;
    /** @type {HTMLElement | null} */
    const button = event.submitter ?? form.querySelector(BUTTONS);
    if (isBusy(button)) {
      event.preventDefault();
      return;
    }
    // after the form's data were collected, so that the pressed button's own name is sent
    if (button) setTimeout(() => busy(button));
    if (button && form.hasAttribute("data-download")) setTimeout(() => calm(button), GIVE_UP_MS);
  });
  // with htmx the form's own submit is prevented: the request tells when it begins and ends
  document.addEventListener("htmx:beforeRequest", (event) => {
    const button = pressed(event.detail.elt, event.detail.requestConfig);
    if (isBusy(button)) event.preventDefault();
    else if (button) busy(button);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const button = pressed(event.detail.elt, event.detail.requestConfig);
    if (button) calm(button);
  });
  // back from the browser's memory: nothing is under way any more
  addEventListener("pageshow", () => {
    /** @type {NodeListOf<HTMLElement>} */
    const pressedBefore = document.querySelectorAll("[data-busy-since]");
    pressedBefore.forEach(calm);
  });
}

/**
 * @param {HTMLElement} element what sends the request
 * @param {HtmxDetail["requestConfig"]} config
 * @returns {HTMLElement | null}
 */
function pressed(element, config) {
  if (element.closest("[data-no-busy]")) return null;
  if (element.matches("button")) return element;
  const verb = (config?.verb ?? "get").toLowerCase();
  if (verb === "get" || !element.matches("form")) return null;
  const event = config?.triggeringEvent;
  return (event instanceof SubmitEvent ? event.submitter : null) ?? element.querySelector(BUTTONS);
}
