/** Talks to the FabLab's server, five seconds at a time; photos may take longer. */

const ROOT = "/api/v1/kiosk/";
const PATIENCE = 5000;
const PATIENCE_WITH_PHOTOS = 30_000;

/** The server answered, but not with what was asked for; `status` says how. */
export class Refused extends Error {
  constructor(status) {
    super(`answered ${status}`);
    this.status = status;
  }
}

async function call(path, { token, body, pass, patience = PATIENCE } = {}) {
  const answer = await fetch(ROOT + path, {
    method: body ? "POST" : "GET",
    headers: {
      Accept: "application/json",
      "Accept-Language": document.documentElement.lang,
      ...(body && { "Content-Type": "application/json" }),
      ...(token && { Authorization: `Bearer ${token}` }),
      ...(pass && { "X-Staff-Pass": pass }),
    },
    body: body && JSON.stringify(body),
    cache: "no-store",
    credentials: "omit",
    signal: AbortSignal.timeout(patience),
  });
  if (!answer.ok) throw new Refused(answer.status);
  return answer.json();
}

/** Swap the code that staff read out for this tablet's own token. */
export const enrol = (code, name) => call("enrol", { body: { code, name } });

/** Today's meetings and who is expected at them. */
export const fetchRoster = (token) => call("roster", { token });

/** Hand over events; one outcome comes back for each. */
export const sendScans = (token, events) =>
  call("scans", { token, body: { sent_at: new Date().toISOString(), events } });

/** Who the staff member is whose PIN was typed, and the pass that it gives. */
export const sendPin = (token, pin) => call("staff", { token, body: { pin } });

/** What is watched today at the meetings of who gave the PIN. */
export const fetchLevels = (token, pass) => call("levels", { token, pass });

/** Hand over levels; one outcome comes back for each. */
export const sendRatings = (token, events) =>
  call("assessments", { token, body: { sent_at: new Date().toISOString(), events } });

/** Hand over photos of the work; one outcome comes back for each. */
export const sendPhotos = (token, events) =>
  call("photos", {
    token,
    body: { sent_at: new Date().toISOString(), events },
    patience: PATIENCE_WITH_PHOTOS,
  });

/** The compass in every language, and who may answer it at today's meetings. */
export const fetchCompass = (token, pass) => call("compass", { token, pass });

/** Hand over what pupils said of themselves; one outcome comes back for each. */
export const sendReports = (token, events) =>
  call("self-reports", { token, body: { sent_at: new Date().toISOString(), events } });

/** Whom to call about a pupil, and who must not collect them. */
export const fetchContacts = (token, pass, registration) =>
  call(`contacts/${encodeURIComponent(registration)}`, { token, pass });
