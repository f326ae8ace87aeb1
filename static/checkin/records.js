/** What this tablet notes: on disk before anybody sees a colour, names sealed. */
import * as clock from "./clock.js";
import * as store from "./store.js";
import * as vault from "./vault.js";

/**
 * Put down what happened, all or none; `names` are what must not lie about in plain. A
 * draft that has an `id` already takes the place of what was put down under it.
 */
export async function append(drafts) {
  const at = new Date().toISOString();
  const records = await Promise.all(
    drafts.map(async ({ event, names, id = crypto.randomUUID(), ...draft }) => {
      const sealed = names && { sealed: await vault.sealNames(names) };
      return { ...draft, ...clock.stamp(), ...sealed, id, event: { id, at, ...event } };
    }),
  );
  return store.append(records);
}

/** The event as it is sent: with its names, and its time by the clock of this moment. */
export async function eventOf(record) {
  const names = record.sealed && (await vault.openNames(record.sealed));
  return { ...record.event, ...names, at: clock.timeOf(record), seq: record.seq };
}
