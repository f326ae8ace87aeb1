/**
 * The tablet in a pupil's hands: what they have answered so far, sealed with every tap, so
 * that loading the page again leads back to it and nowhere else. Nothing of it is sent
 * before the pupil is done; stopping forgets it. Either way the tablet locks.
 */
import * as lock from "./lock.js";
import { append } from "./records.js";
import * as store from "./store.js";
import * as vault from "./vault.js";

let writing = Promise.resolve();

/** Whether a record is a pupil's self-report. */
export const isReport = ({ event }) => Boolean(event.occasion);

/** What a person has to look at holds no answer and no word of the pupil. */
export function withoutWords(record) {
  if (!isReport(record)) return record;
  const { sealed, ...rest } = record;
  return rest;
}

/** Whom the tablet is handed to, and what they answered; undefined if nobody holds it. */
export async function handed() {
  await writing;
  return vault.unseal("handed");
}

/**
 * Hand the tablet over: to whom (`registration`, `meeting`, `name`), `by` whom, asking in
 * which `languages`, now in one `language`. Each report has its id now: it is sent once.
 */
export function handOver({ occasions, ...whom }) {
  const reports = occasions.map((occasion) => ({ occasion, id: crypto.randomUUID(), answers: {} }));
  return keep({ ...whom, reports, words: {}, step: 0 });
}

/** Keep what was just answered, in the order of the taps. */
export function keep(state) {
  const now = structuredClone(state);
  writing = writing.then(() => vault.seal("handed", now));
  return writing;
}

/** The pupil is done: durably in the outbox first, then locked, then forgotten here. */
export async function finish({ registration, meeting, by, language, words, reports }) {
  await writing;
  const drafts = reports.map(({ id, occasion, answers }) => ({
    id,
    about: { meeting, registration },
    event: { registration, occasion, language, by: by.code },
    names: { answers, ...(occasion === "after" && words) },
  }));
  await append(drafts);
  await stop();
}

/** The pupil stops: nothing is kept. */
export async function stop() {
  await writing;
  await lock.lock();
  await store.forget("handed");
}
