// The little of a browser that the modules under test touch: storage, events, a document, and a server.

/** A localStorage in memory; with `isFull`, one that keeps nothing. */
export function storage({ isFull = false } = {}) {
  const kept = new Map();
  const methods = {
    getItem: (name) => kept.get(name) ?? null,
    setItem(name, value) {
      if (isFull) throw new DOMException("full", "QuotaExceededError");
      kept.set(name, String(value));
      this[name] = String(value);
    },
    removeItem(name) {
      kept.delete(name);
      delete this[name];
    },
  };
  return Object.create(
    methods,
    Object.fromEntries(
      Object.keys(methods).map((name) => [name, { value: methods[name], enumerable: false }]),
    ),
  );
}

/**
 * Puts a page's globals in place; returns what was sent. `answers`: one a request: a status, an Error, or
 * `{status, body, type}`, which is JSON unless `type` says otherwise.
 */
export function page({ answers = [], stored = storage() } = {}) {
  const sent = [];
  const listeners = new EventTarget();
  globalThis.localStorage = stored;
  // Node has a navigator of its own from version 21 on; tabs that take turns are a browser's business.
  Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
  globalThis.addEventListener = (name, listener) => listeners.addEventListener(name, listener);
  globalThis.location = { href: "/page/", pathname: "/page/", search: "" };
  globalThis.document = Object.assign(new EventTarget(), {
    cookie: "",
    hidden: false,
    title: "Page",
    querySelector: () => null,
    body: { dataset: {} },
  });
  globalThis.fetch = async (url, options = {}) => {
    const { body } = options;
    const isForm = body instanceof FormData;
    sent.push({ url, ...options, body: isForm ? Object.fromEntries(body) : body && JSON.parse(body) });
    const next = answers.shift() ?? 200;
    if (next instanceof Error) throw next;
    const answer = typeof next === "number" ? { status: next } : next;
    const { status, body: told = {}, type = "application/json" } = answer;
    return {
      status,
      ok: status < 300,
      headers: new Headers({ "Content-Type": type }),
      json: async () => told,
    };
  };
  return { sent, stored, tell: (name) => listeners.dispatchEvent(new Event(name)) };
}

/** Lets whatever waits for promises go on. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));
