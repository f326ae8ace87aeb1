/**
 * The desk: which meeting, arriving or leaving, and what a scan means here. Decides
 * from the saved roster alone, so that it is the same with and without a network.
 */
import { hashCard, tidy } from "./cards.js";
import { everyone, nearest, withRecords } from "./people.js";
import * as store from "./store.js";
import * as vault from "./vault.js";

/** Stands for every meeting of today. */
export const ALL = "all";

/** What the screens read; only this module writes it. */
export const desk = { roster: undefined, waiting: [], choice: undefined, mode: "in" };

let last;

/** Read the state anew: the roster, unless it has expired, and what waits to be sent. */
export async function load() {
  desk.waiting = await store.outbox();
  desk.choice = await store.read("choice");
  const saved = await vault.unseal("roster");
  if (saved && expiry(saved) <= Date.now()) {
    await store.forget("roster");
    desk.roster = undefined;
  } else {
    desk.roster = saved && withRecords(saved, desk.waiting);
  }
}

/** The end of the roster by this tablet's own clock, however wrong it goes. */
function expiry(roster) {
  const skew = Date.parse(roster.fetched_at) - Date.parse(roster.sent_at);
  return Date.parse(roster.expires_at) + skew;
}

/** Work on one meeting, or on ALL; undefined asks again. */
export async function choose(choice) {
  desk.choice = choice;
  last = undefined;
  await (choice ? store.keep("choice", choice) : store.forget("choice"));
}

/** The meetings on the desk: the chosen one or all of today's. */
export function meetings() {
  const today = desk.roster?.meetings ?? [];
  return desk.choice === ALL ? today : today.filter(({ id }) => id === desk.choice);
}

/** A card was shown or its code typed: note it and say what it means. */
export async function takeCard(text, how) {
  const card = tidy(text);
  const hash = await hashCard(card);
  const holds = ({ person }) => person.card_hashes.includes(hash);
  const here = everyone(meetings()).filter(holds);
  const elsewhere = everyone(desk.roster?.meetings ?? []).filter(holds);
  if (here.length) return note({ found: nearest(here), card, how });
  return note({ elsewhere: nearest(elsewhere), card, how });
}

/** Whose card it was after all, once a newer list knows it. */
export async function recognise(card) {
  const hash = await hashCard(card);
  return everyone(meetings()).find(({ person }) => person.card_hashes.includes(hash))?.person;
}

/** A name was tapped in the list. */
export function takeName(meeting, registration, kind) {
  const found = find(meetings(), { meeting, registration });
  return note({ found, how: "name", kind });
}

async function note({ found, elsewhere, card, how, kind = desk.mode }) {
  const at = new Date().toISOString();
  const record = await append({
    meeting: found?.meeting.id ?? null,
    registration: found?.person.registration ?? null,
    about: identify(found ?? elsewhere),
    before: found?.person.state ?? null,
    after: kind,
    event: {
      kind,
      at,
      how,
      meeting: found?.meeting.id ?? (desk.choice === ALL ? null : desk.choice),
      ...(card ? { card } : { registration: found.person.registration }),
    },
  });
  const changed = found && record.before !== kind;
  if (changed) last = record;
  return { record, kind, at, ...(found ?? { elsewhere }), before: record.before, changed };
}

const identify = (entry) =>
  entry && { meeting: entry.meeting.id, registration: entry.person.registration };

/** Durable first: the record is on disk before anybody sees a colour. */
async function append({ event, ...record }) {
  const id = crypto.randomUUID();
  const kept = await store.append({ ...record, id, event: { id, ...event } });
  await load();
  return kept;
}

/** Whether there is a check-in or check-out that one tap takes back. */
export const canUndo = () => Boolean(last);

/** Take back the last one; gives the person it was about. */
export async function undoLast() {
  const wrong = last;
  last = undefined;
  const { card, registration, meeting } = wrong.event;
  await append({
    meeting: wrong.meeting,
    registration: wrong.registration,
    about: wrong.about,
    before: wrong.after,
    after: wrong.before,
    event: {
      kind: "undo",
      undoes: wrong.id,
      at: new Date().toISOString(),
      how: wrong.event.how,
      meeting,
      ...(card ? { card } : { registration }),
    },
  });
  return personOf(wrong);
}

/** Who a record is about, as far as the roster still knows. */
export function personOf({ about }) {
  return about && find(desk.roster?.meetings ?? [], about)?.person;
}

const find = (lists, { meeting, registration }) =>
  everyone(lists).find(
    (entry) => entry.meeting.id === meeting && entry.person.registration === registration,
  );
