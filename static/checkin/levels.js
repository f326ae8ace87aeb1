/** The tab where levels are given: a dimension, its words, and one tap for each pupil. */
import { desk, meetings } from "./desk.js";
import { askEvidence, askPhoto } from "./evidence.js";
import { button } from "./lists.js";
import * as ratings from "./ratings.js";
import { askStaff } from "./staff.js";
import { t } from "./texts.js";
import { keepPhoto, photosOf } from "./work.js";

const ANSWERS = [1, 2, 3, 4, null];
const element = (id) => document.getElementById(id);
const collator = new Intl.Collator(document.documentElement.lang);
let dimension;
let onGiven = () => {};

const watched = () => {
  const [meeting] = meetings();
  return desk.levels && meeting && ratings.watchedAt(desk.levels, meeting.id);
};

const words = () => ratings.wordsAt(desk.levels, meetings()[0].id);

const here = () =>
  meetings()
    .flatMap(({ people }) => people.filter(({ state }) => state === "in"))
    .sort((one, other) => collator.compare(one.name, other.name));

/** Ask for a PIN, unless somebody gives levels already; false if nobody types one. */
export async function beginLevels() {
  element("levels-problem").textContent = "";
  if (desk.levels) return true;
  if (!(await askStaff())) return false;
  try {
    await ratings.begin();
  } catch {
    element("levels-problem").textContent = t("levels_offline");
  }
  return true;
}

/** Paint the tab from what is kept. */
export function paintLevels() {
  const found = watched();
  element("levels-by").textContent = desk.levels ? t("levels_by", desk.levels.by) : "";
  element("levels-none").hidden = Boolean(found);
  element("levels-board").hidden = !found;
  element("levels-done").hidden = !desk.levels;
  if (!found) return;
  const people = here();
  dimension = found.dimensions.find(({ code }) => code === dimension?.code) ?? found.dimensions[0];
  paintTabs(found, people);
  paintWords();
  paintLinked(found);
  element("levels-empty").hidden = people.length > 0;
  paintPeople(found, people);
}

function paintTabs(found, people) {
  const tabs = found.dimensions.map((one) => {
    const answered = people.filter(({ registration }) =>
      ratings.givenFor(found, { registration, dimension: one.code }),
    ).length;
    const title = `${one.title} ${answered}/${people.length}`;
    const tab = button(title, () => choose(one), { look: "btn alt" });
    tab.setAttribute("aria-pressed", String(one.code === dimension.code));
    return tab;
  });
  keepFocus(element("levels-tabs"), tabs);
}

function choose(one) {
  dimension = one;
  paintLevels();
}

function paintWords() {
  const { labels } = words();
  element("levels-cue").textContent = dimension.cue;
  const cells = ANSWERS.filter(Boolean).map((level) => {
    const cell = element("level-words").content.cloneNode(true);
    cell.querySelector(".bars").append(bars(level));
    cell.querySelector("b").textContent = labels[level];
    cell.querySelector("small").textContent = dimension.descriptors[level];
    return cell;
  });
  element("levels-words").replaceChildren(...cells);
}

/** Whom all who lead the meeting rate, each on their own. */
function paintLinked({ linked = [] }) {
  const names = meetings()
    .flatMap(({ people }) => people.filter(({ registration }) => linked.includes(registration)))
    .map(({ name }) => name)
    .sort(collator.compare);
  element("levels-linked").hidden = names.length === 0;
  element("levels-linked").textContent = t("levels_linked", { names: names.join(", ") });
}

/** Rows that are shown already stay, so that no tap is lost between pressing and letting go. */
function paintPeople(found, people) {
  const list = element("levels-people");
  const shown = people.map(({ registration, name }) => [dimension.code, registration, name].join(" ")).join("\n");
  if (list.dataset.shown !== shown || list.children.length !== people.length) {
    list.replaceChildren(...people.map((person) => paintPerson(found, person)));
    list.dataset.shown = shown;
    return;
  }
  people.forEach(({ registration }, place) => {
    const given = ratings.givenFor(found, { registration, dimension: dimension.code });
    const taps = list.children[place].querySelectorAll(".answers button");
    ANSWERS.forEach((level, at) => {
      taps[at].setAttribute("aria-pressed", String(Boolean(given) && given.level === level));
    });
    paintPhotos(list.children[place], found, { registration, dimension: dimension.code });
  });
}

function paintPerson(found, { registration, name }) {
  const row = document.createElement("li");
  row.append(element("level-person").content.cloneNode(true));
  row.querySelector("b").textContent = name;
  const about = { registration, dimension: dimension.code };
  const given = ratings.givenFor(found, about);
  const camera = row.querySelector(".work");
  camera.setAttribute("aria-label", t("work_photo_of", { name }));
  camera.addEventListener("click", () => takePhoto(about, name));
  paintPhotos(row, found, about);
  const { labels, not_observed } = words();
  row.querySelector(".answers").append(
    ...ANSWERS.map((level) => {
      const said = level === null ? not_observed : labels[level];
      const label = `${name}: ${said}`;
      const tap = button(level === null ? said : "", () => answer(about, level, name), { label, look: "level" });
      if (level !== null) tap.append(bars(level));
      tap.setAttribute("aria-pressed", String(Boolean(given) && given.level === level));
      return tap;
    }),
  );
  return row;
}

function answer(about, level, name) {
  const [meeting] = meetings();
  if (!ratings.needsNote(watched(), about, level)) return give(meeting.id, about, level);
  return askEvidence(`${name}: ${words().labels[level]}`, async ({ note, photo }) => {
    if (photo) await keepPhoto(meeting.id, about, photo);
    await give(meeting.id, about, level, note);
  });
}

function takePhoto(about, name) {
  const [meeting] = meetings();
  askPhoto(t("work_photo_of", { name }), async ({ photo }) => {
    await keepPhoto(meeting.id, about, photo);
    await onGiven();
  });
}

/** How many photos of it this tablet took. */
function paintPhotos(row, found, about) {
  const { length } = photosOf(found, about);
  row.querySelector(".work .number").textContent = length || "";
}

async function give(...rating) {
  await ratings.give(...rating);
  await onGiven();
}

/** A list that is painted again keeps the focus where it was. */
function keepFocus(list, children) {
  const place = [...list.children].indexOf(document.activeElement);
  list.replaceChildren(...children);
  if (place >= 0) list.children[place]?.focus();
}

const bars = (level) => element(`bars-${level}`).content.cloneNode(true);

/** Tie the buttons; `given()` after each level, `done()` once nobody gives any more. */
export function setUpLevels(given, done) {
  onGiven = given;
  element("levels-done").addEventListener("click", async () => {
    await ratings.end();
    await done();
  });
}
