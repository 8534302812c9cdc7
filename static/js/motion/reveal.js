// @ts-check
// Subtle: a section that is scrolled to slides into its place. `data-reveal` names it; in `data-reveal="each"`
// the children come one after another. Motion only adds: nothing is ever hidden or waits for the scrolling, so
// a page is whole without this script, in print and in a picture of all of it. What is in view at the start
// is left alone.

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const STEP = 70;
const MOST_STEPS = 6;
const LENGTH = 480;
const FROM_BELOW = "0 1.5rem";

function targets() {
  /** @type {NodeListOf<HTMLElement>} */
  const named = document.querySelectorAll("[data-reveal]");
  return [...named].flatMap((element) =>
    element.dataset.reveal === "each" ? [...element.children] : [element],
  );
}

/**
 * @param {Element} element
 * @param {number} delay in milliseconds
 */
function slideIn(element, delay) {
  element.animate([{ translate: FROM_BELOW }, { translate: "0 0" }], {
    delay,
    duration: LENGTH,
    easing: "cubic-bezier(0.2, 0.7, 0.2, 1)",
    fill: "backwards",
  });
}

function setUpReveal() {
  const watcher = new IntersectionObserver((entries) => {
    const arrived = entries.filter((entry) => entry.isIntersecting);
    arrived.forEach(({ target }, at) => {
      watcher.unobserve(target);
      slideIn(target, Math.min(at, MOST_STEPS) * STEP);
    });
  });
  for (const element of targets()) {
    if (element.getBoundingClientRect().top >= innerHeight) watcher.observe(element);
  }
  calm.addEventListener("change", () => {
    if (calm.matches) watcher.disconnect();
  });
}

if (!calm.matches) setUpReveal();
