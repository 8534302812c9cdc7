// @ts-check
// The CSRF token for requests, read at that moment: a page from a cache holds none, and one that was open while
// somebody signed in holds one that is no longer taken. With it goes the account that the page was drawn for.

const FIELD = "csrfmiddlewaretoken";

/** @returns {string} the token, or "" where the page has none. */
export function csrfToken() {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  if (cookie) return decodeURIComponent(cookie.slice("csrftoken=".length));
  const field = document.querySelector(`input[name=${FIELD}]`);
  return field && "value" in field ? String(field.value) : "";
}

export function setUpCsrf() {
  const { account } = document.body.dataset;
  document.addEventListener("htmx:configRequest", (event) => {
    const { detail } = /** @type {CustomEvent<{ verb: string, headers: Record<string, string> }>} */ (event);
    if (detail.verb === "get") return;
    detail.headers["X-CSRFToken"] = csrfToken();
    if (account) detail.headers["X-Account"] = account;
  });
  // Only forms that bring a token of ours get another: none leads to other sites.
  document.addEventListener("formdata", ({ formData }) => {
    if (!formData.has(FIELD)) return;
    formData.set(FIELD, csrfToken());
    if (account) formData.set("_account", account);
  });
}
