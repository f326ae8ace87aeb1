/**
 * The time at the FabLab, and when something happened if the tablet's clock jumps.
 * The page's own count of milliseconds never jumps, but stands still while some tablets
 * sleep: a clock that runs ahead of it has jumped only if the server's time says so.
 */

const TOLERATED = 5000;
const page = crypto.randomUUID();
const origin = () => Date.now() - performance.now();
const about = (one, other) => Math.abs(one - other) < TOLERATED;
let skew;

/** Take the server's time from a roster: how far this clock runs ahead of it. */
export function setBy(roster) {
  skew = Date.parse(roster.fetched_at) - Date.parse(roster.sent_at);
}

/** The instant by the server's clock, as far as this tablet has heard of it. */
export const now = () => Date.now() - (skew ?? 0);

/** What tells later how the clock went when a record was made. */
export const stamp = () => ({ page, origin: origin(), skew });

/** Whether only the server can say if the clock has jumped since this record. */
export const isUnsure = (record) => record.page === page && origin() - record.origin > TOLERATED;

/** When it happened, told by the clock as it goes now; an earlier page's times stay. */
export function timeOf(record) {
  const { at } = record.event;
  const shift = origin() - record.origin;
  if (record.page !== page || about(shift, 0)) return at;
  const jumped = shift < 0 || about(skew - record.skew, shift);
  return jumped ? new Date(Date.parse(at) + shift).toISOString() : at;
}
