/** Taking back: for ten seconds by one tap, for a quarter of an hour with a reason. */
import { freshFor, isFresh } from "./acts.js";
import { desk, personOf, takeBack } from "./desk.js";
import { button, fill } from "./lists.js";
import { clockTime, t } from "./texts.js";

const REASONS = ["wrong_pupil", "wrong_button", "came_back", "other_reason"];
const once = document.getElementById("undo");
const panel = document.getElementById("acts");
let timer;
let explained;
let tell = () => {};

/** Paint the button, while one tap is enough, and the last acts; `onUndone(person)`. */
export function paintUndo(onUndone) {
  tell = onUndone;
  const [newest] = desk.acts;
  once.hidden = !isFresh(newest);
  clearTimeout(timer);
  if (!once.hidden) {
    once.querySelector("span").textContent = wordsFor(newest.records);
    timer = setTimeout(() => paintUndo(onUndone), freshFor(newest));
  }
  const late = newestOfEach(once.hidden ? desk.acts : desk.acts.slice(1));
  const look = JSON.stringify([late.map(({ record }) => [record.id, nameOf(record)]), explained]);
  fill(panel, late, paintAct, look);
}

const nameOf = (record) => personOf(record)?.name ?? t("somebody");

function wordsFor(records) {
  const num = records.length;
  return num === 1 ? t("undo_name", { name: nameOf(records[0]) }) : t("undo_all", { num });
}

/** What came before a pupil's newest act is settled by it. */
function newestOfEach(acts) {
  const all = desk.acts.flatMap(({ records }) => records);
  const isNewest = (record) =>
    all.find(({ registration }) => registration === record.registration).id === record.id;
  return acts
    .flatMap(({ at, records }) => records.map((record) => ({ at, record })))
    .filter(({ record }) => isNewest(record));
}

function paintAct({ at, record }) {
  const row = document.createElement("li");
  const name = nameOf(record);
  const time = clockTime(at, desk.roster?.site.time_zone);
  const words = document.createElement("span");
  words.textContent = `${name}: ${t(record.after === "in" ? "checked_in" : "checked_out", { time })}`;
  row.append(words);
  if (explained === record.id) row.append(reasons(record));
  else row.append(button(t("undo"), () => explain(record.id), { label: t("undo_name", { name }) }));
  return row;
}

function reasons(record) {
  const group = document.createElement("fieldset");
  const question = document.createElement("legend");
  question.textContent = t("why_undo");
  const choices = document.createElement("span");
  choices.className = "choices";
  choices.append(
    ...REASONS.map((reason) => button(t(reason), () => undo([record], t(reason)))),
    button(t("keep_it"), () => explain(undefined), { look: "link" }),
  );
  group.append(question, choices);
  return group;
}

function explain(id) {
  explained = id;
  paintUndo(tell);
  panel.querySelector("fieldset button, summary").focus();
}

async function undo(records, reason) {
  explained = undefined;
  await tell(await takeBack(records, reason));
}

once.addEventListener("click", () => undo(desk.acts[0].records));
