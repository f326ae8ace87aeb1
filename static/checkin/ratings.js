/**
 * Levels that a facilitator gives at the tablet: begun with a PIN and a network, then
 * given without one too. They wait in the same outbox as scans.
 */
import { fetchLevels } from "./api.js";
import { append } from "./records.js";
import { endActing, staffNow } from "./staff.js";
import * as store from "./store.js";
import * as vault from "./vault.js";

const LASTS = 12 * 3_600_000;
const JUMP = 2;
const HIGHEST = 4;
/** Whether two are about one pupil in one dimension. */
export const same = (one, other) =>
  one.registration === other.registration && one.dimension === other.dimension;

/** Whether a record is of a level and not of a scan. */
export const isRating = ({ event }) => Boolean(event.dimension);

/** Who gives levels here, and what is watched; undefined if nobody does. */
export async function session() {
  const kept = await vault.unseal("levels");
  return kept && Math.abs(Date.now() - kept.began) < LASTS ? kept : undefined;
}

/** Begin with whoever has just given a PIN; throws without a network. */
export async function begin() {
  const { code, name, pass } = staffNow();
  const found = await fetchLevels(await vault.unseal("token"), pass);
  await vault.seal("levels", { ...found, by: { code, name }, began: Date.now() });
}

/** Whoever gave levels is done, and nobody acts here any more. */
export async function end() {
  endActing();
  await store.forget("levels");
}

/** What is watched at a meeting. */
export const watchedAt = (kept, meeting) => kept.meetings.find(({ id }) => id === meeting);

/** The words of the levels at a meeting; those kept before meetings had their own hold for all. */
export const wordsAt = (kept, meeting) => {
  const watched = watchedAt(kept, meeting);
  return watched?.labels ? watched : kept;
};

/** The level given for a pupil in a dimension: 1 to 4, null, or undefined. */
export const givenFor = (watched, about) => watched.given.find((each) => same(each, about));

/** Whether the rules ask for a note or a photo: the highest level, or a jump. */
export function needsNote(watched, about, level) {
  if (photoOf(watched, about)) return false;
  if (level === HIGHEST) return true;
  const before = watched.before.find((each) => same(each, about));
  return level !== null && Boolean(before) && Math.abs(level - before.level) >= JUMP;
}

/** The newest photo that was taken of it here; the level waits until that is sent. */
const photoOf = (watched, about) => watched.photos?.findLast((each) => same(each, about));

/** Put a level down, durably; what was given before stays as history on the server. */
export async function give(meeting, about, level, note = "") {
  const kept = await session();
  const event = { meeting, ...about, level, by: kept.by.code, rubric: wordsAt(kept, meeting).rubric };
  const photo = photoOf(watchedAt(kept, meeting), about);
  if (photo) event.photo = photo.id;
  const draft = { about: { meeting, registration: about.registration }, event };
  await append([note ? { ...draft, names: { note } } : draft]);
  const watched = watchedAt(kept, meeting);
  const others = watched.given.filter((each) => !same(each, about));
  watched.given = [...others, { ...about, level, note }];
  await vault.seal("levels", kept);
}
