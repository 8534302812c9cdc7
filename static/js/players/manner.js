// How somebody likes to listen: speed, volume and silence, the same in every player of this device, as far as the
// player can be told. Kept for the account alone.

import { kept } from "../device/this-device.js";
import { FASTEST } from "./watched.js";

const NAME = "player";

/** @param adapter of a player that is ready now: takes what was chosen the last time */
export function apply(adapter) {
  const manner = kept.recall(NAME);
  if (!manner) return;
  if (manner.rate && manner.rate !== 1) adapter.setRate(Math.min(manner.rate, FASTEST));
  if (Number.isFinite(manner.volume)) adapter.setVolume?.(manner.volume);
  if (manner.muted) adapter.setMuted?.(true);
}

/** @param adapter of a player that was told to be faster, louder or silent */
export function note(adapter) {
  if (!adapter) return;
  const { rate, volume, muted } = adapter;
  const before = kept.recall(NAME);
  if (before?.rate === rate && before?.volume === volume && before?.muted === muted) return;
  kept.remember(NAME, { rate, volume, muted });
}
