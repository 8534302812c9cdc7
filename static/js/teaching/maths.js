// @ts-check
// Draws a formula with KaTeX once it is near. MathML from the server stays for those who listen, and for the
// eye as well where KaTeX does not know a command.

import { whenNear } from "./near.js";

/** @type {Promise<Katex> | undefined} */
let library;

/** @param {HTMLElement} figure says where its parts are */
function load(figure) {
  library ??= new Promise((resolve, reject) => {
    const styles = document.createElement("link");
    styles.rel = "stylesheet";
    styles.href = figure.dataset.styles ?? "";
    styles.onerror = reject;
    styles.onload = () => import(figure.dataset.script ?? "").then(() => resolve(globalThis.katex), reject);
    document.head.append(styles);
  });
  return library;
}

/** @param {HTMLElement} figure */
export async function setUp(figure) {
  await whenNear(figure);
  /** @type {HTMLElement | null} */
  const seen = figure.querySelector("[data-latex]");
  if (!seen) return;
  try {
    const katex = await load(figure);
    const options = {
      displayMode: true,
      output: "html",
      strict: "ignore",
      trust: false,
      maxExpand: 100,
      maxSize: 20,
    };
    katex.render(seen.dataset.latex, seen, { ...options, throwOnError: true });
  } catch {
    seen.replaceChildren();
    return;
  }
  seen.hidden = false;
  figure.classList.add("is-drawn");
}
