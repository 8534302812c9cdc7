// @ts-check
// What follows the pointer: a glow behind the page, and primary buttons (or `data-magnetic`) that lean to it.

const REACH = 0.28;
const MOST = 8;

export function setUpGlow() {
  const glow = document.createElement("div");
  glow.className = "motion-glow";
  glow.setAttribute("aria-hidden", "true");
  document.body.prepend(glow);
  let isAsked = false;
  let place = [0, 0];
  addEventListener(
    "pointermove",
    (event) => {
      place = [event.clientX, event.clientY];
      glow.classList.add("motion-glow--on");
      if (isAsked) return;
      isAsked = true;
      requestAnimationFrame(() => {
        isAsked = false;
        glow.style.transform = `translate3d(${place[0]}px, ${place[1]}px, 0)`;
      });
    },
    { passive: true },
  );
  document.documentElement.addEventListener("pointerleave", () => glow.classList.remove("motion-glow--on"));
}

/** @param {number} value in pixels from the middle */
const within = (value) => Math.max(-MOST, Math.min(MOST, value * REACH));

/**
 * @param {HTMLElement} button
 * @param {PointerEvent} event
 */
function lean(button, event) {
  const box = button.getBoundingClientRect();
  button.classList.add("motion-drawn");
  button.style.setProperty("--motion-x", `${within(event.clientX - box.left - box.width / 2).toFixed(1)}px`);
  button.style.setProperty("--motion-y", `${within(event.clientY - box.top - box.height / 2).toFixed(1)}px`);
}

export function setUpMagnets() {
  /** @type {NodeListOf<HTMLElement>} */
  const buttons = document.querySelectorAll("main .button--primary, [data-magnetic]");
  for (const button of buttons) {
    button.addEventListener("pointermove", (event) => lean(button, event), { passive: true });
    button.addEventListener("pointerleave", () => {
      button.style.setProperty("--motion-x", "0px");
      button.style.setProperty("--motion-y", "0px");
    });
  }
}
