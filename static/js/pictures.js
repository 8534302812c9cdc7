// @ts-check
// Pictures far below come after everything else, not only when somebody scrolls to them: so a picture of the
// whole page, and one that was saved or printed, has them all. Those who asked to save data are spared.

const A_MOMENT = 2000;

export function setUpPictures() {
  if (navigator.connection?.saveData) return;
  const fetchRest = () => {
    /** @type {NodeListOf<HTMLImageElement>} */
    const lazy = document.querySelectorAll('img[loading="lazy"]');
    for (const picture of lazy) picture.loading = "eager";
  };
  const whenIdle = () => {
    if ("requestIdleCallback" in window) requestIdleCallback(fetchRest, { timeout: A_MOMENT });
    else setTimeout(fetchRest, A_MOMENT);
  };
  if (document.readyState === "complete") whenIdle();
  else addEventListener("load", whenIdle, { once: true });
}
