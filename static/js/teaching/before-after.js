// Lays two pictures over each other; a slider says how much of the first is seen.

export function setUp(figure) {
  const pictures = figure.querySelector(".before-after__pictures");
  const slider = figure.querySelector("[data-slider]");
  if (!slider) return;
  const input = slider.querySelector("input");
  const slide = () => {
    pictures.style.setProperty("--share", `${input.value}%`);
    input.setAttribute("aria-valuetext", input.dataset.words.replace("%(share)s", input.value));
  };
  input.addEventListener("input", slide);
  slide();
}
