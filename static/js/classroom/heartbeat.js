// Reports what a learner watches: when playback begins, every ten seconds, on pause and on leaving. What
// cannot be sent stays on this device and is sent when the connection is back.

import { csrfToken } from "../csrf.js";

const EVERY_MS = 10_000;
const PARTS = 60;

const partsIn = (hex) => {
  let bits = BigInt(hex);
  let count = 0;
  for (; bits; bits >>= 1n) count += Number(bits & 1n);
  return count;
};

export class Heartbeat {
  // told: called with the academy's answer. lost, back: the connection went, or came back.
  constructor(url, { told, lost, back }) {
    this.url = url;
    this.told = told;
    this.lost = lost;
    this.back = back;
    this.waiting = new Map(); // by video: only the newest report counts, its bitmap holds all before it
    this.sentAt = new Map();
    this.isOffline = false;
    this.key = `heartbeat:${url}`;
  }

  listenTo(root) {
    root.addEventListener("player:time", ({ detail }) =>
      this.note(detail, { isDue: this.isDue(detail.video) }),
    );
    for (const name of ["player:pause", "player:ended"]) {
      root.addEventListener(name, ({ detail }) => this.note(detail, { isDue: true }));
    }
    addEventListener("pagehide", () => this.leave());
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.leave();
    });
    addEventListener("online", () => this.flush());
    this.recall();
  }

  isDue(video) {
    return Date.now() - (this.sentAt.get(video) ?? 0) >= EVERY_MS;
  }

  note({ video, position, duration, playedParts }, { isDue }) {
    const report = {
      video,
      timestamp: Math.max(0, position),
      watch_percentage: Math.min(100, (partsIn(playedParts) * 100) / PARTS),
      parts: playedParts,
    };
    if (duration > 0) report.duration = duration;
    this.waiting.set(video, report);
    if (isDue) this.flush();
  }

  // The page may be gone any moment: the browser finishes what is sent with keepalive.
  leave() {
    this.keep();
    this.flush();
  }

  flush() {
    for (const [video, report] of this.waiting) this.send(video, report);
  }

  async send(video, report) {
    this.waiting.delete(video);
    this.sentAt.set(video, Date.now());
    try {
      const response = await fetch(this.url, {
        method: "POST",
        keepalive: true,
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
        body: JSON.stringify(report),
      });
      if (response.status >= 500) throw new Error(String(response.status));
      this.reached();
      if (response.ok) this.told(await response.json());
    } catch {
      if (!this.waiting.has(video)) this.waiting.set(video, report);
      this.keep();
      if (!this.isOffline) this.lost();
      this.isOffline = true;
    }
  }

  reached() {
    this.keep();
    if (this.isOffline) this.back();
    this.isOffline = false;
  }

  keep() {
    try {
      if (this.waiting.size) localStorage.setItem(this.key, JSON.stringify([...this.waiting]));
      else localStorage.removeItem(this.key);
    } catch {
      /* a browser that stores nothing still reports while it is online */
    }
  }

  recall() {
    try {
      this.waiting = new Map(JSON.parse(localStorage.getItem(this.key) ?? "[]"));
    } catch {
      this.waiting = new Map();
    }
    this.flush();
  }
}
