// Keys that work while the player has the focus. What the browser's own controls do with a key stays theirs.

const STEP_SECONDS = 5;
const LEAP_SECONDS = 10;

const LETTERS = {
  k: (player) => player.toggle(),
  j: (player) => player.skip(-LEAP_SECONDS),
  l: (player) => player.skip(LEAP_SECONDS),
  f: (player) => player.toggleFullscreen(),
  m: (player) => player.toggleMuted(),
  c: (player) => player.toggleCaptions(),
};
const OTHERS = {
  " ": (player) => player.toggle(),
  ArrowLeft: (player) => player.skip(-STEP_SECONDS),
  ArrowRight: (player) => player.skip(STEP_SECONDS),
};

export function setUpKeyboard(player) {
  player.figure.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("summary, input, textarea"))
      return;
    const act = LETTERS[event.key.toLowerCase()] ?? otherKey(event);
    if (!act) return;
    event.preventDefault();
    act(player);
  });
}

function otherKey(event) {
  return event.target.closest("a, button, video") ? undefined : OTHERS[event.key];
}
