// `data-particles` on a section that is positioned: dots drift behind its words, and stop when it is out of
// view or the tab is not looked at.

const MOST = 60;
const AREA = 16_000; // square pixels for each dot
const SPEED = 0.012; // pixels per millisecond

class Drift {
  constructor(section) {
    this.canvas = document.createElement("canvas");
    this.canvas.className = "motion-particles";
    this.canvas.setAttribute("aria-hidden", "true");
    section.prepend(this.canvas);
    this.pen = this.canvas.getContext("2d");
    this.isRunning = false;
    new ResizeObserver(() => this.measure()).observe(section);
    new IntersectionObserver(([entry]) => this.run(entry.isIntersecting)).observe(section);
  }

  measure() {
    const scale = Math.min(2, devicePixelRatio);
    this.width = this.canvas.clientWidth;
    this.height = this.canvas.clientHeight;
    this.canvas.width = this.width * scale;
    this.canvas.height = this.height * scale;
    this.pen.setTransform(scale, 0, 0, scale, 0, 0);
    const count = Math.min(MOST, Math.round((this.width * this.height) / AREA));
    this.dots = Array.from({ length: count }, () => ({
      x: Math.random() * this.width,
      y: Math.random() * this.height,
      size: 1 + Math.random() * 2.4,
      turn: Math.random() * Math.PI * 2,
    }));
  }

  run(isWanted) {
    if (isWanted === this.isRunning) return;
    this.isRunning = isWanted;
    this.before = performance.now();
    if (isWanted) requestAnimationFrame((now) => this.draw(now));
  }

  draw(now) {
    if (!this.isRunning) return;
    const passed = Math.min(64, now - this.before);
    this.before = now;
    this.pen.clearRect(0, 0, this.width, this.height);
    this.pen.fillStyle = getComputedStyle(this.canvas).color;
    for (const dot of this.dots ?? []) {
      dot.turn += (Math.random() - 0.5) * 0.06;
      dot.x = (dot.x + Math.cos(dot.turn) * SPEED * passed + this.width) % this.width;
      dot.y = (dot.y + Math.sin(dot.turn) * SPEED * passed + this.height) % this.height;
      this.pen.globalAlpha = 0.1 + dot.size / 14;
      this.pen.beginPath();
      this.pen.arc(dot.x, dot.y, dot.size, 0, Math.PI * 2);
      this.pen.fill();
    }
    requestAnimationFrame((next) => this.draw(next));
  }
}

export function setUpParticles() {
  for (const section of document.querySelectorAll("[data-particles]")) new Drift(section);
}
