// @ts-check
// Escape, or leaving the field by Tab, puts away the calendar of a date field, which would lie over what follows.

const OPENED_BY_NOW_MS = 200;

const jQuery = () => /** @type {any} */ (window).jQuery; // Wagtail's calendars are a plugin of it
const putAway = () => jQuery()?.(".xdsoft_datetimepicker:visible").trigger("close.xdsoft");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" && event.key !== "Tab") return;
  putAway();
  // A calendar opens a moment after its field was entered: who left it sooner finds it open only then.
  setTimeout(() => {
    if (!jQuery()?.(document.activeElement).data("xdsoft_datetimepicker")) putAway();
  }, OPENED_BY_NOW_MS);
});
