// @ts-check
// Draws net revenue per day from the data that the page holds. Without this the tables say the same.

/** @param {string} name */
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** @param {HTMLElement} figure */
function draw(figure) {
  const held = document.getElementById(figure.dataset.revenueChart ?? "");
  const canvas = figure.querySelector("canvas");
  if (!held || !canvas) return;
  const { days, net, currency } = JSON.parse(held.textContent ?? "{}");
  const language = document.documentElement.lang || "en";
  const money = new Intl.NumberFormat(language, { style: "currency", currency });
  const day = new Intl.DateTimeFormat(language, { day: "2-digit", month: "short", timeZone: "UTC" });
  const text = token("--w-color-text-label");
  const line = token("--w-color-border-furniture");
  figure.hidden = false;
  new Chart(canvas, {
    type: "bar",
    data: {
      labels: days.map((/** @type {string} */ each) => day.format(new Date(each))),
      datasets: [{ data: net, backgroundColor: getComputedStyle(figure).color }],
    },
    options: {
      animation: false,
      maintainAspectRatio: false,
      plugins: {
        legend: { display: false },
        tooltip: { callbacks: { label: (/** @type {{ raw: number }} */ item) => money.format(item.raw) } },
      },
      scales: {
        x: { ticks: { color: text, autoSkip: true, maxRotation: 0 }, grid: { display: false } },
        y: {
          ticks: { color: text, callback: (/** @type {number} */ value) => money.format(value) },
          grid: { color: line },
        },
      },
    },
  });
}

for (const figure of document.querySelectorAll("[data-revenue-chart]")) {
  draw(/** @type {HTMLElement} */ (figure));
}
