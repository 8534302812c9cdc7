// @ts-check
// The copy button of a code block.

export function setUpCodeBlocks() {
  document.addEventListener("click", async (event) => {
    const pressed = /** @type {Element} */ (event.target);
    const button = /** @type {HTMLElement | null} */ (pressed.closest("[data-copy]"));
    if (!button) return;
    const said = /** @type {HTMLElement} */ (button.querySelector("[data-copy-label]"));
    const before = said.textContent;
    const code = button.closest(".code-block")?.querySelector("pre")?.textContent ?? "";
    await navigator.clipboard.writeText(code);
    said.textContent = button.dataset.copied ?? "";
    setTimeout(() => {
      said.textContent = before;
    }, 2000);
  });
}
