// A hosted player in a frame, loaded when somebody presses play and not before, and the talk with it.

// Put the frame in the place of the poster. address: what it loads.
export function open(figure, address) {
  const frame = document.createElement("iframe");
  frame.src = address;
  frame.title = figure.getAttribute("aria-label");
  frame.allow = "autoplay; picture-in-picture; encrypted-media";
  frame.allowFullscreen = true;
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  figure.querySelector(".player__stage").replaceChildren(frame);
  figure.querySelector(".player__privacy")?.remove();
  return frame;
}

// Hear what the frame says, from its own origin only; what is no message of a player is passed over.
export function hear(frame, address, answer) {
  const origin = new URL(address).origin;
  window.addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || event.origin !== origin) return;
    const message = read(event.data);
    if (message) answer(message);
  });
  return (message) => frame.contentWindow?.postMessage(message, origin);
}

function read(data) {
  if (data && typeof data === "object") return data;
  try {
    const message = JSON.parse(data);
    return message && typeof message === "object" ? message : null;
  } catch {
    return null;
  }
}

// What is last known of a player that answers later.
export function knowledge() {
  return { currentTime: 0, duration: 0, paused: true, rate: 1, volume: 1, muted: false };
}

// An adapter over what is known and a way to give orders.
export function adapter(known, orders) {
  return {
    tellsTime: true,
    get currentTime() {
      return known.currentTime;
    },
    get duration() {
      return known.duration;
    },
    get paused() {
      return known.paused;
    },
    get rate() {
      return known.rate;
    },
    get volume() {
      return known.volume;
    },
    get muted() {
      return known.muted;
    },
    ...orders,
    setMuted(muted) {
      known.muted = muted;
      orders.mute(muted);
    },
    toggleMuted() {
      known.muted = !known.muted;
      orders.mute(known.muted);
    },
  };
}
