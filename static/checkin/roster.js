/** The list on the right: one row a person, kept in place when it is painted again. */
import { ALL, desk, meetings } from "./desk.js";
import { everyone, fold } from "./people.js";
import { chips } from "./result.js";
import { t } from "./texts.js";

const list = document.getElementById("people");
const search = document.getElementById("search");
const rows = new Map();

const collator = new Intl.Collator(document.documentElement.lang);
const byName = (one, other) => collator.compare(one.person.name, other.person.name);

/** Paint who is expected and who is here; `onTap(meeting, registration, kind)`. */
export function paintRoster(onTap) {
  const entries = everyone(meetings()).sort(byName);
  const wanted = entries.map((entry) => {
    const key = `${entry.meeting.id}/${entry.person.registration}`;
    return paintRow(key, entry, onTap);
  });
  const focused = list.contains(document.activeElement) && document.activeElement;
  if (wanted.length !== list.children.length || wanted.some((row, n) => row !== list.children[n])) {
    list.replaceChildren(...wanted);
  }
  if (focused && !focused.isConnected) focused.rowOf?.focus();
  document.getElementById("nobody").hidden = entries.length > 0;
  filter();
  return {
    here: entries.filter(({ person }) => person.state === "in").length,
    total: entries.length,
  };
}

function paintRow(key, { meeting, person }, onTap) {
  const look = JSON.stringify([person, desk.mode, desk.choice]);
  const known = rows.get(key);
  if (known?.look === look) return known.row;
  const row = known?.row ?? document.createElement("li");
  row.replaceChildren(document.getElementById("person").content.cloneNode(true));
  const noPhoto = person.flags.includes("no_photo");
  row.className = `person${person.state === "in" ? " here" : ""}${noPhoto ? " no-photo" : ""}`;
  row.dataset.state = person.state;
  row.dataset.name = fold(person.name);
  row.tabIndex = -1;
  row.querySelector(".avatar").textContent = [...person.name][0];
  row.querySelector(".name").textContent = person.name;
  row.querySelector(".of").textContent = desk.choice === ALL ? meeting.title : "";
  row.querySelector(".flags").replaceWith(chips(person.flags));
  row.querySelector(".act").append(...actions(person, meeting, row, onTap));
  rows.set(key, { row, look });
  return row;
}

function actions(person, meeting, row, onTap) {
  const parts = [];
  if (person.state !== "expected") {
    parts.push(document.getElementById(`state-${person.state}`).content.cloneNode(true));
  }
  const kind = desk.mode;
  const fits = kind === "in" ? person.state !== "in" : person.state === "in";
  if (!fits) return parts;
  const words = kind === "in" ? "check_in" : "check_out";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn";
  button.textContent = t(words);
  button.setAttribute("aria-label", t(`${words}_name`, { name: person.name }));
  button.rowOf = row;
  button.addEventListener("click", () => onTap(meeting.id, person.registration, kind));
  return [...parts, button];
}

function filter() {
  const wanted = fold(search.value.trim());
  for (const row of list.children) row.hidden = !row.dataset.name.includes(wanted);
}

search.addEventListener("input", filter);
