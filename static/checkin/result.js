/** The big card that answers a scan: colour, sign, name and words. */
import { desk } from "./desk.js";
import { clockTime, t } from "./texts.js";

const box = document.getElementById("result");

/** What to show for a noted scan: tone, title, lines, flags and what else may be done. */
export function answerTo({ kind, at, meeting, person, elsewhere, before }) {
  if (!person) return unknown(elsewhere);
  const title = person.name;
  if (before === kind) {
    const line = t(kind === "in" ? "already_in" : "already_out");
    return { tone: "info", title, lines: [line], person, meeting, offer: opposite(kind) };
  }
  if (kind === "in") {
    const line = t("checked_in", { time: time(at) });
    const lines = [line, person.safety_line].filter(Boolean);
    return { tone: "ok", title, lines, flags: person.flags, person, meeting };
  }
  return leaving({ title, at, person, meeting, before });
}

function unknown(elsewhere) {
  if (!elsewhere) return { tone: "warn", title: t("unknown"), lines: [t("unknown_help")] };
  const { meeting, person } = elsewhere;
  const line = t("elsewhere", { title: meeting.title, time: time(meeting.starts_at) });
  return { tone: "warn", title: person.name, lines: [line, t("elsewhere_help")] };
}

function leaving({ title, at, person, meeting, before }) {
  const alone = person.alone_from && !person.flags.includes("pick_up");
  const lines = [t("checked_out", { time: time(at) })];
  if (before !== "in") lines.push(t("was_not_in"));
  if (person.alone_from) lines.push(t("alone_from", { time: wallTime(person.alone_from) }));
  if (person.collectors.length) {
    const named = person.collectors.map(({ name, relation }) =>
      relation ? `${name} (${relation})` : name,
    );
    lines.push(t("collectors", { names: named.join(", ") }));
  } else if (!person.alone_from) {
    lines.push(t("no_collector"));
  }
  const calm = alone && before === "in" && time(at) >= wallTime(person.alone_from);
  return { tone: calm ? "ok" : "warn", title, lines, flags: person.flags, person, meeting };
}

const opposite = (kind) => (kind === "in" ? "out" : "in");
const time = (instant) => clockTime(instant, desk.roster?.site.time_zone);
const wallTime = (text) => (/^\d\d:\d\d/.test(text) ? text.slice(0, 5) : time(text));

/** Put an answer on the card; `onOffer(answer)` hears of its button. */
export function show(answer, onOffer) {
  const { tone, title, lines, flags = [], offer } = answer;
  box.className = `result ${tone}`;
  box.dataset.state = tone;
  const sign = document.getElementById(`sign-${tone}`).content.cloneNode(true);
  const words = document.createElement("div");
  words.append(make("b", title), ...lines.filter(Boolean).map((line) => make("p", line)));
  words.append(chips(flags));
  if (offer) {
    const button = make("button", t(offer === "in" ? "check_in" : "check_out"));
    button.type = "button";
    button.className = "btn alt";
    button.addEventListener("click", () => onOffer(answer));
    words.append(button);
  }
  box.replaceChildren(sign, words);
}

/** The flags as chips in words. */
export function chips(flags) {
  const row = document.createElement("span");
  row.className = "row flags";
  for (const flag of flags) {
    const chip = document.getElementById(`flag-${flag}`);
    if (chip) row.append(chip.content.cloneNode(true));
  }
  return row;
}

function make(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}
