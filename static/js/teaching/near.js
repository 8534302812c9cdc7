// @ts-check
// Waits until something is about to be seen.

const MARGIN = "600px 0px";

/**
 * @param {Element} element
 * @returns {Promise<void>}
 */
export function whenNear(element) {
  return new Promise((resolve) => {
    const watch = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        watch.disconnect();
        resolve();
      },
      { rootMargin: MARGIN },
    );
    watch.observe(element);
    addEventListener("beforeprint", () => resolve(), { once: true });
  });
}
