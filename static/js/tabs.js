// @ts-check
// Turns `.tabs` (anchors over sections) into ARIA tabs. An address with the section's #id opens its tab.

/** @param {HTMLElement} tabs */
function enhance(tabs) {
  /** @type {HTMLElement | null} */
  const list = tabs.querySelector(".tabs__list");
  if (!list) return;
  /** @type {NodeListOf<HTMLAnchorElement>} */
  const anchors = list.querySelectorAll("a[href^='#']");
  const links = [...anchors];
  const panels = links.flatMap((link) => {
    /** @type {HTMLElement | null} */
    const panel = tabs.querySelector(`#${CSS.escape(link.hash.slice(1))}`);
    return panel ? [panel] : [];
  });
  if (!links.length || panels.length < links.length) return;

  /**
   * @param {number} at
   * @param {{ focus?: boolean, remember?: boolean }} options remember: in the address
   */
  const select = (at, { focus = false, remember = false } = {}) => {
    links.forEach((link, index) => {
      link.setAttribute("aria-selected", String(index === at));
      link.tabIndex = index === at ? 0 : -1;
      panels[index].hidden = index !== at;
    });
    if (focus) links[at].focus();
    if (remember) history.replaceState(history.state, "", links[at].hash);
    links[at].scrollIntoView({ block: "nearest", inline: "nearest" });
    panels[at].dispatchEvent(new CustomEvent("tabs:shown", { bubbles: true }));
  };

  list.setAttribute("role", "tablist");
  links.forEach((link, index) => {
    link.setAttribute("role", "tab");
    link.id ||= `${panels[index].id}-tab`;
    link.setAttribute("aria-controls", panels[index].id);
    panels[index].setAttribute("role", "tabpanel");
    panels[index].setAttribute("aria-labelledby", link.id);
    panels[index].tabIndex = 0;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      select(index, { remember: true });
    });
  });
  list.addEventListener("keydown", (event) => {
    const at = links.indexOf(/** @type {HTMLAnchorElement} */ (document.activeElement));
    const rtl = getComputedStyle(list).direction === "rtl" ? -1 : 1;
    /** @type {Record<string, number>} */
    const places = { ArrowRight: at + rtl, ArrowLeft: at - rtl, Home: 0, End: links.length - 1 };
    const to = places[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    select((to + links.length) % links.length, { focus: true, remember: true });
  });

  // the section named in the address, or one that holds the named element
  const fromAddress = () => {
    const target =
      location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    return target ? panels.findIndex((panel) => panel.contains(target)) : -1;
  };
  const start = links.findIndex((link) => link.hasAttribute("data-selected"));
  tabs.dataset.ready = "";
  const top = scrollY;
  select(Math.max(fromAddress(), start, 0));
  if (!location.hash) scrollTo({ top, behavior: "instant" });
  addEventListener("hashchange", () => {
    const at = fromAddress();
    if (at >= 0) select(at);
  });
}

/** @param {ParentNode} root */
export function setUpTabs(root = document) {
  /** @type {NodeListOf<HTMLElement>} */
  const plain = root.querySelectorAll(".tabs:not([data-ready])");
  plain.forEach(enhance);
}
