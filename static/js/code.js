// The copy button of a code block.

export function setUpCodeBlocks() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const said = button.querySelector("[data-copy-label]");
    const before = said.textContent;
    await navigator.clipboard.writeText(button.closest(".code-block").querySelector("pre").textContent);
    said.textContent = button.dataset.copied;
    setTimeout(() => {
      said.textContent = before;
    }, 2000);
  });
}
