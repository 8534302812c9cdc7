// @ts-check
// Messages. Calm ones leave after a while, unless somebody is reading them; errors stay until dismissed.

const STAYS_MS = 7000;

/** @param {HTMLElement} message */
function leave(message) {
  message.classList.add("is-leaving");
  const gone = () => message.remove();
  message.addEventListener("transitionend", gone, { once: true });
  setTimeout(gone, 600);
}

/** @param {HTMLElement} message */
function arm(message) {
  if (message.dataset.armed !== undefined) return;
  message.dataset.armed = "";
  if (message.dataset.stays !== undefined) return;
  let timer = setTimeout(() => leave(message), STAYS_MS);
  const hold = () => clearTimeout(timer);
  const release = () => {
    hold();
    timer = setTimeout(() => leave(message), STAYS_MS);
  };
  message.addEventListener("pointerenter", hold);
  message.addEventListener("pointerleave", release);
  message.addEventListener("focusin", hold);
  message.addEventListener("focusout", release);
}

/** @returns {HTMLElement | null} */
const region = () => document.querySelector("[data-messages]");

/**
 * Tell the person something that happened in the page.
 * @param {string} text what to say, already translated
 * @param {{tone?: "success"|"info"|"warning"|"error"}} options an error stays until it is dismissed
 */
export function toast(text, { tone = "success" } = {}) {
  /** @type {HTMLTemplateElement | null} */
  const template = document.querySelector("template[data-message-template]");
  const message = /** @type {HTMLElement | undefined} */ (
    template?.content.firstElementChild?.cloneNode(true)
  );
  const words = message?.querySelector(".message__text");
  if (!message || !words) return;
  message.classList.add(`message--${tone}`);
  words.textContent = text;
  if (tone === "error") message.dataset.stays = "";
  region()?.append(message);
  arm(message);
}

export function setUpMessages() {
  const place = region();
  if (!place) return;
  const armAll = () => {
    /** @type {NodeListOf<HTMLElement>} */
    const messages = place.querySelectorAll(".message");
    messages.forEach(arm);
  };
  armAll();
  // htmx answers may bring messages along, out of band
  new MutationObserver(armAll).observe(place, { childList: true });
  document.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("[data-message-close]");
    const message = /** @type {HTMLElement | null | undefined} */ (button?.closest(".message"));
    if (message) leave(message);
  });
  // the server may also say it in a header: HX-Trigger: {"toast": {"text": "…", "tone": "info"}}
  document.addEventListener("toast", (event) => toast(event.detail.text, event.detail));
}
