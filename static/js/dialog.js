// @ts-check
// Opens and closes native dialogs: data-dialog-open="id" on a button, data-dialog-close inside the dialog.

export function setUpDialogs() {
  document.addEventListener("click", (event) => {
    const pressed = /** @type {Element} */ (event.target);
    const opener = /** @type {HTMLElement | null} */ (pressed.closest("[data-dialog-open]"));
    if (opener) {
      const dialog = document.getElementById(opener.dataset.dialogOpen ?? "");
      if (!(dialog instanceof HTMLDialogElement)) return;
      event.preventDefault();
      dialog.showModal();
      return;
    }
    const closer = pressed.closest("[data-dialog-close]");
    if (closer) closer.closest("dialog")?.close();
    // a press on the veil itself, not on what stands in the dialog
    else if (pressed instanceof HTMLDialogElement && pressed.open) pressed.close();
  });
}
