// @ts-check
// Lays two pictures over each other; a slider says how much of the first is seen.

/** @param {HTMLElement} figure */
export function setUp(figure) {
  /** @type {HTMLElement | null} */
  const pictures = figure.querySelector(".before-after__pictures");
  const input = figure.querySelector("[data-slider]")?.querySelector("input");
  if (!pictures || !input) return;
  const slide = () => {
    pictures.style.setProperty("--share", `${input.value}%`);
    input.setAttribute("aria-valuetext", (input.dataset.words ?? "").replace("%(share)s", input.value));
  };
  input.addEventListener("input", slide);
  slide();
}
