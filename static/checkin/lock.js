/**
 * The tablet's own PIN: after five idle minutes no name is in sight until it is typed.
 * It keeps passers-by out, also without a network, not one who takes the tablet apart.
 */
import * as store from "./store.js";
import * as vault from "./vault.js";

const IDLE = 5 * 60_000;
const LOOK = 5000;
const NOTED = 15_000;
const TRIES = 10;
const ROUNDS = 600_000; // OWASP Password Storage Cheat Sheet, PBKDF2-HMAC-SHA256
const DIGITS = /^\d{4,8}$/;
const GUESSED = /^(\d)\1+$/;
const RUNS = ["0123456789", "9876543210"];

let touched = Date.now();
let noted = 0;
let locked = false;

/** Whether nobody may see names now. */
export const isLocked = () => locked;

/** Whether this tablet has a PIN. */
export const isChosen = async () => Boolean(await store.read("pin"));

/** Whether it is four to eight digits. */
export const isPin = (pin) => DIGITS.test(pin);

/** Whether it is what everybody tries first: 1111, 1234, 4321. */
export const isGuessed = (pin) => GUESSED.test(pin) || RUNS.some((run) => run.includes(pin));

/** Use this PIN from now on. */
export async function choosePin(pin) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  await store.keep("pin", { salt, digest: await digestOf(pin, salt), left: TRIES });
  await open();
}

/** Somebody is at the tablet. */
export function touch() {
  if (locked || isIdle()) return;
  touched = Date.now();
  if (Math.abs(touched - noted) < NOTED) return;
  noted = touched;
  store.keep("touched", touched);
}

/** Lock at once, also for whoever loads the page again. */
export async function lock() {
  locked = true;
  await store.keep("touched", 0);
}

/**
 * Unlock with the PIN. Gives undefined if it is right, else how many tries are left; a
 * try is spent before it is known, so that loading the page again gives none back.
 * After the last one roster, token and PIN are wiped, and what waits to be sent stays.
 */
export async function unlock(pin) {
  await store.change("pin", (kept) => ({ ...kept, left: kept.left - 1 }));
  const kept = await store.read("pin");
  if ((await digestOf(pin, kept.salt)) === kept.digest) {
    await store.keep("pin", { ...kept, left: TRIES });
    await open();
    return undefined;
  }
  if (kept.left <= 0) {
    await vault.wipe();
    locked = false;
  }
  return Math.max(kept.left, 0);
}

async function open() {
  locked = false;
  touched = noted = Date.now();
  await store.keep("touched", touched);
}

async function digestOf(pin, salt) {
  const secret = new TextEncoder().encode(pin);
  const key = await crypto.subtle.importKey("raw", secret, "PBKDF2", false, ["deriveBits"]);
  const method = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  const bits = await crypto.subtle.deriveBits(method, key, 256);
  return Array.from(new Uint8Array(bits), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A clock that was set back counts as time gone by. */
const isIdle = () => Math.abs(Date.now() - touched) >= IDLE;

/** Watch for idle minutes, also those before this page was loaded; `onLock()` once locked. */
export async function watchIdle(onLock) {
  const chosen = await isChosen();
  touched = (await store.read("touched")) ?? 0;
  locked = chosen && isIdle();
  const look = async () => {
    if (locked || !isIdle() || !(await isChosen())) return;
    await lock();
    await onLock();
  };
  setInterval(look, LOOK);
  document.addEventListener("visibilitychange", look);
  for (const sign of ["pointerdown", "keydown"]) {
    addEventListener(sign, touch, { capture: true, passive: true });
  }
}
