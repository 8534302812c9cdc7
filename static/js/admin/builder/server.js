// @ts-check
// What the builder asks the server: gestures, and the outline as it stands by now.

/**
 * @typedef {[number, number, string, boolean]} Place page, parent, digest of its row, whether it is a module
 * @typedef {{version: string, order: Place[], rows: Record<string, string>, summary: string,
 *   said?: string, focus?: number | null, follow?: string, undo?: Record<string, string> | null}} Outline
 * @typedef {{status: number, outline: Outline | null, said: string}} Answer status 0: nobody answered
 */

const HEADERS = { "X-Requested-With": "XMLHttpRequest", Accept: "application/json" };

/** @param {Response} response @returns {Promise<any>} */
async function parsed(response) {
  return (response.headers.get("Content-Type") ?? "").includes("json") ? response.json() : null;
}

/**
 * Do a gesture. A refusal has a sentence in `said`.
 * @param {string} url @param {FormData | URLSearchParams} body @returns {Promise<Answer>}
 */
export async function perform(url, body) {
  const response = await fetch(url, { method: "POST", headers: HEADERS, body }).catch(() => null);
  if (!response) return { status: 0, outline: null, said: "" };
  const told = await parsed(response).catch(() => null);
  const done = response.ok && told !== null;
  return { status: told ? response.status : 0, outline: done ? told : null, said: told?.said ?? "" };
}

/**
 * The outline as it stands, with the rows of these pages; null where nothing differs or nobody answers.
 * @param {string} url @param {{since?: string, rows?: number[]}} wanted @returns {Promise<any>}
 */
export async function outlineNow(url, { since = "", rows = [] } = {}) {
  const query = new URLSearchParams({ since, rows: rows.join(",") });
  const response = await fetch(`${url}?${query}`, { headers: HEADERS }).catch(() => null);
  return response?.ok ? parsed(response).catch(() => null) : null;
}

/** A part of a screen as HTML; null where nobody answers. @param {string} url @returns {Promise<string | null>} */
export async function fragment(url) {
  const headers = { "X-Requested-With": "XMLHttpRequest" };
  const response = await fetch(url, { headers }).catch(() => null);
  return response?.ok ? response.text() : null;
}

/** What an address says as JSON; null where nobody answers. @param {string} url @returns {Promise<any>} */
export async function told(url) {
  const response = await fetch(url, { headers: HEADERS }).catch(() => null);
  return response?.ok ? parsed(response).catch(() => null) : null;
}
