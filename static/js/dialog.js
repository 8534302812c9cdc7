// Opens and closes native dialogs: data-dialog-open="id" on a button, data-dialog-close inside the dialog.

export function setUpDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog-open]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.dialogOpen);
      if (!dialog) return;
      event.preventDefault();
      dialog.showModal();
      return;
    }
    const closer = event.target.closest("[data-dialog-close]");
    if (closer) closer.closest("dialog").close();
    // a press on the veil itself, not on what stands in the dialog
    else if (event.target.matches("dialog[open]")) event.target.close();
  });
}
