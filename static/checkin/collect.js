/** Who collects? The question, the stop and who allowed it, one after the other. */
import * as clock from "./clock.js";
import { desk, entryOf } from "./desk.js";
import { button, fill } from "./lists.js";
import { mayLeaveAlone } from "./people.js";
import { show } from "./result.js";
import { askStaff, contactsOf, staffNow } from "./staff.js";
import { t } from "./texts.js";

const panel = document.getElementById("questions");
let look;

/** What the question depends on: the newest list, and the hour. */
function lookOf(question) {
  const { person } = entryOf(question);
  return JSON.stringify([person, mayLeaveAlone(person, clock.now(), desk.roster.site.time_zone)]);
}

/** Ask anew if what is known has changed; a stop goes on. */
export function renewQuestion(question, onAnswer) {
  const asking = document.getElementById("result").dataset.state === "ask";
  if (asking && lookOf(question) !== look) showQuestion(question, onAnswer);
}

/** Ask on the big card; `onAnswer(question, handed)` hears how, or undefined: stays here. */
export function showQuestion(question, onAnswer) {
  const { person } = entryOf(question);
  const zone = desk.roster.site.time_zone;
  look = lookOf(question);
  const answer = (handed) => () => onAnswer(question, handed);
  const choices = person.collectors.map(({ name, relation }) => ({
    words: relation ? `${name} (${relation})` : name,
    does: answer({ hand_over: "collector", collected_by: name }),
    look: "btn wide",
  }));
  if (mayLeaveAlone(person, clock.now(), zone)) {
    const does = answer({ hand_over: "alone" });
    choices.push({ words: t("leaves_alone"), does, look: "btn wide" });
  }
  const stop = () => showStop(question, onAnswer);
  choices.push({ words: t("somebody_else"), does: stop, look: "btn alt wide" });
  choices.push({ words: t("stays_here"), does: answer(), look: "link" });
  const guarded = person.flags.includes("pick_up");
  show({
    tone: "ask",
    title: person.name,
    lines: [t("who_collects"), ...hints(person, guarded)],
    warning: guarded && t("pick_up_warning"),
    choices,
  });
}

function hints({ alone_from: from, collectors }, guarded) {
  if (from && !guarded) return [t("alone_from", { time: from })];
  return collectors.length ? [] : [t("no_collector")];
}

function showStop(question, onAnswer) {
  const { name } = entryOf(question).person;
  show({
    tone: "stop",
    title: t("stop"),
    lines: [t("not_on_the_list"), t("stop_help", { name })],
    choices: [
      { words: t("do_not_hand_over"), does: () => onAnswer(question), look: "btn danger wide" },
      { words: t("show_numbers"), does: () => showNumbers(question, onAnswer) },
      { words: t("allowed_by_whom"), does: () => showAllowing(question, onAnswer) },
      { words: t("back"), does: () => showQuestion(question, onAnswer), look: "link" },
    ],
  });
}

/** Whom to call and who must not collect, to staff who give their PIN. */
async function showNumbers(question, onAnswer) {
  if (!(await askStaff())) return;
  const back = { words: t("back"), does: () => showStop(question, onAnswer), look: "link" };
  const { name } = entryOf(question).person;
  try {
    const { contacts, barred } = await contactsOf(question.registration);
    const numbers = contacts.map((one) => `${one.name} (${one.relation}): ${one.phone}`);
    const warnings = barred.map((one) =>
      t("must_not_collect", { name: one.note ? `${one.name} (${one.note})` : one.name }),
    );
    const lines = numbers.length ? numbers : [t("no_numbers")];
    const warning = warnings.join(" ");
    const allow = { words: t("allowed_by_whom"), does: () => showAllowing(question, onAnswer) };
    show({ tone: "stop", title: name, lines, warning, choices: [allow, back] });
  } catch (error) {
    show({ tone: "stop", title: name, lines: [error.message], choices: [back] });
  }
}

function showAllowing(question, onAnswer) {
  const { name } = entryOf(question).person;
  askAllowed(name, (handed) => onAnswer(question, handed), () => showStop(question, onAnswer));
}

/** Who takes the pupil, and who allows it; `onAllowed(handed)`, or `onBack()`. */
export function askAllowed(name, onAllowed, onBack) {
  const form = document.getElementById("allow").content.firstElementChild.cloneNode(true);
  const staff = staffNow();
  if (staff) form.elements.allowed_by.value = staff.name;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { collected_by, allowed_by } = Object.fromEntries(new FormData(form));
    const handed = { collected_by: collected_by.trim(), allowed_by: allowed_by.trim() };
    const missing = Object.keys(handed).find((field) => !handed[field]);
    if (!missing) {
      const proved = staff && handed.allowed_by === staff.name;
      const by = proved ? { allowed_by: staff.code, allower: staff.name } : {};
      return onAllowed({ hand_over: "other", ...handed, ...by });
    }
    form.querySelector(".msg span").textContent = t(`enter_${missing}`);
    form.querySelector(".msg").hidden = false;
    form.elements[missing].focus();
  });
  show({
    tone: "stop",
    title: name,
    lines: [t("not_on_the_list")],
    form,
    choices: [{ words: t("back"), does: onBack, look: "link" }],
  });
}

/** Paint the questions that are open beside the one on the card; `onOpen(question)`. */
export function paintQuestions(shown, onOpen) {
  const others = desk.questions
    .filter(({ id }) => id !== shown)
    .map((question) => ({ question, name: entryOf(question).person.name }));
  fill(panel, others, ({ question, name }) => {
    const row = document.createElement("li");
    row.append(button(name, () => onOpen(question)));
    return row;
  });
}
