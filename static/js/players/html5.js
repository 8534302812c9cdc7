// A file that the browser plays itself; an HLS playlist with hls.js where the browser cannot.

const HLS = "application/vnd.apple.mpegurl";

export async function create(figure, tell) {
  const video = figure.querySelector("video");
  if (figure.dataset.hls && !video.canPlayType(HLS)) await attachHls(video, figure.dataset);
  video.addEventListener("timeupdate", () => {
    if (!video.seeking && !video.paused) tell("time");
  });
  video.addEventListener("play", () => tell("play"));
  video.addEventListener("seeking", () => tell("jump"));
  video.addEventListener("seeked", () => {
    if (!video.paused) tell("play");
  });
  video.addEventListener("pause", () => {
    if (!video.ended) tell("pause");
  });
  video.addEventListener("ended", () => tell("ended"));
  for (const name of ["ratechange", "volumechange"]) video.addEventListener(name, () => tell("manner"));
  return {
    tellsTime: true,
    get currentTime() {
      return video.currentTime;
    },
    get duration() {
      return Number.isFinite(video.duration) ? video.duration : 0;
    },
    get paused() {
      return video.paused;
    },
    get rate() {
      return video.playbackRate;
    },
    get volume() {
      return video.volume;
    },
    get muted() {
      return video.muted;
    },
    // refused while nobody has touched the page: the browser's own button is there then
    play: () => video.play().catch(() => {}),
    pause: () => video.pause(),
    seek: (second) => {
      video.currentTime = second;
    },
    setRate: (rate) => {
      video.defaultPlaybackRate = rate; // else the next source begins at the plain speed
      video.playbackRate = rate;
    },
    setVolume: (volume) => {
      video.volume = volume;
    },
    setMuted: (muted) => {
      video.muted = muted;
    },
    toggleMuted: () => {
      video.muted = !video.muted;
    },
    toggleCaptions: () => toggleTrack(video),
  };
}

async function attachHls(video, { hls, source }) {
  const { default: Hls } = await import(hls);
  if (!Hls.isSupported()) return;
  const stream = new Hls({ autoStartLoad: false });
  stream.loadSource(source);
  stream.attachMedia(video);
  video.addEventListener("play", () => stream.startLoad(), { once: true });
}

function toggleTrack(video) {
  const track = video.textTracks[0];
  if (track) track.mode = track.mode === "showing" ? "hidden" : "showing";
}
