// Draws diagrams with Mermaid, in the site's colours, once they are near; again when the page turns dark or
// light. In the dark there is a second drawing for paper. Without success its words stay open.

import { onSchemeChange, presentScheme, tokens } from "./colours.js";
import { whenNear } from "./near.js";

const NAMES = [
  "paper", "surface", "sunken", "ink", "ink-soft", "line", "line-strong", "brand", "brand-soft", "brand-line",
  "accent", "accent-soft", "accent-line", "info-soft", "info-line", "danger-soft", "danger-line",
];

let library;
let number = 0;
// Mermaid keeps its settings to itself: one drawing at a time.
let queue = Promise.resolve();

function look(scheme) {
  const colour = tokens(NAMES, scheme);
  const soft = [colour["brand-soft"], colour["accent-soft"], colour["info-soft"], colour["danger-soft"], colour.sunken];
  const scale = Object.fromEntries([...Array(12).keys()].flatMap((at) => [
    [`cScale${at}`, soft[at % soft.length]], [`cScaleLabel${at}`, colour.ink], [`cScalePeer${at}`, colour["line-strong"]],
    [`pie${at + 1}`, [colour["brand-line"], colour["accent-line"], colour["info-line"], colour["danger-line"]][at % 4]],
  ]));
  return {
    darkMode: scheme === "dark",
    background: colour.surface,
    fontFamily: getComputedStyle(document.body).fontFamily,
    fontSize: "16px",
    primaryColor: colour["brand-soft"],
    primaryTextColor: colour.ink,
    primaryBorderColor: colour.brand,
    secondaryColor: colour["accent-soft"],
    secondaryTextColor: colour.ink,
    secondaryBorderColor: colour["accent-line"],
    tertiaryColor: colour.sunken,
    tertiaryTextColor: colour.ink,
    tertiaryBorderColor: colour["line-strong"],
    lineColor: colour["ink-soft"],
    textColor: colour.ink,
    titleColor: colour.ink,
    nodeTextColor: colour.ink,
    edgeLabelBackground: colour.surface,
    noteBkgColor: colour["accent-soft"],
    noteTextColor: colour.ink,
    noteBorderColor: colour["accent-line"],
    pieTitleTextColor: colour.ink,
    pieSectionTextColor: colour.ink,
    pieLegendTextColor: colour.ink,
    pieStrokeColor: colour.surface,
    pieOuterStrokeColor: colour["line-strong"],
    pieOpacity: "1",
    ...scale,
  };
}

async function draw(figure, scheme) {
  library ??= import(figure.dataset.script).then((module) => module.default);
  const mermaid = await library;
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: "strict",
    theme: "base",
    themeVariables: look(scheme),
    suppressErrorRendering: true,
    htmlLabels: false,
    flowchart: { htmlLabels: false, useMaxWidth: true },
  });
  const source = figure.querySelector("[data-source]").textContent;
  const { svg } = await mermaid.render(`diagram-${number += 1}`, source);
  const drawing = document.createElement("div");
  drawing.setAttribute("aria-hidden", "true");
  drawing.innerHTML = svg;  // Mermaid cleans what it draws; the server let no link and no HTML into the source
  return drawing;
}

async function show(figure) {
  const scheme = presentScheme();
  const place = figure.querySelector("[data-drawing]");
  try {
    const drawings = [await draw(figure, scheme)];
    drawings[0].className = "diagram__on-screen";
    if (scheme === "dark") {
      drawings.push(await draw(figure, "light"));
      drawings[1].className = "diagram__on-paper";
    }
    place.replaceChildren(...drawings);
    if (!figure.classList.contains("is-drawn")) figure.querySelector("details").open = false;
    figure.classList.add("is-drawn");
  } catch (error) {
    console.warn("A diagram could not be drawn:", error.message);
    place.replaceChildren();
    figure.classList.remove("is-drawn");
    figure.classList.add("is-failed");
  }
}

const enqueue = (figure) => { queue = queue.then(() => show(figure)); };

export async function setUp(figure) {
  await whenNear(figure);
  enqueue(figure);
  onSchemeChange(() => enqueue(figure));
}
