// The lesson player: takes videos up where they were left, reports what is watched, shows progress and
// completion as they come, and leads on to the next lesson.

import { kept, outbox } from "../device/this-device.js";
import { wordsFor } from "../device/words.js";
import { playerOf } from "../players/player.js";
import { toast } from "../toast.js";
import { Heartbeat } from "./heartbeat.js";
import { goOnAfter } from "./lesson-end.js";
import { setUpNotes } from "./notes.js";
import { setUpShortcuts } from "./shortcuts.js";

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

// Of the video that plays; else of the one that played last.
let lastPlayed = null;

function momentNow() {
  const players = [...lesson.querySelectorAll("[data-player]")].map(playerOf);
  const told = players.filter((player) => player?.tellsTime && player.currentTime > 0);
  const one = told.find((player) => !player.paused) ?? told.find((player) => player === lastPlayed);
  return one ? { video: one.video, second: one.currentTime } : null;
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

let endedFigure = null;
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
  leadOn();
}

// After the end of the last video of a completed lesson.
function leadOn() {
  const url = completedUrl || words.nextUrl;
  if (endedFigure && words.completed === "true" && url) goOnAfter(endedFigure, lesson, url);
}

function setUpHeartbeat() {
  if (!words.heartbeat) return;
  new Heartbeat(words.heartbeat, {
    outbox,
    opened: words.opened,
    told,
    lost: () => toast(wordsFor("waiting", { isDurable: kept.isDurable }), { tone: "warning" }),
    back: () => toast(words.wordsOnline, { tone: "info" }),
  }).listenTo(lesson);
  lesson.addEventListener("player:play", ({ detail }) => {
    endedFigure = null;
    lastPlayed = playerOf(figureOf(detail.video));
  });
  lesson.addEventListener("player:ended", ({ target }) => {
    endedFigure = target.closest("[data-player]");
    if (!lesson.querySelector("[data-lesson-next]").hidden) leadOn();
  });
}

// --- completed by the learner's own word

function setUpMarking() {
  const status = lesson.querySelector("[data-mark-status]");
  const prefix = `complete:${words.lessonId}:`;
  for (const form of lesson.querySelectorAll("[data-mark-complete]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const fields = Object.fromEntries(new FormData(form));
      delete fields.csrfmiddlewaretoken;
      outbox.put({ subject: prefix, url: form.getAttribute("action"), form: fields });
    });
  }
  outbox.on(prefix, (state, { answer }) => {
    if (state === "saved") location.assign(answer.url);
    else if (state === "refused") toast(answer.sentence ?? answer.detail, { tone: "error" });
    else status.textContent = wordsFor(state, { isDurable: kept.isDurable });
    if (state === "refused") status.textContent = "";
  });
}

lesson.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-seek]");
  if (button) seekTo(button.dataset.seekVideo, Number(button.dataset.seek));
});

resume();
setUpHeartbeat();
setUpMarking();
setUpNotes(lesson, momentNow);
setUpShortcuts(lesson);
