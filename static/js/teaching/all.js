// @ts-check
// Entry for pages with blocks for teaching: `<script type="module" src="{% static 'js/teaching/all.js' %}"></script>`.
// Only what stands in the page is loaded.

/** @type {[string, () => Promise<{ setUp: (place: any) => unknown }>][]} by what stands in the page */
const PARTS = [
  ["[data-scrolls]", () => import("./scrolling.js")],
  ["[data-maths]", () => import("./maths.js")],
  ["[data-diagram]", () => import("./diagram.js")],
  ["[data-checklist]", () => import("./checklist.js")],
  ["[data-gallery]", () => import("./gallery.js")],
  ["[data-before-after]", () => import("./before-after.js")],
  ["[data-embed]", () => import("./embed.js")],
  ["[data-opens-on-paper]", () => import("./paper.js")],
];

/** @param {ParentNode} root */
function setUp(root) {
  for (const [selector, load] of PARTS) {
    /** @type {NodeListOf<HTMLElement>} */
    const found = root.querySelectorAll(`${selector}:not([data-set-up])`);
    const places = [...found];
    for (const place of places) place.dataset.setUp = "";
    if (places.length) load().then((part) => places.forEach((place) => void part.setUp(place)));
  }
}

setUp(document);
document.addEventListener("htmx:load", (event) => setUp(event.detail.elt));
