// @ts-check
// The site's colours as libraries want them: tokens read from the page, whatever notation they are in, as #rrggbb.

const pen = /** @type {CanvasRenderingContext2D} */ (
  document.createElement("canvas").getContext("2d", { willReadFrequently: true })
);

/** @param {string} colour in any notation */
function hex(colour) {
  pen.clearRect(0, 0, 1, 1);
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 1, 1);
  const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

/**
 * @param {string[]} names of tokens, without their dashes
 * @param {string} scheme "light" or "dark"
 * @returns {Record<string, string>} by name: "#rrggbb"
 */
export function tokens(names, scheme) {
  const probe = document.createElement("span");
  probe.hidden = true;
  probe.style.colorScheme = scheme;
  document.body.append(probe);
  /** @type {Record<string, string>} */
  const found = {};
  for (const name of names) {
    probe.style.color = `var(--${name})`;
    found[name] = hex(getComputedStyle(probe).color);
  }
  probe.remove();
  return found;
}

export function presentScheme() {
  const chosen = document.documentElement.dataset.theme;
  if (chosen) return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/**
 * Calls back when the page turns dark or light.
 * @param {(scheme: string) => void} listener
 */
export function onSchemeChange(listener) {
  let last = presentScheme();
  const look = () => {
    const now = presentScheme();
    if (now === last) return;
    last = now;
    listener(now);
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", look);
  new MutationObserver(look).observe(document.documentElement, { attributeFilter: ["data-theme"] });
}
