// @ts-check
// Puts the page of another site in the place of its card, when somebody asks for it.

/** @param {HTMLElement} figure */
export function setUp(figure) {
  const button = figure.querySelector("[data-load]");
  button?.addEventListener("click", () => {
    const frame = document.createElement("iframe");
    frame.className = "embed__frame";
    frame.title = figure.dataset.title ?? "";
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    frame.allow = "fullscreen; encrypted-media; picture-in-picture";
    frame.setAttribute(
      "sandbox",
      "allow-scripts allow-same-origin allow-forms allow-popups allow-presentation",
    );
    frame.src = figure.dataset.embed ?? "";
    const card = figure.querySelector(".embed__card");
    const way = card?.querySelector("a.button");
    if (!card || !way) return;
    way.classList.add("embed__below");
    card.replaceWith(frame, way);
    frame.tabIndex = 0;
    frame.focus();
  });
}
