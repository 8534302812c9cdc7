// @ts-check
// Escape, or leaving the field by Tab, puts away the calendar of a date field, which would lie over what follows.

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" && event.key !== "Tab") return;
  const { jQuery } = /** @type {any} */ (window); // Wagtail's calendars are a plugin of it
  jQuery?.(".xdsoft_datetimepicker:visible").trigger("close.xdsoft");
});
