/** The people of a roster: who they are and in which state. Pure functions. */
import { clockTime } from "./texts.js";

/** A copy of the roster with what the tablet noted itself laid over it, in order. */
export function withRecords(roster, records) {
  const noted = new Map();
  for (const record of records) {
    if (record.registration) noted.set(keyOf(record), after(record, noted.get(keyOf(record))));
  }
  return mapPeople(roster, (person, key) => ({ ...person, ...noted.get(key) }));
}

const keyOf = ({ meeting, registration }) => `${meeting}/${registration}`;

/** The state after a record, and since when by the FabLab's clock, if it is an arrival. */
function after({ after: state, event, skew = 0 }, before) {
  if (event.kind !== "in") return { ...before, state };
  return { state, since: Date.parse(event.at) - skew };
}

/** A new roster tells who is in, but not since when: that is known from the one before. */
export function withTimes(roster, before) {
  const known = new Map();
  if (before) mapPeople(before, (person, key) => known.set(key, person));
  return mapPeople(roster, (person, key) => {
    if (person.state !== "in") return person;
    const same = known.get(key)?.state === "in" ? known.get(key) : {};
    return { ...person, since: same.since, seen: same.seen ?? Date.parse(roster.sent_at) };
  });
}

function mapPeople(roster, change) {
  const meetings = roster.meetings.map((meeting) => ({
    ...meeting,
    people: meeting.people.map((person) =>
      change(person, keyOf({ meeting: meeting.id, registration: person.registration })),
    ),
  }));
  return { ...roster, meetings };
}

/** Every person of the meetings, each with its meeting. */
export const everyone = (meetings) =>
  meetings.flatMap((meeting) => meeting.people.map((person) => ({ meeting, person })));

/** The one to mean when somebody is on several lists: now running, else the next. */
export function nearest(found, now) {
  const wait = ({ meeting }) => {
    const [starts, ends] = [meeting.starts_at, meeting.ends_at].map(Date.parse);
    return now < starts ? starts - now : Math.max(0, now - ends);
  };
  return [...found].sort((one, other) => wait(one) - wait(other))[0];
}

/** A name as the search compares it: without accents and capitals. */
export const fold = (name) =>
  name.toLowerCase().replace(/ł/g, "l").normalize("NFD").replace(/\p{M}/gu, "");

/** Whether a pupil may leave alone at that instant, by the FabLab's wall clock. */
export function mayLeaveAlone(person, now, timeZone) {
  if (!person.alone_from || person.flags.includes("pick_up")) return false;
  return clockTime(now, timeZone) >= person.alone_from;
}
