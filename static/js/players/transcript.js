// The words beside a video: a list of what is said, following the player and leading it.

const CLOCK = /^(?:(\d{2,}):)?(\d\d):(\d\d)\.(\d{3})$/;

export function parseCaptions(text) {
  const cues = [];
  for (const block of text.replace(/\r\n?/g, "\n").split(/\n\n+/)) {
    const lines = block.split("\n");
    const timing = lines.findIndex((line) => line.includes("-->"));
    if (timing < 0) continue;
    const [from, to] = lines[timing].split("-->").map((part) => seconds(part.trim().split(/\s/)[0]));
    const words = lines
      .slice(timing + 1)
      .join(" ")
      .replace(/<[^>]*>/g, "")
      .trim();
    if (from !== null && to !== null && words) cues.push({ from, to, words: withoutEntities(words) });
  }
  return cues;
}

function seconds(clock) {
  const match = CLOCK.exec(clock);
  if (!match) return null;
  const [, hours = 0, minutes, whole, thousandths] = match;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(whole) + Number(thousandths) / 1000;
}

function withoutEntities(words) {
  return words
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&nbsp;", " ")
    .replaceAll("&amp;", "&");
}

export async function setUpTranscript(figure) {
  const list = figure.querySelector("[data-cues]");
  if (!list) return;
  const response = await fetch(list.dataset.cues);
  if (!response.ok) return;
  const cues = parseCaptions(await response.text());
  const tellsTime = figure.dataset.player !== "none";
  const items = cues.map((cue) => item(cue, tellsTime));
  list.replaceChildren(...items);
  list.hidden = items.length === 0;
  const words = figure.querySelector("[data-words]");
  if (words) words.hidden = items.length > 0;
  if (tellsTime) follow(figure, cues, items);
}

function item(cue, leads) {
  const line = document.createElement("li");
  const words = document.createElement(leads ? "button" : "span");
  words.className = "player__words-line";
  words.textContent = cue.words;
  if (leads) {
    words.type = "button";
    words.dataset.second = cue.from;
  }
  line.append(words);
  return line;
}

function follow(figure, cues, items) {
  const shown = figure.querySelector("[data-cue]");
  let current = -1;
  figure.addEventListener("player:time", ({ detail: { position } }) => {
    const index = cues.findIndex((cue) => cue.from <= position && position < cue.to);
    if (index === current) return;
    items[current]?.firstChild.removeAttribute("aria-current");
    items[index]?.firstChild.setAttribute("aria-current", "true");
    current = index;
    if (shown) shown.textContent = cues[index]?.words ?? "";
  });
}
