/** What this tablet notes: on disk before anybody sees a colour, names sealed. */
import * as clock from "./clock.js";
import * as store from "./store.js";
import * as vault from "./vault.js";

/**
 * Put down what happened, all or none; `names` are what must not lie about in plain. A
 * draft that has an `id` already takes the place of what was put down under it. A `picture`
 * is sealed too, but kept beside the queue, which is read often.
 */
export async function append(drafts) {
  const at = new Date().toISOString();
  const pictures = {};
  const records = await Promise.all(
    drafts.map(async ({ event, names, picture, id = crypto.randomUUID(), ...draft }) => {
      if (picture) pictures[store.pictureOf(id)] = await vault.sealNames(picture);
      const sealed = names && { sealed: await vault.sealNames(names) };
      const stamp = { ...clock.stamp(), ...(picture && { pictured: true }) };
      return { ...draft, ...stamp, ...sealed, id, event: { id, at, ...event } };
    }),
  );
  return store.append(records, pictures);
}

/** The event as it is sent: with names and picture, its time by the clock of this moment. */
export async function eventOf(record) {
  const names = record.sealed && (await vault.openNames(record.sealed));
  const kept = record.pictured && (await store.read(store.pictureOf(record.id)));
  const picture = kept && (await vault.openNames(kept));
  return { ...record.event, ...names, ...picture, at: clock.timeOf(record), seq: record.seq };
}
