// YouTube's player, spoken to by the messages that its frame understands.

import { adapter, hear, knowledge, open } from "./frame.js";

const ENDED = 0;
const PLAYING = 1;
const PAUSED = 2;
const HELLO_EVERY_MS = 250;

export function create(figure, tell) {
  const origin = encodeURIComponent(window.location.origin);
  const address = `${figure.dataset.source}&autoplay=1&origin=${origin}`;
  const frame = open(figure, address);
  const known = knowledge();
  let state = null;
  let hasStarted = false;

  return new Promise((ready) => {
    const write = hear(frame, address, ({ event, info }) => {
      if (!event) return;
      clearInterval(greeting);
      if (info && typeof info === "object") answer(info);
      ready(controls);
    });
    const say = (message) =>
      write(JSON.stringify({ id: figure.dataset.video, channel: "widget", ...message }));
    // The frame answers nobody who has not greeted it, and hears greetings only once it has loaded.
    const greeting = setInterval(() => say({ event: "listening" }), HELLO_EVERY_MS);
    const order = (func, ...args) => say({ event: "command", func, args });
    const controls = adapter(known, {
      play: () => order("playVideo"),
      pause: () => order("pauseVideo"),
      seek: (second) => {
        tell("jump");
        order("seekTo", second, true);
      },
      setRate: (rate) => order("setPlaybackRate", rate),
      setVolume: (volume) => order("setVolume", Math.round(volume * 100)),
      mute: (muted) => order(muted ? "mute" : "unMute"),
    });
  });

  function answer(info) {
    if (info.duration) known.duration = info.duration;
    const isOther = learnManner(info);
    const moved = info.currentTime !== undefined;
    if (moved) known.currentTime = info.currentTime;
    if (info.playerState !== undefined && info.playerState !== state) {
      state = info.playerState;
      known.paused = state !== PLAYING;
      if (state === PLAYING) tell("play");
      else if (state === PAUSED) tell("pause");
      else if (state === ENDED) tell("ended");
    }
    if (moved && state === PLAYING) tell("time");
    if (isOther && hasStarted) tell("manner");
    hasStarted ||= state === PLAYING;
  }

  // Before it plays, it tells its own defaults, which nobody chose.
  function learnManner({ playbackRate, volume, muted }) {
    const before = [known.rate, known.volume, known.muted].join();
    if (playbackRate) known.rate = playbackRate;
    if (volume !== undefined) known.volume = volume / 100;
    if (muted !== undefined) known.muted = muted;
    return before !== [known.rate, known.volume, known.muted].join();
  }
}
