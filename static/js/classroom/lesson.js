// The lesson player: takes videos up where they were left, reports what is watched, shows progress and
// completion as they come, and leads on to the next lesson.

import { playerOf } from "../players/player.js";
import { toast } from "../toast.js";
import { Heartbeat } from "./heartbeat.js";
import { setUpNotes } from "./notes.js";
import { setUpShortcuts } from "./shortcuts.js";

const GO_ON_AFTER_MS = 6000;
const ALMOST_THE_END = 0.97;

const lesson = document.querySelector("[data-lesson]");
const words = lesson.dataset;

const figureOf = (video) => lesson.querySelector(`[data-player][data-video="${CSS.escape(video)}"]`);
const firstFigure = () => lesson.querySelector("[data-player]");

// --- where they left

function resume() {
  const positions = JSON.parse(document.getElementById("lesson-positions").textContent);
  const fromAddress = /^#t=(\d+)$/.exec(location.hash);
  const seconds = new Map(positions.map(({ video, second }) => [video, second]));
  const takeUp = (player) => {
    const isFirst = player.figure === firstFigure();
    const wanted = fromAddress && isFirst ? Number(fromAddress[1]) : seconds.get(player.video);
    if (wanted > 2 && (!player.duration || wanted < player.duration * ALMOST_THE_END)) player.seek(wanted);
  };
  for (const figure of lesson.querySelectorAll("[data-player]")) {
    if (playerOf(figure)?.adapter)
      takeUp(playerOf(figure)); // it was ready before this module ran
    else figure.addEventListener("player:ready", ({ detail }) => takeUp(detail.player), { once: true });
  }
}

function seekTo(video, second) {
  const figure = (video && figureOf(video)) || firstFigure();
  const player = figure && playerOf(figure);
  if (!player) return;
  figure.scrollIntoView({ block: "center" });
  if (player.adapter) {
    player.seek(second);
    player.play();
    return;
  }
  figure.addEventListener("player:ready", () => player.seek(second), { once: true });
  figure.querySelector("[data-start]")?.click();
}

function momentNow() {
  for (const figure of lesson.querySelectorAll("[data-player]")) {
    const player = playerOf(figure);
    if (player?.tellsTime && player.currentTime > 0)
      return { video: player.video, second: player.currentTime };
  }
  return null;
}

// --- what the academy answers

function setBar(place, percentage) {
  const bar = place?.querySelector("progress");
  if (!bar) return;
  bar.value = percentage;
  bar.textContent = `${percentage}%`;
  place.querySelector(".progress__words span:last-child").textContent = `${percentage}%`;
}

function tick() {
  const link = document.querySelector(`[data-outline-lesson="${words.lessonId}"]`);
  if (!link || link.classList.contains("is-done")) return;
  link.classList.add("is-done");
  const done = document.querySelector("[data-completed-mark] .icon").cloneNode(true);
  link.querySelector(".outline__tick").replaceChildren(done);
  const count = link.closest("details")?.querySelector("[data-module-done]");
  if (count) {
    const [number, total] = count.textContent.split("/");
    count.textContent = `${Number(number) + 1}/${total}`;
  }
}

let isOver = false;
let completedUrl = "";

function told(answer) {
  setBar(lesson.querySelector("[data-lesson-progress]"), answer.percentage);
  setBar(document.querySelector("[data-course-progress]"), answer.course_percentage);
  if (!answer.completed_now) return;
  words.completed = "true";
  lesson.querySelector("[data-completed-mark]").hidden = false;
  tick();
  if (answer.course_completed_now) completedUrl = words.completedUrl;
  showNext();
}

function showNext() {
  const box = lesson.querySelector("[data-lesson-next]");
  box.hidden = false;
  box.querySelector("[data-lesson-next-words]").textContent = words.wordsCompleted;
  const goOn = box.querySelector("[data-go-on]");
  if (completedUrl && goOn) {
    goOn.setAttribute("href", completedUrl);
    goOn.hidden = false;
  }
  if (isOver) goOnSoon();
}

// After the end of a completed video: on, unless somebody would rather stay.
function goOnSoon() {
  const url = completedUrl || words.nextUrl;
  if (!url) return;
  const stay = lesson.querySelector("[data-stay]");
  stay.hidden = false;
  const timer = setTimeout(() => location.assign(url), GO_ON_AFTER_MS);
  const stop = () => {
    clearTimeout(timer);
    stay.hidden = true;
  };
  stay.addEventListener("click", stop, { once: true });
  lesson.addEventListener("player:time", stop, { once: true });
  document.addEventListener("keydown", stop, { once: true });
}

function setUpHeartbeat() {
  if (!words.heartbeat) return;
  new Heartbeat(words.heartbeat, {
    told,
    lost: () => toast(words.wordsOffline, { tone: "warning" }),
    back: () => toast(words.wordsOnline, { tone: "info" }),
  }).listenTo(lesson);
  lesson.addEventListener("player:ended", () => {
    isOver = true;
    if (words.completed === "true" && !lesson.querySelector("[data-lesson-next]").hidden) goOnSoon();
  });
}

lesson.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-seek]");
  if (button) seekTo(button.dataset.seekVideo, Number(button.dataset.seek));
});

resume();
setUpHeartbeat();
setUpNotes(lesson, momentNow);
setUpShortcuts(lesson);
