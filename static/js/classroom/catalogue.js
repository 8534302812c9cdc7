// The catalogue's filters: tidy addresses, and the focus and the open fold survive when results are swapped.

let last = null;
let wasOpen = false;

const form = () => document.querySelector("[data-catalogue-form]");

function remember(element) {
  const control = element?.closest?.("input, a, summary, button");
  last = control ? { name: control.name, value: control.value, href: control.getAttribute("href") } : null;
  wasOpen = form()?.querySelector("details.facets-menu")?.open ?? false;
}

function find({ name, value, href }) {
  const root = document.getElementById("catalogue");
  if (href) return [...root.querySelectorAll("a[href]")].find((link) => link.getAttribute("href") === href);
  const named = [...root.querySelectorAll("input")].filter(
    (input) => input.name === name && input.type !== "hidden",
  );
  return named.find((input) => input.type === "search" || input.value === value);
}

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (!detail.elt.closest?.("#catalogue") || detail.verb !== "get") return;
  remember(detail.triggeringEvent?.target ?? detail.elt);
  for (const name of [...new Set(detail.formData.keys())]) {
    const values = detail.formData.getAll(name).filter((value) => value !== "");
    detail.formData.delete(name);
    for (const value of values) {
      if (name !== "view" || value !== "grid") detail.formData.append(name, value);
    }
  }
});

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target?.id !== "catalogue") return;
  const fold = form()?.querySelector("details.facets-menu");
  if (fold) fold.open = wasOpen || matchMedia("(min-width: 60rem)").matches;
  if (!last) return;
  const control = find(last);
  if (control) control.focus({ preventScroll: true });
});

// What was ticked or typed before htmx was there has told nobody: tell it now.
const isChanged = (control) =>
  control.type === "search"
    ? control.value !== control.defaultValue
    : control.type === "checkbox" && control.checked !== control.defaultChecked;

document.addEventListener("DOMContentLoaded", () => {
  const control = [...(form()?.elements ?? [])].find(isChanged);
  control?.dispatchEvent(new Event("change", { bubbles: true }));
});
