// @ts-check
// A silent film can be stopped (WCAG 2.2.2), and does not start for those who asked for less movement.

/** @param {HTMLVideoElement} film */
function setUp(film) {
  /** @type {HTMLElement | null | undefined} */
  const button = film.parentElement?.querySelector("[data-background-video-pause]");
  /** @type {HTMLElement | null | undefined} */
  const words = button?.querySelector("[data-words-pause]");
  if (!button || !words) return;
  const show = () => {
    words.textContent = (film.paused ? words.dataset.wordsPlay : words.dataset.wordsPause) ?? "";
    button.setAttribute("aria-pressed", String(film.paused));
  };
  button.hidden = false;
  button.addEventListener("click", () => (film.paused ? film.play() : film.pause()));
  film.addEventListener("play", show);
  film.addEventListener("pause", show);
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) film.pause();
  show();
}

/** @type {NodeListOf<HTMLVideoElement>} */
const films = document.querySelectorAll("[data-background-video]");
films.forEach(setUp);
