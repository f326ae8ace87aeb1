/** Who is inside now, by meeting: on the screen, on paper, and after the end as an alarm. */
import * as clock from "./clock.js";
import { desk } from "./desk.js";
import { button } from "./lists.js";
import { clockTime, day, t } from "./texts.js";

const GRACE = 15 * 60_000;
const element = (id) => document.getElementById(id);
const collator = new Intl.Collator(document.documentElement.lang);
const zone = () => desk.roster?.site.time_zone;

/** Today's meetings with the people who are in, and who was written down besides. */
function groups() {
  const found = (desk.roster?.meetings ?? []).map((meeting) => ({
    title: meeting.title,
    until: clockTime(meeting.ends_at, zone()),
    people: meeting.people.filter(({ state }) => state === "in").map(ofList),
  }));
  const others = desk.guests.map((guest) => ({
    name: guest.name,
    words: t("since", { time: clockTime(guest.record.event.at, zone()) }),
    guest,
  }));
  if (others.length) found.push({ title: t("walk_ins"), people: others });
  return found.filter(({ people }) => people.length > 0);
}

function ofList({ name, since, seen }) {
  if (since) return { name, words: t("since", { time: clockTime(since, zone()) }) };
  return { name, words: seen ? t("since_before", { time: clockTime(seen, zone()) }) : "" };
}

/** Paint the tab's list, its count and the sheet that is printed; `onLeave(guest)`. */
export function paintInside(onLeave) {
  const inside = groups();
  const num = inside.reduce((sum, { people }) => sum + people.length, 0);
  const site = desk.roster?.site.name ?? "";
  const look = JSON.stringify([inside, site]);
  element("inside-count").textContent = num;
  element("inside-total").textContent = t("inside_total", { num });
  element("inside-site").textContent = site;
  element("print-inside").hidden = num === 0;
  const list = element("inside-groups");
  if (list.dataset.look === look) return;
  list.dataset.look = look;
  list.replaceChildren(...inside.map((group) => paintGroup(group, onLeave)));
}

function paintGroup({ title, until, people }, onLeave) {
  const group = document.createElement("section");
  group.append(element("inside-group").content.cloneNode(true));
  group.querySelector("h3").textContent = `${title} (${people.length})`;
  group.querySelector(".hint").textContent = until ? t("ends_at", { time: until }) : "";
  const sorted = [...people].sort((one, other) => collator.compare(one.name, other.name));
  group.querySelector("ul").append(...sorted.map((person) => paintPerson(person, onLeave)));
  return group;
}

function paintPerson({ name, words, guest }, onLeave) {
  const row = document.createElement("li");
  row.append(element("inside-person").content.cloneNode(true));
  row.querySelector("b").textContent = name;
  row.querySelector(".since").textContent = words;
  if (guest) {
    const label = t("check_out_name", { name });
    row.append(button(t("check_out"), () => onLeave(guest), { label, look: "btn alt no-print" }));
  }
  return row;
}

/** Who is still in a quarter of an hour after the end, by the FabLab's clock. */
export function forgotten() {
  const today = desk.roster?.meetings ?? [];
  const last = today.reduce((one, other) => (one?.ends_at > other.ends_at ? one : other), undefined);
  const guestsOf = ({ id }) =>
    desk.guests.filter(({ record }) => (record.event.meeting ?? last.id) === id);
  return today
    .filter(({ ends_at }) => clock.now() >= Date.parse(ends_at) + GRACE)
    .map((meeting) => ({
      meeting,
      people: [...meeting.people.filter(({ state }) => state === "in"), ...guestsOf(meeting)],
    }))
    .filter(({ people }) => people.length > 0);
}

/** Tie the button that prints. */
export function setUpInside() {
  element("print-inside").addEventListener("click", () => print());
  addEventListener("beforeprint", () => {
    const now = clock.now();
    const words = { day: day(now, zone()), time: clockTime(now, zone()) };
    element("inside-printed").textContent = t("printed_at", words);
  });
}
