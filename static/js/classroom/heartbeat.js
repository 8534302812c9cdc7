// @ts-check
// Reports what a learner watches: when playback begins, every ten seconds, on pause and on leaving. What
// cannot be sent stays on this device and is sent when the connection is back.

import { csrfToken } from "../csrf.js";

const EVERY_MS = 10_000;
const PARTS = 60;

/**
 * What is known of a video at one moment.
 * @typedef {{ video: string, position: number, duration: number, playedParts: string }} PlayerState
 * @typedef {{ video: string, timestamp: number, watch_percentage: number, parts: string, duration?: number }} Report
 */

/** @param {string} hex a bitmap such as 0xfff */
const partsIn = (hex) => {
  let bits = BigInt(hex);
  let count = 0;
  for (; bits; bits >>= 1n) count += Number(bits & 1n);
  return count;
};

export class Heartbeat {
  /**
   * @param {string} url where reports go
   * @param {{ told: (answer: any) => void, lost: () => void, back: () => void }} heard told: called with the
   *   server's answer. lost, back: the connection went, or came back.
   */
  constructor(url, { told, lost, back }) {
    this.url = url;
    this.told = told;
    this.lost = lost;
    this.back = back;
    /** @type {Map<string, Report>} */
    this.waiting = new Map(); // by video: only the newest report counts, its bitmap holds all before it
    /** @type {Map<string, number>} */
    this.sentAt = new Map();
    this.isOffline = false;
    this.key = `heartbeat:${url}`;
  }

  /** @param {EventTarget} root the element that the players' events bubble to */
  listenTo(root) {
    root.addEventListener("player:time", (event) => {
      const { detail } = /** @type {CustomEvent<PlayerState>} */ (event);
      this.note(detail, { isDue: this.isDue(detail.video) });
    });
    for (const name of ["player:pause", "player:ended"]) {
      root.addEventListener(name, (event) => {
        this.note(/** @type {CustomEvent<PlayerState>} */ (event).detail, { isDue: true });
      });
    }
    addEventListener("pagehide", () => this.leave());
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.leave();
    });
    addEventListener("online", () => this.flush());
    this.recall();
  }

  /** @param {string} video its block id */
  isDue(video) {
    return Date.now() - (this.sentAt.get(video) ?? 0) >= EVERY_MS;
  }

  /**
   * @param {PlayerState} state
   * @param {{ isDue: boolean }} options isDue: whether it is sent at once
   */
  note({ video, position, duration, playedParts }, { isDue }) {
    /** @type {Report} */
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

  /**
   * @param {string} video its block id
   * @param {Report} report
   */
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
