// @ts-check
// Large files are sent in parts (tus 1.0), so that a lost connection, or a closed window, costs the last one only.

const PART_BYTES = 8 * 1024 * 1024;
const PAUSES = [0, 1500, 3000, 6000, 12000];

/** @type {Promise<any> | null} */
let library = null;

/** The client of tus, fetched when the first large file is chosen. @param {string} src @returns {Promise<any>} */
function tus(src) {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = src;
    script.addEventListener("load", () => resolve(/** @type {any} */ (window).tus));
    script.addEventListener("error", () => {
      library = null;
      reject(new Error(src));
    });
    document.head.append(script);
  });
  return library;
}

/** Whether a file is worth parts. @param {File} file */
export function isLarge(file) {
  return file.size > PART_BYTES;
}

/**
 * Send a file, from where an earlier try ended.
 * @param {File} file
 * @param {{src: string, endpoint: string, token: string, moved: (share: number) => void}} how moved: 0 to 1
 * @returns {Promise<{status: number, said: string, id: string}>} id: of the upload; empty where it failed
 */
export async function sendInParts(file, { src, endpoint, token, moved }) {
  const client = await tus(src).catch(() => null);
  if (!client) return { status: 0, said: "", id: "" };
  return new Promise((resolve) => {
    const upload = new client.Upload(file, {
      endpoint,
      chunkSize: PART_BYTES,
      retryDelays: PAUSES,
      removeFingerprintOnSuccess: true,
      metadata: { filename: file.name },
      headers: { "X-CSRFToken": token, "X-Requested-With": "XMLHttpRequest" },
      onProgress: (/** @type {number} */ sent, /** @type {number} */ all) => moved(sent / all),
      onSuccess: () => resolve({ status: 200, said: "", id: idOf(upload.url) }),
      onError: (/** @type {any} */ error) => {
        const answer = error.originalResponse;
        const isOurs = (answer?.getHeader("Content-Type") ?? "").startsWith("text/plain");
        resolve({ status: answer?.getStatus() ?? 0, said: isOurs ? answer.getBody() : "", id: "" });
      },
    });
    upload.findPreviousUploads().then((/** @type {any[]} */ earlier) => {
      if (earlier[0]) upload.resumeFromPreviousUpload(earlier[0]);
      upload.start();
    });
  });
}

/** @param {string} url */
function idOf(url) {
  return url.split("/").filter(Boolean).at(-1) ?? "";
}
