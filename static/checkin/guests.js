/** Who came without being on a list: the names are sealed, so they are opened here. */
import * as store from "./store.js";
import { t } from "./texts.js";
import * as vault from "./vault.js";

/** Whether the record is of somebody who is on no list. */
export const isWalkIn = ({ event }) => event.how === "walk_in";

/** The name that was written down; a tablet that was signed out has none any more. */
export async function nameOf({ sealed }) {
  const names = sealed && (await vault.openNames(sealed));
  return names?.card ?? t("somebody");
}

/** Who was written down here, has not left and is not settled: sent or still waiting. */
export async function guests(waiting) {
  const noted = [...(await store.reviews()), ...waiting]
    .filter(isWalkIn)
    .sort((one, other) => one.seq - other.seq);
  const inside = new Map();
  for (const record of noted) {
    const name = await nameOf(record);
    if (record.event.kind === "in") inside.set(name, { name, record });
    else inside.delete(name);
  }
  return [...inside.values()];
}
