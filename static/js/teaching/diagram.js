// Draws diagrams with Mermaid, in the site's colours, once they are near; again when the page turns dark or
// light. In the dark there is a second drawing for paper. Without success its words stay open.

import { onSchemeChange, presentScheme, tokens } from "./colours.js";
import { whenNear } from "./near.js";

const NAMES = [
  "paper",
  "surface",
  "sunken",
  "ink",
  "ink-soft",
  "line",
  "line-strong",
  "brand",
  "brand-soft",
  "brand-line",
  "accent",
  "accent-soft",
  "accent-line",
  "info",
  "info-soft",
  "info-line",
  "danger",
  "danger-soft",
  "danger-line",
];
const AXES = ["x", "y"]
  .flatMap((axis) =>
    ["LabelColor", "TitleColor", "TickColor", "LineColor"].map((part) => `${axis}Axis${part}`),
  )
  .concat("titleColor");
// What no drawing needs: whatever leads somewhere or loads something.
const OUTSIDE = "a, image, img, script, iframe, object, embed, link";
const ADDRESS = /@import|url\((?!\s*["']?#)/i;
// Settings of the site that no text of a diagram changes.
const OURS = [
  "secure",
  "securityLevel",
  "startOnLoad",
  "maxTextSize",
  "maxEdges",
  "suppressErrorRendering",
].concat([
  "theme",
  "themeVariables",
  "themeCSS",
  "fontFamily",
  "altFontFamily",
  "htmlLabels",
  "flowchart",
  "dompurifyConfig",
]);
// Never smaller than this share of its own size: on a narrow screen a wide drawing scrolls.
const LEAST_SHARE = 0.7;

let library;
let number = 0;
// Mermaid keeps its settings to itself: one drawing at a time.
let queue = Promise.resolve();

function look(scheme) {
  const colour = tokens(NAMES, scheme);
  const soft = [
    colour["brand-soft"],
    colour["accent-soft"],
    colour["info-soft"],
    colour["danger-soft"],
    colour.sunken,
  ];
  const scale = Object.fromEntries(
    [...Array(12).keys()].flatMap((at) => [
      [`cScale${at}`, soft[at % soft.length]],
      [`cScaleLabel${at}`, colour.ink],
      [`cScalePeer${at}`, colour["line-strong"]],
      [
        `pie${at + 1}`,
        [colour["brand-line"], colour["accent-line"], colour["info-line"], colour["danger-line"]][at % 4],
      ],
    ]),
  );
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
    git0: colour["brand-soft"],
    gitBranchLabel0: colour.ink,
    quadrant1Fill: colour["brand-soft"],
    quadrant2Fill: colour["accent-soft"],
    quadrant3Fill: colour.sunken,
    quadrant4Fill: colour["info-soft"],
    quadrant1TextFill: colour.ink,
    quadrant2TextFill: colour.ink,
    quadrant3TextFill: colour.ink,
    quadrant4TextFill: colour.ink,
    quadrantPointFill: colour.brand,
    quadrantPointTextFill: colour.ink,
    quadrantTitleFill: colour.ink,
    quadrantXAxisTextFill: colour.ink,
    quadrantYAxisTextFill: colour.ink,
    quadrantInternalBorderStrokeFill: colour["line-strong"],
    quadrantExternalBorderStrokeFill: colour["line-strong"],
    xyChart: {
      backgroundColor: colour.surface,
      plotColorPalette: [colour.brand, colour.accent, colour.info, colour.danger].join(","),
      ...Object.fromEntries(AXES.map((name) => [name, colour.ink])),
    },
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
    secure: OURS,
    suppressErrorRendering: true,
    htmlLabels: false,
    flowchart: { htmlLabels: false, useMaxWidth: true },
  });
  const source = figure.querySelector("[data-source]").textContent;
  number += 1;
  const { svg } = await mermaid.render(`diagram-${number}`, source);
  const drawing = document.createElement("div");
  drawing.setAttribute("aria-hidden", "true");
  drawing.className = "diagram__drawn";
  drawing.append(closed(svg));
  const picture = drawing.querySelector("svg");
  picture.style.minWidth = `${Math.round(LEAST_SHARE * (parseFloat(picture.style.maxWidth) || 0))}px`;
  return drawing;
}

// The server lets no link, no file and no HTML into the text, and Mermaid cleans what it draws. Should either miss
// something, it ends here, before anything is on the page: a template loads nothing.
function closed(svg) {
  const template = document.createElement("template");
  template.innerHTML = svg;
  for (const element of template.content.querySelectorAll(OUTSIDE)) {
    if (element.localName === "a") element.replaceWith(...element.childNodes);
    else element.remove();
  }
  for (const element of template.content.querySelectorAll("*")) {
    for (const { name, value } of [...element.attributes]) {
      const leads = /(^|:)href$|^src/.test(name) && !value.startsWith("#");
      if (leads || name.startsWith("on") || ADDRESS.test(value)) element.removeAttribute(name);
    }
  }
  for (const style of template.content.querySelectorAll("style")) {
    if (ADDRESS.test(style.textContent)) style.remove();
  }
  return template.content;
}

async function show(figure) {
  const scheme = presentScheme();
  const place = figure.querySelector("[data-drawing]");
  try {
    const drawings = [await draw(figure, scheme)];
    drawings[0].classList.add("diagram__on-screen");
    if (scheme === "dark") {
      drawings.push(await draw(figure, "light"));
      drawings[1].classList.add("diagram__on-paper");
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

const enqueue = (figure) => {
  queue = queue.then(() => show(figure));
};

export async function setUp(figure) {
  await whenNear(figure);
  enqueue(figure);
  onSchemeChange(() => enqueue(figure));
}
