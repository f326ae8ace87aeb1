/** Somebody is still inside after the end: said in large type and heard, until it is settled. */
import { desk } from "./desk.js";
import { forgotten } from "./inside.js";
import { isLocked } from "./lock.js";
import { play } from "./sound.js";
import { clockTime, t } from "./texts.js";

const AGAIN = 60_000;
const banner = document.getElementById("alarm");
let heard = { names: "", at: 0 };

/** Show or hide the banner; a new name is heard at once, the same ones every minute. */
export function paintAlarm() {
  const found = forgotten();
  banner.hidden = found.length === 0;
  const lines = found.map(lineOf);
  const names = JSON.stringify(lines);
  if (banner.dataset.look !== names) {
    banner.dataset.look = names;
    banner.querySelector("ul").replaceChildren(...lines.map(paintLine));
  }
  if (!found.length) {
    heard = { names, at: 0 };
    return;
  }
  if (names === heard.names && performance.now() - heard.at < AGAIN) return;
  heard = { names, at: performance.now() };
  play("alarm");
}

function lineOf({ meeting, people }) {
  const time = clockTime(meeting.ends_at, desk.roster.site.time_zone);
  if (isLocked() || desk.handed) return t("still_inside_locked", { title: meeting.title, time });
  const names = people.map(({ name }) => name).join(", ");
  return t("still_inside", { names, title: meeting.title, time });
}

function paintLine(words) {
  const row = document.createElement("li");
  row.textContent = words;
  return row;
}
