/** The last check-ins and check-outs: one tap takes back the newest, a reason older ones. */
import * as store from "./store.js";

const FRESH = 10_000;
const KEPT = 15 * 60_000;
const age = ({ at }) => Math.abs(Date.now() - at);

/** The acts of the last quarter of an hour, newest first; one may be about many pupils. */
export const recent = async () =>
  ((await store.read("acts")) ?? []).filter((act) => age(act) < KEPT);

/** Whether it can still be taken back without saying why. */
export const isFresh = (act) => Boolean(act) && age(act) < FRESH;

/** How long from now the act stays fresh. */
export const freshFor = (act) => Math.max(0, FRESH - age(act));

/** Remember what was just noted. */
export async function remember(records) {
  const kept = records.map(({ sealed, ...record }) => record);
  await store.change("acts", (acts = []) => [
    { at: Date.now(), records: kept },
    ...acts.filter((act) => age(act) < KEPT),
  ]);
}

/** Forget a record that was taken back, and an act of which none is left. */
export const drop = (ids) =>
  store.change("acts", (acts = []) =>
    acts
      .map((act) => ({ ...act, records: act.records.filter(({ id }) => !ids.includes(id)) }))
      .filter(({ records }) => records.length > 0),
  );

/** The undo of a record, with the reason why it comes late. */
export const undoOf = ({ id, meeting, registration, about, before, after, event }, reason) => ({
  meeting,
  registration,
  about,
  before: after,
  after: before,
  event: {
    kind: "undo",
    undoes: id,
    how: event.how,
    meeting: event.meeting,
    ...(event.card ? { card: event.card } : { registration: event.registration }),
    ...(reason && { reason }),
  },
});
