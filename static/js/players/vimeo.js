// Vimeo's player, spoken to by messages.

import { adapter, hear, knowledge, open } from "./frame.js";

const HEARD = ["play", "pause", "timeupdate", "seeking", "ended", "playbackratechange", "volumechange"];

export function create(figure, tell) {
  const address = `${figure.dataset.source}&autoplay=1`;
  const frame = open(figure, address);
  const known = knowledge();

  return new Promise((ready) => {
    const say = hear(frame, address, ({ event, data = {} }) => {
      if (event === "ready") {
        for (const name of HEARD) say({ method: "addEventListener", value: name });
        ready(controls);
      } else if (HEARD.includes(event)) answer(event, data);
    });
    const order = (method, value) => say(value === undefined ? { method } : { method, value });
    const controls = adapter(known, {
      play: () => order("play"),
      pause: () => order("pause"),
      seek: (second) => order("setCurrentTime", second),
      setRate: (rate) => order("setPlaybackRate", rate),
      setVolume: (volume) => order("setVolume", volume),
      mute: (muted) => order("setMuted", muted),
    });
  });

  function answer(event, data) {
    if (data.duration) known.duration = data.duration;
    if (data.seconds !== undefined) known.currentTime = data.seconds;
    if (data.playbackRate) known.rate = data.playbackRate;
    if (data.volume !== undefined) known.volume = data.volume;
    if (data.muted !== undefined) known.muted = data.muted;
    if (event === "timeupdate") {
      known.paused = false;
      tell("time");
    } else if (event === "play") {
      known.paused = false;
      tell("play");
    } else if (event === "seeking") tell("jump");
    else if (event.endsWith("change")) tell("manner");
    else if (event === "pause" || event === "ended") {
      known.paused = true;
      tell(event);
    }
  }
}
