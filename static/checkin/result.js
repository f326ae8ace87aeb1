/** The big card that answers a scan: colour, sign, name, words, and what may be done. */
import { button } from "./lists.js";
import { t } from "./texts.js";

const box = document.getElementById("result");

/**
 * Put an answer on the card: its tone, title, lines, flags, a warning in large type,
 * a form, and choices. Each choice has words, what it `does`, and how it looks.
 */
export function show(answer) {
  const { tone, title, lines = [], warning, flags = [], form, choices = [] } = answer;
  const held = box.contains(document.activeElement);
  box.className = `result ${tone}`;
  box.dataset.state = tone;
  const words = document.createElement("div");
  words.append(make("b", title), ...lines.filter(Boolean).map((line) => make("p", line)));
  if (warning) words.append(make("strong", warning));
  words.append(chips(flags));
  if (form) words.append(form);
  if (choices.length) words.append(row(choices));
  box.replaceChildren(copy(`sign-${tone}`), words);
  if (form) form.querySelector("input").focus();
  else if (held) box.focus({ preventScroll: true });
  if (tone !== "idle") box.scrollIntoView({ block: "nearest" });
}

function row(choices) {
  const buttons = document.createElement("span");
  buttons.className = "choices";
  buttons.append(...choices.map(({ words, does, look }) => button(words, does, { look })));
  return buttons;
}

/** The flags as chips in words. */
export function chips(flags) {
  const found = document.createElement("span");
  found.className = "row flags";
  for (const flag of flags) {
    if (document.getElementById(`flag-${flag}`)) found.append(copy(`flag-${flag}`));
  }
  return found;
}

/** The card before the first scan. */
export const showReady = () => show({ tone: "idle", title: t("ready"), lines: [t("ready_help")] });

const copy = (template) => document.getElementById(template).content.cloneNode(true);

function make(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}
