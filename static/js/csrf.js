// @ts-check
// The CSRF token for requests that a form does not send, read at that moment: a page from a cache holds none.

/** @returns {string} the token, or "" where the page has none. */
export function csrfToken() {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  if (cookie) return decodeURIComponent(cookie.slice("csrftoken=".length));
  const field = document.querySelector("input[name=csrfmiddlewaretoken]");
  return field && "value" in field ? String(field.value) : "";
}

export function setUpCsrf() {
  document.addEventListener("htmx:configRequest", (event) => {
    const { detail } = /** @type {CustomEvent<{ verb: string, headers: Record<string, string> }>} */ (event);
    if (detail.verb !== "get") detail.headers["X-CSRFToken"] = csrfToken();
  });
}
