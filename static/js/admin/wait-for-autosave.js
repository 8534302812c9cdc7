// @ts-check
// A button of the editor that is pressed while the editor saves by itself waits for that save.
//
// Wagtail (8.0) sends the form at once. On a slow connection a new page was then made twice: by the save under
// way, and by the button, whose form still led to “add”.

const PATIENCE_MS = 20_000; // a save that takes longer is not waited for

/** @type {EventTarget | null} The form that is being saved. */
let saving = null;
/** @type {{ form: HTMLFormElement, button: HTMLElement | null } | null} */
let waiting = null;

function goOn() {
  saving = null;
  if (!waiting) return;
  const { form, button } = waiting;
  waiting = null;
  // A disabled button would not be sent, and its name says what it does.
  if (button instanceof HTMLButtonElement) button.disabled = false;
  form.requestSubmit(button);
}

document.addEventListener("w-autosave:save", (event) => {
  if (!event.defaultPrevented) saving = event.target;
});
document.addEventListener("w-autosave:success", goOn);
document.addEventListener("w-autosave:error", goOn);

document.addEventListener(
  "submit",
  (event) => {
    if (!saving || event.target !== saving) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (waiting) return;
    waiting = { form: /** @type {HTMLFormElement} */ (event.target), button: event.submitter };
    const asked = waiting;
    setTimeout(() => waiting === asked && goOn(), PATIENCE_MS);
  },
  { capture: true },
);
