/** The pupil's own screen: a greeting, one question at a time, own words, and an end. */
import { noteGiven } from "./compass.js";
import { desk } from "./desk.js";
import * as handed from "./handed.js";
import { button } from "./lists.js";
import { canRead, hush, read, whenVoicesCome } from "./voice.js";

const HELLO = "hello";
const WORDS = "words";
const BACK = "look_back";
const PAUSE = 400;
const DONT_KNOW = "dont_know";
const element = (id) => document.getElementById(`pupil-${id}`);
const screen = document.getElementById("pupil");
let state;
let asking = false;
let ending = false;
let tell = () => {};

/** The questions and words in the pupil's language. */
const spoken = () => state.languages.find(({ code }) => code === state.language);

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, place) => values[place] ?? "");

/** What is shown in which order; looking back is asked for, never taken for granted. */
function steps() {
  const questions = ({ occasion }) => spoken().items.map((item) => ({ occasion, item }));
  const [first, ...more] = state.reports;
  const after = first.occasion === "after" ? [{ kind: WORDS }] : [];
  const back = more.length ? [{ kind: BACK }] : [];
  const second = state.lookingBack ? more.flatMap(questions) : [];
  return [{ kind: HELLO }, ...questions(first), ...after, ...back, ...second];
}

const stepNow = () => steps()[state.step] ?? { kind: HELLO };
const reportOf = ({ occasion }) => state.reports.find((each) => each.occasion === occasion);
const isLast = () => state.step === steps().length - 1;

/** Paint what the pupil is at, unless it is in sight already. */
export function paintPupil() {
  if (state?.reports[0].id === desk.handed.reports[0].id) return;
  state = structuredClone(desk.handed);
  asking = ending = false;
  draw();
}

/** Nothing of the pupil stays in the page. */
export function clearPupil() {
  hush();
  state = undefined;
  for (const each of document.querySelectorAll("[data-pupil]")) each.textContent = "";
  for (const field of screen.querySelectorAll("textarea")) field.value = "";
  element("answers").replaceChildren();
}

async function go(step) {
  pause();
  state.step = step;
  asking = false;
  await handed.keep(state);
  draw();
  screen.querySelector("h2").focus();
  scrollTo({ top: 0 });
}

/** A double tap is one tap: it must not leave out the next question, or end. */
function pause() {
  const ways = [element("back"), element("next"), element("look-back"), element("no-look-back")];
  const turn = (is) => ways.forEach((way) => (way.disabled = is));
  turn(true);
  setTimeout(turn, PAUSE, false);
}

function draw() {
  hush();
  const words = spoken().words;
  const step = stepNow();
  screen.lang = state.language;
  for (const each of screen.querySelectorAll("[data-words]")) {
    each.textContent = fill(words[each.dataset.words], state);
  }
  for (const part of [HELLO, "question", WORDS, BACK]) {
    element(part).hidden = asking || part !== (step.kind ?? "question");
  }
  element("asking").hidden = !asking;
  element("ways").hidden = asking;
  if (step.item) drawQuestion(step);
  if (step.kind === HELLO) drawLanguages();
  if (step.kind === WORDS) drawWords();
  drawTitle(step);
  drawWays(step);
}

function drawTitle({ kind, occasion, item }) {
  const { words, stems } = spoken();
  const title = { [HELLO]: words.greeting, [WORDS]: words.own_words, [BACK]: words.look_back }[kind];
  const total = spoken().items.length;
  const current = item ? spoken().items.indexOf(item) + 1 : 0;
  element("title").textContent = asking ? words.stop : fill(title ?? stems[occasion], state);
  element("step").textContent = item ? fill(words.step, { current, total }) : "";
}

function drawLanguages() {
  element("languages").replaceChildren(
    ...state.languages.map(({ code, name }) => {
      const choice = button(name, () => speak(code));
      choice.lang = code;
      choice.setAttribute("aria-pressed", String(code === state.language));
      return choice;
    }),
  );
}

async function speak(code) {
  state.language = code;
  await handed.keep(state);
  draw();
  element("languages").querySelector("[aria-pressed=true]").focus();
}

