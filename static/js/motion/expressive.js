// @ts-check
// Expressive: depth, particles, a glow that follows the pointer, buttons that lean towards it. All of it is
// decoration above the layout: transforms, a fixed layer and canvases that nobody can press.

import { setUpParallax } from "./parallax.js";
import { setUpParticles } from "./particles.js";
import { setUpGlow, setUpMagnets } from "./pointer.js";

if (!matchMedia("(prefers-reduced-motion: reduce)").matches) {
  setUpParallax();
  setUpParticles();
  if (matchMedia("(hover: hover) and (pointer: fine)").matches) {
    setUpGlow();
    setUpMagnets();
  }
}
