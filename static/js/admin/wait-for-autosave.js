// @ts-check
// A button of the editor that is pressed while the editor saves by itself waits for that save.
//
// Wagtail (8.0) sends the form at once. On a slow connection a new page was then made twice: by the save under
// way, and by the button, whose form still led to “add”. The other way round, what was typed just before the press
// was saved beside the form that was on its way already: a new comment was made twice.

const PATIENCE_MS = 20_000; // a save that takes longer is not waited for
const SETTLING_MS = 100; // until what was saved (a new comment) has its number in the form, else it is made twice

/** @type {EventTarget | null} The form that is being saved. */
let saving = null;
/** @type {{ form: HTMLFormElement, button: HTMLElement | null } | null} */
let waiting = null;
let saves = 0;
/** @type {EventTarget | null} The form that was sent by a button and whose answer is on its way. */
let sent = null;

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
  if (event.target === sent) event.preventDefault();
  if (event.defaultPrevented) return;
  saving = event.target;
  saves += 1;
});
document.addEventListener("w-autosave:success", () => {
  const ended = saves;
  setTimeout(() => ended === saves && goOn(), SETTLING_MS); // unless the next save is under way by then
});
document.addEventListener("w-autosave:error", goOn);

document.addEventListener(
  "submit",
  (event) => {
    if (!saving || event.target !== saving) {
      sent = event.target;
      setTimeout(() => {
        sent = null;
      }, PATIENCE_MS);
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (waiting) return;
    waiting = { form: /** @type {HTMLFormElement} */ (event.target), button: event.submitter };
    const asked = waiting;
    setTimeout(() => waiting === asked && goOn(), PATIENCE_MS);
  },
  { capture: true },
);
