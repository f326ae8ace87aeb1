/** A short sound and a buzz with each answer; staff can switch the sound off. */
import * as store from "./store.js";

const tunes = {
  ok: [880, 1175],
  info: [660],
  ask: [660, 880],
  warn: [330, 330],
  alarm: [880, 440, 880, 440],
};
let context;
let on = true;

/** Play the answer's tune, where the device can and may. */
export function play(tone) {
  navigator.vibrate?.(tone === "ok" ? 60 : [90, 60, 90]);
  if (!on || !globalThis.AudioContext) return;
  context ??= new AudioContext();
  if (context.state !== "running") context.resume().catch(() => {});
  tunes[tone].forEach((pitch, place) => beep(pitch, context.currentTime + place * 0.14));
}

function beep(pitch, start) {
  const voice = new OscillatorNode(context, { frequency: pitch, type: "triangle" });
  const loudness = new GainNode(context, { gain: 0.15 });
  voice.connect(loudness).connect(context.destination);
  voice.start(start);
  voice.stop(start + 0.11);
}

/** Tie the switch to the sound and remember what was chosen. */
export async function setUpSound(checkbox) {
  on = (await store.read("sound")) ?? true;
  checkbox.checked = on;
  checkbox.addEventListener("change", () => {
    on = checkbox.checked;
    store.keep("sound", on);
  });
}
