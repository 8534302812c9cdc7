// The CSRF token for requests that a form does not send, read at that moment: a page from a cache holds none.

export function csrfToken() {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  return cookie
    ? decodeURIComponent(cookie.slice("csrftoken=".length))
    : (document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "");
}

export function setUpCsrf() {
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = csrfToken();
  });
}
