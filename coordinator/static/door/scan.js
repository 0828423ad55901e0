/* The camera: reads squares with the browser's own detector, or with jsQR where there is none. */

let stream = null, timer = 0;

const decoder = async (address) => {
  if ("BarcodeDetector" in globalThis && (await BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async (video) => (await detector.detect(video))[0]?.rawValue;
  }
  if (!globalThis.jsQR) await new Promise((done, failed) => document.head.append(Object.assign(document.createElement("script"), { src: address, onload: done, onerror: failed })));
  const canvas = document.createElement("canvas"), sight = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const scale = Math.min(640 / Math.max(video.videoWidth, video.videoHeight), 1);
    [canvas.width, canvas.height] = [video.videoWidth * scale, video.videoHeight * scale];
    sight.drawImage(video, 0, 0, canvas.width, canvas.height);
    const seen = sight.getImageData(0, 0, canvas.width, canvas.height);
    return jsQR(seen.data, seen.width, seen.height)?.data;
  };
};

export const canScan = () => Boolean(navigator.mediaDevices?.getUserMedia);

export const start = async (video, address, found) => {
  stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  video.srcObject = stream;
  await video.play();
  const read = await decoder(address);
  let last = "", at = 0;
  const look = async () => {
    if (!stream) return;
    const said = video.videoWidth ? await read(video) : "";
    if (said && (said !== last || Date.now() - at > 4000)) { // one ticket before the camera is one scan
      [last, at] = [said, Date.now()];
      await found(said);
    }
    timer = setTimeout(look, 200);
  };
  await look();
};

export const stop = (video) => {
  clearTimeout(timer);
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = video.srcObject = null;
};
