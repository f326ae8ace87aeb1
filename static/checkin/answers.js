/** What the big card says of what was just noted. */
import { desk } from "./desk.js";
import { clockTime, t } from "./texts.js";

/**
 * The answer to a noted scan. `onOffer(noted, kind)` hears of the button for the
 * opposite, `onUnknown()` that somebody is on no list and the name is to be written down.
 */
export function answerTo(noted, { onOffer, onUnknown }) {
  const { kind, person, elsewhere, before } = noted;
  if (elsewhere) return elsewhereToday(elsewhere);
  if (!person) {
    const choices = [{ words: t("write_down"), does: onUnknown }];
    return { tone: "warn", title: t("unknown"), lines: [t("unknown_help")], choices };
  }
  const title = person.name;
  if (before === kind) {
    const opposite = kind === "in" ? "out" : "in";
    const words = t(opposite === "in" ? "check_in" : "check_out");
    const lines = [t(kind === "in" ? "already_in" : "already_out")];
    return { tone: "info", title, lines, choices: [{ words, does: () => onOffer(noted, opposite) }] };
  }
  if (kind === "out") return left(noted);
  const lines = [t("checked_in", { time: time(noted.at) }), person.safety_line];
  return { tone: "ok", title, lines, flags: person.flags };
}

function elsewhereToday({ meeting, person }) {
  const line = t("elsewhere", { title: meeting.title, time: time(meeting.starts_at) });
  return { tone: "warn", title: person.name, lines: [line, t("elsewhere_help")] };
}

function left({ at, person, before, handed }) {
  const { hand_over, collected_by: name, allowed_by, allower = allowed_by } = handed;
  const lines = [t("checked_out", { time: time(at) })];
  if (hand_over === "alone") lines.push(t("left_alone"));
  else lines.push(t("handed_to", { name }));
  if (hand_over === "other") lines.push(t("allowed_by", { name: allower }));
  if (before !== "in") lines.push(t("was_not_in"));
  const tone = before === "in" && hand_over !== "other" ? "ok" : "warn";
  return { tone, title: person.name, lines };
}

const time = (instant) => clockTime(instant, desk.roster?.site.time_zone);
