/** What a person should look at: shown until somebody has. */
import { desk, load, personOf } from "./desk.js";
import { button, fill } from "./lists.js";
import * as store from "./store.js";
import { t } from "./texts.js";
import { isWalkIn, nameOf } from "./guests.js";

const TOLD = new Set(["needs_attention", "outside_window"]);
const panel = document.getElementById("review");

/** Paint what the server asks about, and who was written down, sent or not. */
export async function paintReview() {
  const waiting = desk.waiting.filter(isWalkIn);
  const items = [...(await store.reviews()), ...waiting];
  fill(panel, await Promise.all(items.map(worded)), paintItem);
}

async function worded(item) {
  if (isWalkIn(item)) {
    const what = t(item.event.kind === "in" ? "walk_in_waits" : "walk_in_left");
    return { item, who: await nameOf(item), what };
  }
  const who = personOf(item)?.name ?? item.event.card ?? t("somebody");
  return { item, who, what: wordsFor(item) };
}

/** What an answer means here: the server names the right place and hour, we what to do. */
export const wordsFor = ({ outcome, message, event }) =>
  message && (TOLD.has(outcome) || event?.dimension || event?.occasion) ? message : t(outcome);

function paintItem({ item, who, what }) {
  const row = document.createElement("li");
  row.className = "row between";
  const words = document.createElement("span");
  words.textContent = `${who}: ${what}`;
  row.append(words);
  if (item.outcome) {
    const label = t("looked_at_name", { name: who });
    row.append(button(t("looked_at"), () => done(item), { label }));
  }
  return row;
}

async function done({ id }) {
  await store.dismiss(id);
  await load();
  await paintReview();
}
