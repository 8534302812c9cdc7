// @ts-check
// `data-parallax="0.2"`: how much slower than the page a picture scrolls (0 to 0.4; 0.15 when nothing is said).
// It never goes further than the room that sections leave around what they hold.

const MOST = 0.4;
const ROOM = 28; // pixels

export function setUpParallax() {
  /** @type {NodeListOf<HTMLElement>} */
  const found = document.querySelectorAll("[data-parallax]");
  const items = [...found];
  if (!items.length) return;
  /** @type {Set<HTMLElement>} */
  const inView = new Set();
  let isAsked = false;

  function draw() {
    isAsked = false;
    for (const element of inView) {
      const box = (element.parentElement ?? element).getBoundingClientRect();
      const fromMiddle = box.top + box.height / 2 - innerHeight / 2;
      const share = Math.min(MOST, Math.abs(Number(element.dataset.parallax) || 0.15));
      const depth = Math.max(-ROOM, Math.min(ROOM, -fromMiddle * share));
      element.style.setProperty("--motion-depth", `${depth.toFixed(1)}px`);
    }
  }

  function ask() {
    if (isAsked || !inView.size) return;
    isAsked = true;
    requestAnimationFrame(draw);
  }

  const watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const item = items.find((element) => element.parentElement === target);
      if (!item) continue;
      if (isIntersecting) inView.add(item);
      else inView.delete(item);
    }
    ask();
  });
  for (const element of items) {
    element.classList.add("motion-deep");
    if (element.parentElement) watcher.observe(element.parentElement);
  }
  addEventListener("scroll", ask, { passive: true });
  addEventListener("resize", ask, { passive: true });
}
