// @ts-check
// The switch between the system's colours, light and dark. theme-start.js applies the choice on load.

const ORDER = ["system", "light", "dark"];
const root = document.documentElement;

const present = () => root.dataset.theme ?? "system";

/** @param {HTMLElement} button */
function label(button) {
  const words = button.dataset[`label${present()[0].toUpperCase()}${present().slice(1)}`] ?? "";
  button.setAttribute("aria-label", words);
  button.title = words;
}

/** @param {string} theme one of ORDER */
function choose(theme) {
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  try {
    if (theme === "system") localStorage.removeItem("theme");
    else localStorage.setItem("theme", theme);
  } catch {
    // storage may be switched off: the choice then lasts for this page
  }
}

export function setUpThemeSwitch() {
  /** @type {NodeListOf<HTMLElement>} */
  const buttons = document.querySelectorAll("[data-theme-switch]");
  buttons.forEach(label);
  document.addEventListener("click", (event) => {
    if (!(/** @type {Element} */ (event.target).closest("[data-theme-switch]"))) return;
    choose(ORDER[(ORDER.indexOf(present()) + 1) % ORDER.length]);
    buttons.forEach(label);
  });
}
