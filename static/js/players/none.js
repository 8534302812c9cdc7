// A player that tells nobody the time (Google Drive): shown, and that is all.

import { open } from "./frame.js";

export function create(figure) {
  open(figure, figure.dataset.source);
  const nothing = () => {};
  return {
    tellsTime: false,
    currentTime: 0,
    duration: 0,
    paused: true,
    rate: 1,
    volume: 1,
    muted: false,
    play: nothing,
    pause: nothing,
    seek: nothing,
    setRate: nothing,
    toggleMuted: nothing,
  };
}
