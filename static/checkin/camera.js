/** The camera: looks for a QR code ten times a second and hands its text over. */

const REST = 100;
const base = new URL("../vendor/zxing/reader/", import.meta.url);
const options = { formats: ["QRCode"], maxNumberOfSymbols: 1 };

let reader;
let stream;

async function loadReader() {
  if (!reader) {
    reader = await import("../vendor/zxing/reader/index.js");
    reader.prepareZXingModule({ overrides: { locateFile: (file) => new URL(file, base).href } });
  }
  return reader;
}

/** Show the camera in the video element and call `onCode(text)` for every code seen. */
export async function startCamera(video, onCode) {
  stream = await navigator.mediaDevices.getUserMedia({
    audio: false,
    video: {
      facingMode: { ideal: "environment" },
      width: { ideal: 1280 },
      height: { ideal: 720 },
    },
  });
  video.srcObject = stream;
  await video.play();
  const { readBarcodes } = await loadReader();
  watch(video, stream, readBarcodes, onCode);
}

async function watch(video, watched, readBarcodes, onCode) {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  while (stream === watched) {
    const { videoWidth: width, videoHeight: height } = video;
    if (width && document.visibilityState === "visible") {
      Object.assign(canvas, { width, height });
      context.drawImage(video, 0, 0);
      const [code] = await readBarcodes(context.getImageData(0, 0, width, height), options);
      if (code?.text && stream === watched) await onCode(code.text);
    }
    await new Promise((resolve) => setTimeout(resolve, REST));
  }
}

/** Switch the camera off. */
export function stopCamera(video) {
  stream?.getTracks().forEach((track) => track.stop());
  stream = undefined;
  video.srcObject = null;
}

/** The text of the QR code in a photograph, or undefined. */
export async function readPhoto(file) {
  const { readBarcodes } = await loadReader();
  const [code] = await readBarcodes(file, options);
  return code?.text;
}
