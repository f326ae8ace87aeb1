/** Test this tablet: camera, hand scanner, sound, storage, clock, and the page without a network. */
import { fetchRoster } from "./api.js";
import { startCamera, stopCamera } from "./camera.js";
import { button } from "./lists.js";
import { listenForScanner } from "./scanner.js";
import { isShown } from "./screens.js";
import { play } from "./sound.js";
import * as store from "./store.js";
import { t } from "./texts.js";
import * as vault from "./vault.js";

const MINUTE = 60_000;
const ROOM = 50_000_000; // bytes, many times what a season's scans take
const SIGNS = { ok: "ok", warn: "warn", bad: "stop" };
const list = document.getElementById("checks");
const video = document.getElementById("check-video");

/** Say how a test went: "open", "ok", "warn" or "bad", in words, with what may be pressed. */
function say(name, state, words, ...buttons) {
  const row = list.querySelector(`[data-check=${name}]`);
  row.dataset.state = state;
  const sign = document.getElementById(`sign-${SIGNS[state]}`)?.content.cloneNode(true);
  row.querySelector(".done").replaceChildren(...(sign ? [sign] : []));
  row.querySelector(".words").textContent = words;
  row.querySelector(".choices").replaceChildren(...buttons);
}

async function testCamera() {
  say("camera", "open", t("check_camera_shows"));
  video.hidden = false;
  try {
    await startCamera(video, () => {
      endCamera();
      say("camera", "ok", t("check_camera_ok"));
    });
  } catch (error) {
    endCamera();
    say("camera", "bad", t("check_camera_bad"), button(t("try_again"), testCamera));
    console.warn("camera:", error.name);
  }
}

function endCamera() {
  stopCamera(video);
  video.hidden = true;
}

function testSound() {
  play("ok");
  say(
    "sound",
    "open",
    t("check_sound_ask"),
    button(t("yes"), () => say("sound", "ok", t("check_sound_ok"))),
    button(t("no"), () => say("sound", "warn", t("check_sound_bad"), button(t("try_again"), testSound))),
  );
}

/** Whether what is sealed can be opened again, and whether the browser promises to keep it. */
async function testStorage() {
  try {
    const note = crypto.randomUUID();
    await vault.seal("check", note);
    const same = (await vault.unseal("check")) === note;
    await store.forget("check");
    if (!same) throw new Error("not the same");
  } catch (error) {
    console.warn("storage:", error.name);
    return say("storage", "bad", t("check_storage_bad"));
  }
  const { quota = Infinity, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  if (quota - usage < ROOM) return say("storage", "warn", t("check_storage_full"));
  const kept = (await navigator.storage?.persisted?.()) || (await navigator.storage?.persist?.());
  return kept
    ? say("storage", "ok", t("check_storage_ok"))
    : say("storage", "warn", t("check_storage_unsure"));
}

/** How far this tablet's clock is from the server's. */
async function testClock() {
  const again = button(t("try_again"), testClock);
  const asked = Date.now();
  try {
    const { sent_at } = await fetchRoster(await vault.unseal("token"));
    const ahead = (asked + Date.now()) / 2 - Date.parse(sent_at);
    const num = Math.round(Math.abs(ahead) / MINUTE);
    if (num < 1) return say("clock", "ok", t("check_clock_ok"));
    return say("clock", "warn", t(ahead > 0 ? "check_clock_fast" : "check_clock_slow", { num }), again);
  } catch {
    return say("clock", "open", t("check_needs_network"), again);
  }
}

async function testOffline() {
  const registration = await navigator.serviceWorker?.getRegistration("/kiosk/");
  const page = await globalThis.caches?.match("/kiosk/");
  return registration?.active && page
    ? say("offline", "ok", t("check_offline_ok"))
    : say("offline", "bad", t("check_offline_bad"), button(t("try_again"), testOffline));
}

/** Begin anew: what needs nobody is tested at once. */
export async function beginChecks() {
  say("camera", "open", t("check_camera_ask"), button(t("check_camera"), testCamera));
  say("scanner", "open", t("check_scanner_ask"));
  say("sound", "open", t("check_sound_first"), button(t("check_sound"), testSound));
  await Promise.all([testStorage(), testClock(), testOffline()]);
}

/** The screen is left. */
export function endChecks() {
  if (!video.hidden) endCamera();
}

/** Tie the buttons that open and close the tests; `onTurn(checking)`. */
export function setUpChecks(onTurn) {
  for (const opener of document.querySelectorAll("[data-open=checks]")) {
    opener.addEventListener("click", () => onTurn(true));
  }
  document.getElementById("checks-done").addEventListener("click", async () => {
    await store.keep("tested", true);
    await onTurn(false);
  });
  listenForScanner(
    () => isShown("check"),
    () => say("scanner", "ok", t("check_scanner_ok")),
  );
}

/** Whether somebody has been through the tests on this tablet. */
export const wasTested = async () => Boolean(await store.read("tested"));
