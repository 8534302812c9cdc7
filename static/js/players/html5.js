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
    play: () => video.play(),
    pause: () => video.pause(),
    seek: (second) => {
      video.currentTime = second;
    },
    setRate: (rate) => {
      video.playbackRate = rate;
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
