// @ts-check
// Runs before the first paint (a plain script, not a module): the chosen colours must be known by then.
(() => {
  const root = document.documentElement;
  root.dataset.js = "";
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // storage may be switched off: the system's choice stands
  }
})();