function drawQuestion(step) {
  const { options, dont_know } = spoken();
  const { answers } = reportOf(step);
  element("sentence").textContent = step.item.text;
  const choices = [...Object.entries(options), [DONT_KNOW, dont_know]];
  element("answers").replaceChildren(
    ...choices.map(([value, words]) => {
      const answer = value === DONT_KNOW ? null : Number(value);
      const tap = button(words, () => take(step, answer), { look: "btn alt wide answer" });
      tap.setAttribute("aria-pressed", String(answers[step.item.code] === answer));
      return tap;
    }),
  );
  element("read").hidden = !canRead(state.language);
}

/** The same word once more takes the answer back, so that the question can be left out. */
async function take(step, answer) {
  const { answers } = reportOf(step);
  const place = [...element("answers").children].indexOf(document.activeElement);
  if (answers[step.item.code] === answer) delete answers[step.item.code];
  else answers[step.item.code] = answer;
  await handed.keep(state);
  draw();
  element("answers").children[place]?.focus();
}

function drawWords() {
  for (const [name, words] of Object.entries(spoken().prompts)) {
    screen.querySelector(`label[for="pupil-${name}"]`).textContent = words;
    element(name).value = state.words[name] ?? "";
  }
}

function drawWays({ kind, occasion, item }) {
  const { words } = spoken();
  const isAnswered = item && item.code in reportOf({ occasion }).answers;
  const next = isLast() ? "done" : kind === HELLO ? "begin" : item && !isAnswered ? "skip" : "next";
  element("back").hidden = state.step === 0;
  element("next").hidden = kind === BACK;
  element("next").className = next === "skip" ? "btn alt" : "btn";
  element("next").querySelector("span").textContent = words[next];
}

async function end(work, words) {
  if (ending) return;
  ending = true;
  hush();
  const { name, language } = state;
  const told = spoken().words;
  await work();
  clearPupil();
  showThanks(fill(told.thanks, { name }), told[words], told, language);
  await tell();
}

function showThanks(title, kept, told, language) {
  const thanks = document.getElementById("thanks");
  thanks.lang = language;
  thanks.querySelector("h2").textContent = title;
  thanks.querySelector("[data-kept]").textContent = kept;
  thanks.querySelector("[data-give]").textContent = told.give_back;
  thanks.querySelector("button").textContent = told.end;
}

/** Only what was asked is sent: a look back that was declined is no report. */
function finish() {
  const reports = state.lookingBack ? state.reports : state.reports.slice(0, 1);
  return end(async () => {
    await handed.finish({ ...state, reports });
    await noteGiven({ ...state, reports });
  }, "kept");
}

const stop = () => end(handed.stop, "stopped");

async function answerBack(is) {
  state.lookingBack = is;
  if (is) return go(state.step + 1);
  for (const { answers } of state.reports.slice(1)) {
    for (const code of Object.keys(answers)) delete answers[code];
  }
  return finish();
}

function ask(is) {
  asking = is;
  draw();
  screen.querySelector("h2").focus();
}

/** Tie the buttons; `onEnd()` once the pupil is done or has stopped. */
export function setUpPupil(onEnd) {
  tell = onEnd;
  const on = (name, does) => element(name).addEventListener("click", does);
  on("next", () => (isLast() ? finish() : go(state.step + 1)));
  on("back", () => go(state.step - 1));
  on("stop", () => ask(true));
  on("go-on", () => ask(false));
  on("end", stop);
  on("look-back", () => answerBack(true));
  on("no-look-back", () => answerBack(false));
  on("read", () => {
    const { stems, options, dont_know } = spoken();
    const { occasion, item } = stepNow();
    read(state.language, [stems[occasion], item.text, ...Object.values(options), dont_know]);
  });
  for (const name of ["pleased", "next_try"]) {
    element(name).addEventListener("input", ({ target }) => {
      state.words[name] = target.value;
      handed.keep(state);
    });
  }
  whenVoicesCome(() => state && stepNow().item && drawQuestion(stepNow()));
}
