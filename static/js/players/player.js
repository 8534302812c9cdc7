// One interface over every kind of video. A figure `[data-player]` tells the page by events that bubble:
//   player:ready   {video, player}
//   player:play    {video, …}                                 it begins or goes on
//   player:time    {video, position, duration, playedParts}   while it plays
//   player:pause, player:ended   the same
// position and duration are seconds; playedParts is the bitmap of watched.js as "0x…".

import * as html5 from "./html5.js";
import { setUpKeyboard } from "./keyboard.js";
import { apply, note } from "./manner.js";
import * as none from "./none.js";
import { setUpTranscript } from "./transcript.js";
import * as vimeo from "./vimeo.js";
import { FASTEST, Watched } from "./watched.js";
import * as youtube from "./youtube.js";

const KINDS = { html5, vimeo, youtube, none };
const RATES = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];

export class Player {
  constructor(figure) {
    this.figure = figure;
    this.video = figure.dataset.video;
    this.watched = new Watched(Number(figure.dataset.duration) || 0);
    this.adapter = null;
  }

  // Load the player: at once for a file, for a hosted one when somebody presses play.
  async start() {
    const kind = KINDS[this.figure.dataset.player];
    this.adapter = await kind.create(this.figure, (what) => this.hear(what));
    apply(this.adapter);
    this.tell("player:ready", { video: this.video, player: this });
  }

  get tellsTime() {
    return this.adapter?.tellsTime ?? false;
  }
  get currentTime() {
    return this.adapter?.currentTime ?? 0;
  }
  get duration() {
    return this.adapter?.duration || Number(this.figure.dataset.duration) || 0;
  }
  get paused() {
    return this.adapter?.paused ?? true;
  }
  get rates() {
    return RATES;
  }
  get playedParts() {
    return this.watched.hex;
  }

  play() {
    return this.adapter?.play();
  }
  pause() {
    this.adapter?.pause();
  }
  toggle() {
    if (this.paused) this.play();
    else this.pause();
  }

  seek(second) {
    this.watched.rest();
    this.adapter?.seek(Math.max(0, this.duration ? Math.min(second, this.duration) : second));
  }

  skip(seconds) {
    this.seek(this.currentTime + seconds);
  }
  setRate(rate) {
    this.adapter?.setRate(rate);
  }
  toggleMuted() {
    this.adapter?.toggleMuted();
  }

  toggleCaptions() {
    const line = this.figure.querySelector("[data-cue]");
    if (line) line.hidden = !line.hidden;
    else this.adapter?.toggleCaptions?.();
  }

  toggleFullscreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.figure.querySelector(".player__stage").requestFullscreen();
  }

  onTime(listener) {
    this.figure.addEventListener("player:time", (event) => listener(event.detail));
  }

  hear(what) {
    this.watched.duration = this.duration;
    if (what === "time") {
      if (this.adapter && this.adapter.rate > FASTEST) this.watched.rest();
      else this.watched.at(this.currentTime);
      this.tell("player:time");
    } else if (what === "play") {
      this.watched.begin(this.currentTime);
      this.tell("player:play");
    } else if (what === "manner") {
      note(this.adapter);
    } else if (what === "jump") {
      this.watched.rest();
    } else if (what === "pause") {
      this.watched.stop(this.currentTime);
      this.tell("player:pause");
    } else if (what === "ended") {
      this.watched.end();
      this.tell("player:ended");
    }
  }

  tell(name, detail = this.progress()) {
    this.figure.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }

  progress() {
    return {
      video: this.video,
      position: this.currentTime,
      duration: this.duration,
      playedParts: this.playedParts,
    };
  }
}

const players = new WeakMap();

export function playerOf(figure) {
  return players.get(figure);
}

// One plays at a time: whatever else of this page makes itself heard falls silent.
function quietOthers(playing) {
  for (const figure of document.querySelectorAll("[data-player]")) {
    const player = players.get(figure);
    if (figure !== playing && player && !player.paused) player.pause();
  }
  for (const media of document.querySelectorAll("audio, video:not([muted])")) {
    if (media !== playing && !playing.contains(media) && !media.paused) media.pause();
  }
}

document.addEventListener("player:play", ({ target }) => quietOthers(target));
document.addEventListener(
  "play",
  ({ target }) => {
    // a video of ours tells by itself; a muted one in the background bothers nobody
    if (!target.closest("[data-player]") && !target.hasAttribute("muted")) quietOthers(target);
  },
  { capture: true },
);

// The picture of a video that the browser plays itself: pressed anywhere, it starts.
function setUpPicture(figure, player) {
  const button = figure.querySelector("[data-play]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => player.play());
  const hide = () => {
    const hadFocus = button === document.activeElement;
    button.hidden = true;
    if (hadFocus) figure.querySelector("video").focus();
  };
  figure.addEventListener("player:play", hide, { once: true });
}

function setUp(figure) {
  const player = new Player(figure);
  players.set(figure, player);
  setUpPicture(figure, player);
  setUpKeyboard(player);
  setUpTranscript(figure);
  figure.addEventListener("click", (event) => {
    const line = event.target.closest("[data-second]");
    if (!line) return;
    player.seek(Number(line.dataset.second));
    player.play();
  });
  const start = figure.querySelector("[data-start]");
  if (!start) {
    player.start();
    return;
  }
  start.addEventListener(
    "click",
    async (event) => {
      event.preventDefault();
      const stage = figure.querySelector(".player__stage");
      stage.tabIndex = 0; // so that the keys reach the player while its frame does not have the focus
      const line = figure.querySelector("[data-cue]");
      if (line) line.hidden = false;
      const loading = player.start();
      stage.focus();
      await loading;
    },
    { once: true },
  );
}

// Call once a page, and again for what htmx brought in.
export function setUpPlayers(root = document) {
  for (const figure of root.querySelectorAll("[data-player]")) {
    if (!players.has(figure)) setUp(figure);
  }
}
