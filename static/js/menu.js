// @ts-check
// Menus are <details data-menu>. Here they learn Escape, closing from outside and the arrow keys.

/** @returns {NodeListOf<HTMLDetailsElement>} */
const openMenus = () => document.querySelectorAll("details[data-menu][open]");

/**
 * @param {HTMLDetailsElement} menu
 * @param {{ focus?: boolean }} options focus: put the keyboard back on what opened it
 */
function close(menu, { focus = false } = {}) {
  menu.open = false;
  if (focus) menu.querySelector("summary")?.focus();
}

/**
 * @param {HTMLDetailsElement} menu
 * @param {KeyboardEvent} event
 */
function step(menu, event) {
  /** @type {NodeListOf<HTMLElement>} */
  const found = menu.querySelectorAll(".menu__item, .mega__link");
  const items = [...found];
  if (!items.length) return;
  const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  /** @type {Record<string, number>} */
  const places = {
    ArrowDown: at + 1,
    ArrowUp: at < 0 ? items.length - 1 : at - 1,
    Home: 0,
    End: items.length - 1,
  };
  const to = places[event.key];
  if (to === undefined) return;
  event.preventDefault();
  items[(to + items.length) % items.length].focus();
}

export function setUpMenus() {
  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) if (!menu.contains(/** @type {Node} */ (event.target))) close(menu);
  });
  document.addEventListener("focusin", (event) => {
    for (const menu of openMenus()) if (!menu.contains(/** @type {Node} */ (event.target))) close(menu);
  });
  document.addEventListener("keydown", (event) => {
    for (const menu of openMenus()) {
      if (event.key === "Escape") close(menu, { focus: true });
      else if (menu.contains(document.activeElement)) step(menu, event);
    }
  });
}

// <details data-open-from="62rem">: folded on a small screen, always open on one at least that wide
export function setUpFolds() {
  /** @type {NodeListOf<HTMLDetailsElement>} */
  const folds = document.querySelectorAll("details[data-open-from]");
  for (const fold of folds) {
    const wide = matchMedia(`(min-width: ${fold.dataset.openFrom})`);
    const follow = () => {
      fold.open = wide.matches;
    };
    wide.addEventListener("change", follow);
    follow();
  }
}
