/** The people of a roster: who they are and in which state. Pure functions. */
import { clockTime } from "./texts.js";

/** A copy of the roster with what the tablet noted itself laid over it, in order. */
export function withRecords(roster, records) {
  const states = new Map();
  for (const { meeting, registration, after } of records) {
    if (registration) states.set(`${meeting}/${registration}`, after);
  }
  const meetings = roster.meetings.map((meeting) => ({
    ...meeting,
    people: meeting.people.map((person) => ({
      ...person,
      state: states.get(`${meeting.id}/${person.registration}`) ?? person.state,
    })),
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
