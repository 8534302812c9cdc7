// @ts-check
// What sections of landing pages do beyond standing there. Each part is loaded only where the page has it.

const parts = [
  ["[data-countdown]", "./countdown.js"],
  ["[data-background-video]", "./background-video.js"],
];

for (const [selector, module] of parts) {
  if (document.querySelector(selector)) import(module);
}
