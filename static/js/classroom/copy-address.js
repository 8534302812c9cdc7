// @ts-check
// The button that copies what stands in a field. Without it the field can be selected and copied by hand.

for (const found of document.querySelectorAll("[data-copy-field]")) {
  const button = /** @type {HTMLButtonElement} */ (found);
  const field = document.getElementById(button.dataset.copyField ?? "");
  const said = button.querySelector("[data-copy-label]");
  if (!(field instanceof HTMLInputElement) || !said || !navigator.clipboard) continue;
  const before = said.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    await navigator.clipboard.writeText(field.value);
    said.textContent = button.dataset.copied ?? "";
    setTimeout(() => {
      said.textContent = before;
    }, 2000);
  });
}
