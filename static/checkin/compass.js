/**
 * Which pupils may answer their compass at the tablet: begun with a PIN and a network,
 * then handed over without one too. No answer and no level is among what is kept.
 */
import { fetchCompass } from "./api.js";
import * as clock from "./clock.js";
import { endActing, staffNow } from "./staff.js";
import * as store from "./store.js";
import * as vault from "./vault.js";

const LASTS = 12 * 3_600_000;

/** Who hands the tablet over, the questions, and who may answer; undefined if nobody does. */
export async function session() {
  const kept = await vault.unseal("compass");
  return kept && Math.abs(Date.now() - kept.began) < LASTS ? kept : undefined;
}

/** Begin with whoever has just given a PIN; throws without a network. */
export async function begin() {
  const { code, name, pass } = staffNow();
  const found = await fetchCompass(await vault.unseal("token"), pass);
  await vault.seal("compass", { ...found, by: { code, name }, began: Date.now() });
}

/** Nobody hands the tablet over any more. */
export async function end() {
  endActing();
  await store.forget("compass");
}

/** The pupils of a meeting who may answer something now, with what. */
export const askedAt = (kept, meeting) =>
  (kept.meetings.find(({ id }) => id === meeting)?.pupils ?? [])
    .map((pupil) => ({ ...pupil, open: pupil.occasions.filter(isOpen).map(({ occasion }) => occasion) }))
    .filter(({ open }) => open.length > 0);

function isOpen({ opens_at, closes_at }) {
  const now = clock.now();
  return (!opens_at || Date.parse(opens_at) <= now) && now <= Date.parse(closes_at);
}

/** Note that a pupil has answered, for whoever hands the tablet over next. */
export async function noteGiven({ registration, reports }) {
  const kept = await session();
  if (!kept) return;
  const occasions = reports.map(({ occasion }) => occasion);
  for (const pupil of kept.meetings.flatMap(({ pupils }) => pupils)) {
    if (pupil.registration === registration) pupil.given = [...new Set([...pupil.given, ...occasions])];
  }
  await vault.seal("compass", kept);
}
