/**
 * The desk: which meeting, arriving or leaving, and what a scan means here. Decides
 * from the saved roster alone, so that it is the same with and without a network.
 */
import * as acts from "./acts.js";
import { hashCard, tidy } from "./cards.js";
import * as clock from "./clock.js";
import * as compass from "./compass.js";
import { guests } from "./guests.js";
import { handed } from "./handed.js";
import { everyone, mayLeaveAlone, nearest, withRecords } from "./people.js";
import * as questions from "./questions.js";
import { session } from "./ratings.js";
import { append } from "./records.js";
import * as store from "./store.js";
import * as vault from "./vault.js";

/** Stands for every meeting of today. */
export const ALL = "all";

/** Stands for a name on disk, where no name is in plain. */
const NAMELESS = "?";

/** What the screens read; only this module writes it. */
export const desk = {
  roster: undefined,
  waiting: [],
  questions: [],
  guests: [],
  levels: undefined,
  compass: undefined,
  handed: undefined,
  acts: [],
  choice: undefined,
  mode: "in",
};

/** Read the state anew: the roster, unless it has expired, and what waits to be sent. */
export async function load() {
  desk.waiting = await store.outbox();
  desk.guests = await guests(desk.waiting);
  desk.levels = await session();
  desk.compass = await compass.session();
  desk.handed = await handed();
  desk.choice = await store.read("choice");
  desk.acts = await acts.recent();
  const saved = await vault.unseal("roster");
  if (saved && expiry(saved) <= Date.now()) {
    await store.forget("roster", "levels", "compass");
    desk.roster = undefined;
  } else {
    desk.roster = saved && withRecords(saved, desk.waiting);
    if (saved) clock.setBy(saved);
  }
  desk.questions = (await questions.open()).filter(isOpen);
}

/** The end of the roster by this tablet's own clock, however wrong it goes. */
function expiry(roster) {
  const skew = Date.parse(roster.fetched_at) - Date.parse(roster.sent_at);
  return Date.parse(roster.expires_at) + skew;
}

/** Another tablet may have answered it; and a list that is gone knows nobody. */
function isOpen(question) {
  const person = entryOf(question)?.person;
  return Boolean(person) && person.state !== "out";
}

/** Work on one meeting, or on ALL; undefined asks again. */
export async function choose(choice) {
  desk.choice = choice;
  await (choice ? store.keep("choice", choice) : store.forget("choice"));
}

/** The meetings on the desk: the chosen one or all of today's. */
export function meetings() {
  const today = desk.roster?.meetings ?? [];
  return desk.choice === ALL ? today : today.filter(({ id }) => id === desk.choice);
}

/** A card was shown or its code typed: note it, or ask, and say what it means. */
export async function takeCard(text, how) {
  const card = tidy(text);
  const hash = await hashCard(card);
  const holds = ({ person }) => person.card_hashes.includes(hash);
  const here = everyone(meetings()).filter(holds);
  const elsewhere = everyone(desk.roster?.meetings ?? []).filter(holds);
  if (here.length) return meet(nearest(here, clock.now()), { card, how });
  return note({ elsewhere: nearest(elsewhere, clock.now()), card, how });
}

/** Whose card it was after all, once a newer list knows it. */
export async function recognise(card) {
  const hash = await hashCard(card);
  return everyone(meetings()).find(({ person }) => person.card_hashes.includes(hash))?.person;
}

/** A name was tapped in the list. */
export function takeName(meeting, registration, kind = desk.mode) {
  return meet(entryOf({ meeting, registration }), { how: "name", kind });
}

/** Nobody leaves before it is known with whom, unless the pupil may leave alone by now. */
async function meet(found, { card, how, kind = desk.mode }) {
  const { meeting, person } = found;
  if (kind === "in" || person.state === "out") return note({ found, card, how, kind });
  if (mayLeaveAlone(person, clock.now(), desk.roster.site.time_zone)) {
    return note({ found, card, how, kind, more: { hand_over: "alone" } });
  }
  const about = { meeting: meeting.id, registration: person.registration };
  const question = await questions.ask({ ...about, card, how });
  await load();
  return { ...found, kind, question };
}

/**
 * The pupil leaves in a way that was answered for; names of adults are sealed. `allower`
 * is whose code stands in `allowed_by`, for the card alone.
 */
export async function handOver(question, { hand_over, allower, ...names }) {
  const { card, how, id } = question;
  const more = { hand_over };
  const noted = await note({ found: entryOf(question), card, how, kind: "out", more, names });
  await questions.close(id);
  await load();
  return { ...noted, handed: { ...noted.handed, allower } };
}

/** The pupil stays: there is nothing to note. */
export async function stay(question) {
  await questions.close(question.id);
  await load();
}

/** Everybody who is still expected and named comes in at once; gives how many. */
export async function takeAll(registrations) {
  const found = everyone(meetings()).filter(
    ({ person }) => person.state === "expected" && registrations.includes(person.registration),
  );
  const records = await append(found.map((each) => draftOf({ found: each, how: "bulk", kind: "in" })));
  if (records.length) await acts.remember(records);
  await load();
  return records.length;
}

/** Somebody is on no list: the name is sealed, and staff settles who it is. */
export async function writeDown(name) {
  const names = { card: name };
  const noted = await note({ card: NAMELESS, how: "walk_in", kind: "in", names });
  return noted.record;
}

/** Who was on no list leaves; who took them and who allowed it is sealed with the name. */
export function writeOut({ name, record }, { hand_over, allower, ...handed }) {
  const names = { card: name, ...handed };
  const more = { hand_over };
  const { meeting } = record.event;
  return note({ card: NAMELESS, how: "walk_in", kind: "out", more, names, meeting });
}

async function note({ found, elsewhere, card, how, kind = desk.mode, more, names, meeting }) {
  const draft = draftOf({ found, elsewhere, card, how, kind, more, names, meeting });
  const [record] = await append([draft]);
  if (found && record.before !== kind) await acts.remember([record]);
  await load();
  const { before } = record;
  const handed = { ...more, ...names };
  return { record, kind, at: clock.now(), ...(found ?? { elsewhere }), before, handed };
}

const draftOf = ({ found, elsewhere, card, how, kind, more, names, meeting }) => ({
  meeting: found?.meeting.id ?? null,
  registration: found?.person.registration ?? null,
  about: identify(found ?? elsewhere),
  before: found?.person.state ?? null,
  after: kind,
  names,
  event: {
    kind,
    how,
    meeting: found?.meeting.id ?? meeting ?? (desk.choice === ALL ? null : desk.choice),
    ...(card ? { card } : { registration: found.person.registration }),
    ...more,
  },
});

const identify = (entry) =>
  entry && { meeting: entry.meeting.id, registration: entry.person.registration };

/** Take back what was noted, late with a reason; gives the person if it is one. */
export async function takeBack(records, reason) {
  await append(records.map((record) => acts.undoOf(record, reason)));
  await acts.drop(records.map(({ id }) => id));
  await load();
  return records.length === 1 ? personOf(records[0]) : undefined;
}

/** Who a record is about, as far as the roster still knows. */
export const personOf = ({ about }) => about && entryOf(about)?.person;

/** A pupil at one of today's meetings. */
export const entryOf = ({ meeting, registration }) =>
  everyone(desk.roster?.meetings ?? []).find(
    (entry) => entry.meeting.id === meeting && entry.person.registration === registration,
  );
