// The switch between the system's colours, light and dark. theme-start.js applies the choice on load.

const ORDER = ["system", "light", "dark"];
const root = document.documentElement;

const present = () => root.dataset.theme ?? "system";

function label(button) {
  const words = button.dataset[`label${present()[0].toUpperCase()}${present().slice(1)}`];
  button.setAttribute("aria-label", words);
  button.title = words;
}

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
  const buttons = document.querySelectorAll("[data-theme-switch]");
  buttons.forEach(label);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-switch]")) return;
    choose(ORDER[(ORDER.indexOf(present()) + 1) % ORDER.length]);
    buttons.forEach(label);
  });
}
