// Messages. Calm ones leave after a while, unless somebody is reading them; errors stay until dismissed.

const STAYS_MS = 7000;

function leave(message) {
  message.classList.add("is-leaving");
  const gone = () => message.remove();
  message.addEventListener("transitionend", gone, { once: true });
  setTimeout(gone, 600);
}

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

const region = () => document.querySelector("[data-messages]");

/**
 * Tell the person something that happened in the page.
 * @param {string} text what to say, already translated
 * @param {{tone?: "success"|"info"|"warning"|"error"}} options an error stays until it is dismissed
 */
export function toast(text, { tone = "success" } = {}) {
  const template = document.querySelector("template[data-message-template]");
  const message = template.content.firstElementChild.cloneNode(true);
  message.classList.add(`message--${tone}`);
  message.querySelector(".message__text").textContent = text;
  if (tone === "error") message.dataset.stays = "";
  region().append(message);
  arm(message);
}

export function setUpMessages() {
  const place = region();
  if (!place) return;
  place.querySelectorAll(".message").forEach(arm);
  // htmx answers may bring messages along, out of band
  new MutationObserver(() => place.querySelectorAll(".message").forEach(arm)).observe(place, {
    childList: true,
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-message-close]");
    if (button) leave(button.closest(".message"));
  });
  // the server may also say it in a header: HX-Trigger: {"toast": {"text": "…", "tone": "info"}}
  document.addEventListener("toast", (event) => toast(event.detail.text, event.detail));
}
