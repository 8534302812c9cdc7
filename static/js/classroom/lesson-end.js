// After the last video: nobody is taken away from what they read. Where something follows the video, nothing
// happens by itself; otherwise the player counts down to the next lesson, and any sign of reading stops it.

const SECONDS = 10;
const SIGNS = [
  "scroll",
  "wheel",
  "touchmove",
  "pointermove",
  "pointerdown",
  "keydown",
  "focusin",
  "selectionchange",
];
const MOVED_PX = 12; // a hand that rests on the mouse is no sign
const SOMETHING = "img, video, audio, iframe, svg, canvas, form, table, [data-player]";

const says = (block) =>
  Boolean(block.textContent.trim()) || block.matches(SOMETHING) || block.querySelector(SOMETHING);

/** Whether the lesson says anything after this player, or its transcript is open. */
export function isFollowed(figure, lesson) {
  if (figure.querySelector("details[open]")) return true;
  const body = lesson.querySelector("[data-lesson-body]");
  let place = figure;
  for (; !place.matches(".lesson__body"); place = place.parentElement) {
    for (let next = place.nextElementSibling; next; next = next.nextElementSibling)
      if (says(next)) return true;
  }
  return place !== body && says(body); // the first video stands above notes and the rest
}

const isWriting = (lesson) =>
  [...lesson.querySelectorAll("textarea")].some(
    (area) => area === document.activeElement || area.value !== area.defaultValue,
  );

let isCounting = false;

/**
 * @param {HTMLElement} figure the player whose video has ended
 * @param {HTMLElement} lesson
 * @param {string} url of what comes next
 */
export function goOnAfter(figure, lesson, url) {
  const template = lesson.querySelector("template[data-countdown]");
  const stage = figure.querySelector(".player__stage");
  if (!template || isCounting || document.hidden || isFollowed(figure, lesson) || isWriting(lesson)) return;
  if (document.querySelector("dialog[open]") || (document.fullscreenElement ?? stage) !== stage) return;
  isCounting = true;
  const panel = template.content.firstElementChild.cloneNode(true);
  const place = panel.querySelector("[data-countdown-words]");
  const { words } = place.dataset;
  panel.querySelector("[data-go-on]").href = url;
  stage.append(panel);

  let left = SECONDS;
  let start = null;
  const show = () => {
    place.textContent = words.replace("%(count)s", left);
  };
  const timer = setInterval(() => {
    left -= 1;
    if (left > 0) show();
    else {
      stop();
      location.assign(url);
    }
  }, 1000);
  const stop = () => {
    clearInterval(timer);
    isCounting = false;
    for (const sign of SIGNS) document.removeEventListener(sign, noticed, true);
    document.removeEventListener("visibilitychange", stay);
    lesson.removeEventListener("player:play", stay);
  };
  const stay = () => {
    stop();
    panel.remove();
  };
  function noticed(event) {
    if (event.type === "pointermove") {
      start ??= [event.clientX, event.clientY];
      if (Math.hypot(event.clientX - start[0], event.clientY - start[1]) < MOVED_PX) return;
    }
    stop();
    place.textContent = "";
  }
  show();
  for (const sign of SIGNS) document.addEventListener(sign, noticed, { capture: true, passive: true });
  document.addEventListener("visibilitychange", stay);
  lesson.addEventListener("player:play", stay);
  panel.querySelector("[data-stay]").addEventListener("click", stay);
}
