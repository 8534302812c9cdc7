// @ts-check
// “Show” beside a password: what was typed can be read before it is sent. The words stand in the page; the field
// is hidden again when it is sent, so that browsers still know it for a password.

/** @param {ParentNode} page */
export function setUpPasswords(page = document) {
  for (const button of page.querySelectorAll("[data-show-password]")) {
    const field = button.parentElement?.querySelector("input");
    if (!(button instanceof HTMLButtonElement) || !(field instanceof HTMLInputElement)) continue;
    const turn = (/** @type {boolean} */ isShown) => {
      field.type = isShown ? "text" : "password";
      button.setAttribute("aria-pressed", String(isShown));
    };
    button.hidden = false;
    button.addEventListener("click", () => {
      turn(field.type === "password");
      field.focus();
    });
    field.form?.addEventListener("submit", () => turn(false));
  }
}
