// @ts-check
// Which of a video's 60 equal parts were really watched: played through, not skipped over.

export const PARTS = 60;
export const FASTEST = 2; // times as fast as the clock; whatever goes faster was a jump
const SLACK_SECONDS = 0.5; // players tell the time unevenly
const ENOUGH = 0.9; // of a part, to count as all of it

export class Watched {
  /**
   * @param {number} durationSeconds 0 while it is unknown
   * @param {() => number} now a clock in milliseconds, replaced in tests
   */
  constructor(durationSeconds = 0, now = () => performance.now()) {
    this.duration = durationSeconds;
    this.now = now;
    /** @type {[number, number][]} */
    this.stretches = []; // [from, to] in seconds, in order, none touching another
    /** @type {{ position: number, moment: number } | null} */
    this.last = null; // where the playing head was, and when
    /** @type {number | null} */
    this.stood = 0; // where the playing head stood still; null after a jump
  }

  /**
   * The player says that it plays, a moment after it began: what ran since it stood still counts.
   * @param {number} position in seconds
   */
  begin(position) {
    const { stood } = this;
    this.rest();
    if (stood !== null && stood < position && position - stood <= SLACK_SECONDS) this.add(stood, position);
    this.at(position);
  }

  /**
   * The player says where it is while it plays.
   * @param {number} position in seconds
   */
  at(position) {
    const moment = this.now();
    if (this.last) {
      const moved = position - this.last.position;
      const passed = (moment - this.last.moment) / 1000;
      if (moved > 0 && moved <= passed * FASTEST + SLACK_SECONDS) this.add(this.last.position, position);
    }
    this.last = { position, moment };
  }

  /**
   * The player stands still.
   * @param {number} position in seconds
   */
  stop(position) {
    this.at(position);
    this.rest();
    this.stood = position;
  }

  // The playing head jumped: the next position begins a new stretch.
  rest() {
    this.last = null;
    this.stood = null;
  }

  // The video ran to its end: players stop telling the time just before it.
  end() {
    if (this.last && this.duration - this.last.position <= 1.5) this.add(this.last.position, this.duration);
    this.rest();
  }

  /**
   * A stretch was played.
   * @param {number} from in seconds
   * @param {number} to in seconds
   */
  add(from, to) {
    /** @type {[number, number][]} */
    const kept = [];
    for (const [start, stop] of this.stretches) {
      if (stop < from || start > to) kept.push([start, stop]);
      else [from, to] = [Math.min(from, start), Math.max(to, stop)];
    }
    kept.push([from, to]);
    this.stretches = kept.sort((one, other) => one[0] - other[0]);
  }

  // Bit 0 is the first part. BigInt, because a number has room for 53 bits only.
  get bitmap() {
    if (!(this.duration > 0)) return 0n;
    const length = this.duration / PARTS;
    let bits = 0n;
    for (let part = 0; part < PARTS; part += 1) {
      if (this.secondsWithin(part * length, (part + 1) * length) >= length * ENOUGH)
        bits |= 1n << BigInt(part);
    }
    return bits;
  }

  get hex() {
    return `0x${this.bitmap.toString(16)}`;
  }

  /**
   * @param {number} from in seconds
   * @param {number} to in seconds
   */
  secondsWithin(from, to) {
    let seconds = 0;
    for (const [start, stop] of this.stretches)
      seconds += Math.max(0, Math.min(stop, to) - Math.max(start, from));
    return seconds;
  }
}
