/**
 * Sends the outbox and fetches the roster: after each scan, when the network or the
 * page comes back, and every 15 seconds; after a failure it waits 1 to 30 seconds.
 */
import {
  Refused,
  fetchRoster,
  sendPhotos,
  sendRatings,
  sendReports,
  sendScans,
} from "./api.js";
import * as clock from "./clock.js";
import { isReport, withoutWords } from "./handed.js";
import { withRecords, withTimes } from "./people.js";
import { isRating } from "./ratings.js";
import { eventOf } from "./records.js";
import * as store from "./store.js";
import * as vault from "./vault.js";
import { isPhoto } from "./work.js";

const PULSE = 15_000;
const ROSTER_AGE = 60_000;
const BATCH = 100;
const LOOK_AT = new Set([
  "needs_attention",
  "unknown_card",
  "revoked_card",
  "outside_window",
  "invalid",
]);

let pause = 1000;
let timer;
let busy = false;
let again = false;
let batch = BATCH;
let fetchedAt = 0;
let tell = () => {};

async function sendOutbox(token) {
  for (;;) {
    const records = nextBatch(await store.outbox());
    if (!records.length) return;
    if (records.some(clock.isUnsure)) await fetchAnew(token);
    const { results } = await senderOf(records[0])(token, await Promise.all(records.map(eventOf)));
    await takeAnswers(records, results);
    fetchedAt = 0;
  }
}

/** Photos are large: one at a time, after all that does not rest on them. */
function nextBatch(waiting) {
  const photos = waiting.filter(isPhoto);
  const ids = new Set(photos.map(({ id }) => id));
  const free = waiting.filter(({ id, event }) => !ids.has(id) && !ids.has(event.photo));
  return free.length ? firstOfAKind(free).slice(0, batch) : photos.slice(0, 1);
}

/** Scans, levels and self-reports go to different addresses, in the order they were noted. */
function senderOf(record) {
  if (isPhoto(record)) return sendPhotos;
  if (isReport(record)) return sendReports;
  return isRating(record) ? sendRatings : sendScans;
}

function firstOfAKind(waiting) {
  const end = waiting.findIndex((record) => senderOf(record) !== senderOf(waiting[0]));
  return end < 0 ? waiting : waiting.slice(0, end);
}

async function takeAnswers(records, results) {
  const sent = new Map(records.map((record) => [record.id, record]));
  const answered = results.filter(({ id }) => sent.has(id));
  if (!answered.length) throw new Refused(502);
  const doubtful = answered
    .filter(({ outcome }) => LOOK_AT.has(outcome))
    .map(({ id, outcome, message }) => ({ ...withoutWords(sent.get(id)), outcome, message }));
  await remember(records.filter(({ id }) => answered.some((answer) => answer.id === id)));
  await store.settle(
    answered.map(({ id }) => id),
    doubtful,
  );
  await tell({ answered });
}

/** Until the next roster comes, the saved one tells what has been answered. */
async function remember(records) {
  const roster = await vault.unseal("roster");
  if (roster) await vault.seal("roster", withRecords(roster, records));
}

async function refreshRoster(token) {
  if (Date.now() - fetchedAt >= ROSTER_AGE) await fetchAnew(token);
}

async function fetchAnew(token) {
  const roster = { ...(await fetchRoster(token)), fetched_at: new Date().toISOString() };
  clock.setBy(roster);
  await vault.seal("roster", withTimes(roster, await vault.unseal("roster")));
  fetchedAt = Date.now();
}

async function round() {
  const token = await vault.unseal("token");
  if (!token) return;
  try {
    await sendOutbox(token);
    await refreshRoster(token);
    pause = 1000;
    batch = BATCH;
    await tell({ network: "online" });
  } catch (error) {
    await giveUp(error);
  }
}

async function giveUp(error) {
  if (error.status === 401) {
    await vault.wipe();
    fetchedAt = 0;
    await tell({ revoked: true });
    return;
  }
  if (error.status === 413) batch = Math.max(1, Math.floor(batch / 2));
  await tell({ network: error instanceof Refused ? "busy" : "offline" });
  timer = setTimeout(sync, pause);
  pause = Math.min(pause * 2, 30_000);
}

/** Exchange with the server now, unless another tab of this tablet is doing so. */
export async function sync() {
  again = true;
  if (busy) return;
  setBusy(true);
  try {
    while (again) {
      again = false;
      clearTimeout(timer);
      await navigator.locks.request("kiosk-sync", { ifAvailable: true }, (lock) =>
        lock ? round() : tell({}),
      );
    }
  } finally {
    setBusy(false);
  }
}

/** The page says so too, for whoever must not disturb an exchange. */
function setBusy(is) {
  busy = is;
  document.documentElement.dataset.sync = is ? "busy" : "idle";
}

/** Fetch the roster at the next exchange, however young it is. */
export const wantRoster = () => {
  fetchedAt = 0;
};

/** Start the rhythm; `listener` hears of the network, of answers and of a revoked tablet. */
export function startSync(listener) {
  tell = async (news) => listener(news);
  const wake = () => {
    pause = 1000;
    sync();
  };
  addEventListener("online", wake);
  addEventListener("offline", () => tell({ network: "offline" }));
  addEventListener("pageshow", wake);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") wake();
  });
  setInterval(sync, PULSE);
  return sync();
}
