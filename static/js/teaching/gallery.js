// @ts-check
// Shows the pictures of a gallery large, one after another, in a dialog. site.js closes it.

/** @param {HTMLElement} gallery */
export function setUp(gallery) {
  /** @type {NodeListOf<HTMLAnchorElement>} */
  const found = gallery.querySelectorAll(".gallery__link");
  const links = [...found];
  /** @type {HTMLDialogElement | null} */
  const dialog = gallery.querySelector("[data-lightbox]");
  /** @type {HTMLImageElement | null | undefined} */
  const large = dialog?.querySelector("[data-large]");
  const caption = dialog?.querySelector("[data-caption]");
  /** @type {HTMLElement | null | undefined} */
  const place = dialog?.querySelector("[data-place]");
  if (!dialog || !large || !caption || !place) return;
  let at = 0;

  /** @param {number} number of the picture, from 0; before the first comes the last */
  const show = (number) => {
    at = (number + links.length) % links.length;
    const link = links[at];
    large.width = Number(link.dataset.width);
    large.height = Number(link.dataset.height);
    large.alt = link.querySelector("img")?.alt ?? "";
    large.src = link.href;
    caption.textContent = link.closest("figure")?.querySelector("figcaption")?.textContent ?? "";
    const words = place.dataset.words ?? "";
    place.textContent = words
      .replace("%(number)s", String(at + 1))
      .replace("%(total)s", String(links.length));
  };

  gallery.addEventListener("click", (event) => {
    const pressed = /** @type {Element} */ (event.target);
    const link = /** @type {HTMLAnchorElement | null} */ (pressed.closest(".gallery__link"));
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(links.indexOf(link));
    dialog.showModal();
  });
  dialog.querySelector("[data-previous]")?.addEventListener("click", () => show(at - 1));
  dialog.querySelector("[data-next]")?.addEventListener("click", () => show(at + 1));
  dialog.addEventListener("keydown", (event) => {
    const forward = getComputedStyle(dialog).direction === "rtl" ? -1 : 1;
    /** @type {Record<string, number>} */
    const steps = { ArrowRight: forward, ArrowLeft: -forward };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation(); // the player of the lesson listens to arrows, too
    show(at + step);
  });
  dialog.addEventListener("close", () => links[at].focus());
}
