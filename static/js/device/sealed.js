// @ts-check
// Seals text so that only who has the key can read it, or change it unnoticed: ChaCha20-Poly1305 (RFC 8439).
// Written out, because the browser's own is missing on plain http, and answers too late for a page that is
// being closed.

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const BLOCK_BYTES = 64;
const CHUNK = 0x8000;
const PRIME = (1n << 130n) - 5n;
const CLAMP = 0x0ffffffc0ffffffc0ffffffc0fffffffn;

/** @param {number} value @param {number} bits */
const turned = (value, bits) => (value << bits) | (value >>> (32 - bits));

/** @param {Uint32Array} x @param {number} a @param {number} b @param {number} c @param {number} d */
function quarter(x, a, b, c, d) {
  x[a] += x[b];
  x[d] = turned(x[d] ^ x[a], 16);
  x[c] += x[d];
  x[b] = turned(x[b] ^ x[c], 12);
  x[a] += x[b];
  x[d] = turned(x[d] ^ x[a], 8);
  x[c] += x[d];
  x[b] = turned(x[b] ^ x[c], 7);
}

/**
 * @param {Uint8Array} bytes
 * @returns {number[]} little-endian words
 */
function wordsOf(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 4 }, (_one, at) => view.getUint32(at * 4, true));
}

/**
 * One block of the stream.
 * @param {number[]} key eight words
 * @param {number[]} nonce three words
 * @param {number} counter
 */
function block(key, nonce, counter) {
  const start = Uint32Array.from([
    ...[0x61707865, 0x3320646e, 0x79622d32, 0x6b206574],
    ...key,
    counter,
    ...nonce,
  ]);
  const x = Uint32Array.from(start);
  for (let round = 0; round < 10; round += 1) {
    for (let at = 0; at < 4; at += 1) quarter(x, at, at + 4, at + 8, at + 12);
    for (let at = 0; at < 4; at += 1)
      quarter(x, at, 4 + ((at + 1) % 4), 8 + ((at + 2) % 4), 12 + ((at + 3) % 4));
  }
  const bytes = new Uint8Array(BLOCK_BYTES);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < 16; at += 1) view.setUint32(at * 4, x[at] + start[at], true);
  return bytes;
}

/**
 * @param {Uint8Array} bytes
 * @param {number} from
 * @param {number} to
 */
function number(bytes, from, to) {
  let digits = "0x";
  for (let at = to - 1; at >= from; at -= 1) digits += bytes[at].toString(16).padStart(2, "0");
  return BigInt(digits);
}

/**
 * Poly1305 over the text and its lengths, as the RFC joins them.
 * @param {Uint8Array} once the one-time key, 32 bytes
 * @param {Uint8Array} text sealed text
 */
function tagOf(once, text) {
  const r = number(once, 0, 16) & CLAMP;
  let sum = 0n;
  for (let from = 0; from < text.length; from += 16) {
    // the last piece is filled up with zeros, which add nothing
    const to = Math.min(from + 16, text.length);
    sum = ((sum + number(text, from, to) + (1n << 128n)) * r) % PRIME;
  }
  sum = ((sum + (BigInt(text.length) << 64n) + (1n << 128n)) * r) % PRIME;
  let tag = sum + number(once, 16, 32);
  const bytes = new Uint8Array(TAG_BYTES);
  for (let at = 0; at < TAG_BYTES; at += 1, tag >>= 8n) bytes[at] = Number(tag & 0xffn);
  return bytes;
}

/** @param {number[]} key @param {number[]} nonce @param {Uint8Array} text */
function stream(key, nonce, text) {
  const out = new Uint8Array(text.length);
  for (let from = 0; from < text.length; from += BLOCK_BYTES) {
    const pad = block(key, nonce, 1 + from / BLOCK_BYTES);
    const to = Math.min(from + BLOCK_BYTES, text.length);
    for (let at = from; at < to; at += 1) out[at] = text[at] ^ pad[at - from];
  }
  return out;
}

/** @param {string} hex 64 digits */
const keyOf = (hex) => wordsOf(Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)));

/**
 * @param {string} hex the key, 64 hexadecimal digits
 * @param {string} text
 * @param {Uint8Array} nonce 12 bytes, never the same twice; chosen by chance
 * @returns {string} nonce, sealed text and tag in base 64
 */
export function seal(hex, text, nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES))) {
  const key = keyOf(hex);
  const words = wordsOf(nonce);
  const sealed = stream(key, words, new TextEncoder().encode(text));
  const tag = tagOf(block(key, words, 0), sealed);
  const all = new Uint8Array(NONCE_BYTES + sealed.length + TAG_BYTES);
  all.set(nonce);
  all.set(sealed, NONCE_BYTES);
  all.set(tag, NONCE_BYTES + sealed.length);
  let letters = "";
  for (let at = 0; at < all.length; at += CHUNK)
    letters += String.fromCharCode(...all.subarray(at, at + CHUNK));
  return btoa(letters);
}

/**
 * @param {string} hex the key
 * @param {string} letters what `seal` gave
 * @returns {string | null} the text; null for what was sealed with another key, or changed
 */
export function open(hex, letters) {
  let all;
  try {
    all = Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
  if (all.length < NONCE_BYTES + TAG_BYTES) return null;
  const key = keyOf(hex);
  const words = wordsOf(all.slice(0, NONCE_BYTES));
  const sealed = all.subarray(NONCE_BYTES, all.length - TAG_BYTES);
  const tag = tagOf(block(key, words, 0), sealed);
  let differs = 0;
  for (let at = 0; at < TAG_BYTES; at += 1) differs |= tag[at] ^ all[all.length - TAG_BYTES + at];
  return differs ? null : new TextDecoder().decode(stream(key, words, sealed));
}
