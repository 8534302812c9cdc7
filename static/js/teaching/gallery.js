// Shows the pictures of a gallery large, one after another, in a dialog. site.js closes it.

export function setUp(gallery) {
  const links = [...gallery.querySelectorAll(".gallery__link")];
  const dialog = gallery.querySelector("[data-lightbox]");
  const large = dialog.querySelector("[data-large]");
  const caption = dialog.querySelector("[data-caption]");
  const place = dialog.querySelector("[data-place]");
  let at = 0;

  const show = (number) => {
    at = (number + links.length) % links.length;
    const link = links[at];
    large.width = link.dataset.width;
    large.height = link.dataset.height;
    large.alt = link.querySelector("img").alt;
    large.src = link.href;
    caption.textContent = link.closest("figure").querySelector("figcaption")?.textContent ?? "";
    place.textContent = place.dataset.words.replace("%(number)s", at + 1).replace("%(total)s", links.length);
  };

  gallery.addEventListener("click", (event) => {
    const link = event.target.closest(".gallery__link");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(links.indexOf(link));
    dialog.showModal();
  });
  dialog.querySelector("[data-previous]").addEventListener("click", () => show(at - 1));
  dialog.querySelector("[data-next]").addEventListener("click", () => show(at + 1));
  dialog.addEventListener("keydown", (event) => {
    const forward = getComputedStyle(dialog).direction === "rtl" ? -1 : 1;
    const step = { ArrowRight: forward, ArrowLeft: -forward }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation(); // the player of the lesson listens to arrows, too
    show(at + step);
  });
  dialog.addEventListener("close", () => links[at].focus());
}
