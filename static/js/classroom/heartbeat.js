// @ts-check
// Reports what a learner watches: when playback begins, every ten seconds, on pause and on leaving. What
// can't be sent stays on this device until it can, also after the tab was closed.

const EVERY_MS = 10_000;
const PARTS = 60;

/**
 * What is known of a video at one moment.
 * @typedef {{ video: string, position: number, duration: number, playedParts: string }} PlayerState
 * @typedef {{ video: string, timestamp: number, watch_percentage: number, parts: string, duration?: number,
 *   opened?: string, age: number }} Report opened: the server's word of when the page was opened. age: seconds
 *   since it was true; filled in when it is sent
 */

/** @param {bigint} bits */
const countOf = (bits) => {
  let count = 0;
  for (let rest = bits; rest; rest >>= 1n) count += Number(rest & 1n);
  return count;
};

export class Heartbeat {
  /**
   * @param {string} url where reports go
   * @param {{ outbox: import("../device/outbox.js").Outbox, opened?: string, told: (answer: any) => void,
   *   lost: () => void, back: () => void }} options opened: see Report. told: called with the server's answer.
   *   lost, back: the connection went, or came back
   */
  constructor(url, { outbox, opened, told, lost, back }) {
    this.url = url;
    this.outbox = outbox;
    this.opened = opened;
    this.prefix = `watched:${url}:`;
    /** @type {Map<string, PlayerState>} */
    this.latest = new Map(); // by video, of what is not reported yet
    /** @type {Map<string, number>} */
    this.reportedAt = new Map();
    this.isOffline = false;
    outbox.on(this.prefix, (state, { answer }) => {
      if (state === "saved") {
        if (this.isOffline) back();
        this.isOffline = false;
        told(answer);
      } else if (state === "waiting") {
        if (!this.isOffline) lost();
        this.isOffline = true;
      }
    });
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
    // before the outbox sends what it has
    addEventListener("pagehide", () => this.report(), { capture: true });
    document.addEventListener("visibilitychange", () => this.report(), { capture: true });
  }

  /** @param {string} video its block id */
  isDue(video) {
    return Date.now() - (this.reportedAt.get(video) ?? 0) >= EVERY_MS;
  }

  /**
   * @param {PlayerState} state
   * @param {{ isDue: boolean }} options isDue: whether it is reported at once
   */
  note(state, { isDue }) {
    this.latest.set(state.video, state);
    if (isDue) this.report();
  }

  report() {
    for (const state of this.latest.values()) this.put(state);
    this.latest.clear();
  }

  // The newest report of a video says all: with what an earlier page watched and could not send.
  /** @param {PlayerState} state */
  put({ video, position, duration, playedParts }) {
    const subject = this.prefix + video;
    let parts = BigInt(playedParts);
    for (const { json } of this.outbox.waiting(subject))
      parts |= BigInt(/** @type {Report | undefined} */ (json)?.parts ?? 0);
    this.reportedAt.set(video, Date.now());
    /** @type {Report} */
    const report = {
      video,
      timestamp: Math.max(0, position),
      watch_percentage: Math.min(100, (countOf(parts) * 100) / PARTS),
      parts: `0x${parts.toString(16)}`,
      age: 0,
    };
    if (duration > 0) report.duration = duration;
    if (this.opened) report.opened = this.opened;
    this.outbox.put({ subject, url: this.url, json: report });
  }
}
