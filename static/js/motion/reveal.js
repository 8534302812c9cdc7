// Subtle: what stands below the window appears gently as it is scrolled to. `data-reveal` names it; in
// `data-reveal="each"` the children come one after another. What is in view at the start is left alone, so
// nothing that was painted disappears; only opacity and transform change.

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const STEP = 70;
const MOST_STEPS = 6;

function targets() {
  return [...document.querySelectorAll("[data-reveal]")].flatMap((element) =>
    element.dataset.reveal === "each" ? [...element.children] : [element],
  );
}

function show(element, delay) {
  element.style.setProperty("--motion-delay", `${delay}ms`);
  element.classList.add("motion-shown");
  element.classList.remove("motion-waiting");
  const done = () => element.classList.remove("motion-shown");
  setTimeout(done, 1200 + delay);
}

function setUpReveal() {
  const watcher = new IntersectionObserver(
    (entries) => {
      const arrived = entries.filter((entry) => entry.isIntersecting);
      arrived.forEach(({ target }, at) => {
        watcher.unobserve(target);
        show(target, Math.min(at, MOST_STEPS) * STEP);
      });
    },
    { rootMargin: "0px 0px -8% 0px" },
  );
  for (const element of targets()) {
    if (element.getBoundingClientRect().top < innerHeight) continue;
    element.classList.add("motion-waiting");
    watcher.observe(element);
  }
  const showAll = () => {
    watcher.disconnect();
    for (const element of document.querySelectorAll(".motion-waiting"))
      element.classList.remove("motion-waiting");
  };
  calm.addEventListener("change", () => {
    if (calm.matches) showAll();
  });
  addEventListener("beforeprint", showAll);
  // Whoever comes by keyboard is never led to something that cannot be seen.
  document.addEventListener("focusin", ({ target }) =>
    target.closest(".motion-waiting")?.classList.remove("motion-waiting"),
  );
}

if (!calm.matches) setUpReveal();
