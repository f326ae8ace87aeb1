/** One screen at a time: enrol the tablet, its PIN, choose a meeting, check in. */
import { enrol } from "./api.js";
import { ALL, desk } from "./desk.js";
import { choosePin, isGuessed, isPin, lock, unlock } from "./lock.js";
import * as store from "./store.js";
import { clockTime, t } from "./texts.js";
import * as vault from "./vault.js";

const element = (id) => document.getElementById(id);
const CODE = /^[346789BCDFGHJKLMNPQRTW]{8}$/;
const names = ["enrol", "newpin", "locked", "pupil", "thanks", "check", "choose", "deck"];
let shown;

/** Show one of the screens; its heading takes the focus when the screen changes. */
export function showScreen(name) {
  if (name === shown) return;
  for (const each of names) element(each).hidden = each !== name;
  element("back").hidden = name !== "deck";
  element("lock").hidden = !["check", "choose", "deck"].includes(name);
  if (shown) element(name).querySelector("h2")?.focus();
  shown = name;
  document.documentElement.dataset.screen = name;
}

/** Whether that screen is the one in sight. */
export const isShown = (name) => shown === name;

/** Paint today's meetings as buttons; `onChoose(id)`. */
export function paintChoices(onChoose) {
  const { roster } = desk;
  const today = roster?.meetings ?? [];
  const rows = today.map((meeting) => choice(meeting, roster.site.time_zone, onChoose));
  if (today.length !== 1) rows.push(everyMeeting(today.length > 0, onChoose));
  const look = JSON.stringify([today.map(({ people, ...meeting }) => meeting), Boolean(roster)]);
  element("no-meetings").textContent = roster ? t("no_meetings") : t("no_list_help");
  element("no-meetings").hidden = today.length > 0;
  const list = element("meetings");
  if (list.dataset.look === look) return;
  list.dataset.look = look;
  list.replaceChildren(...rows);
}

function choice(meeting, zone, onChoose) {
  const from = clockTime(meeting.starts_at, zone);
  const until = clockTime(meeting.ends_at, zone);
  const details = [`${from}–${until}`, meeting.place].filter(Boolean).join(" · ");
  const running =
    Date.parse(meeting.starts_at) <= Date.now() && Date.now() < Date.parse(meeting.ends_at);
  return choiceRow(meeting.title, details, running, () => onChoose(meeting.id));
}

const everyMeeting = (some, onChoose) =>
  choiceRow(t(some ? "all_meetings" : "without_list"), "", false, () => onChoose(ALL));

function choiceRow(title, details, running, onClick) {
  const row = document.createElement("li");
  row.append(element("choice").content.cloneNode(true));
  row.querySelector("b").textContent = title;
  row.querySelector(".when").textContent = details;
  row.querySelector(".chip").hidden = !running;
  row.querySelector("button").addEventListener("click", onClick);
  return row;
}

/** A code that the coordinator's QR has put behind the address; it is taken away there. */
function codeFromAddress() {
  const code = decodeURIComponent(location.hash.slice(1));
  if (!CODE.test(code)) return "";
  history.replaceState(null, "", location.pathname + location.search);
  return code;
}

/** Tie the enrolment form; `onEnrolled()` once this tablet has its token. */
export function setUpEnrolment(onEnrolled) {
  const form = element("enrol-form");
  const takeCode = () => {
    const code = codeFromAddress();
    if (code) element("enrol-code").value = code;
  };
  takeCode();
  addEventListener("hashchange", takeCode);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { code, name } = Object.fromEntries(new FormData(form));
    const missing = [!code.trim() && "code", !name.trim() && "name"].filter(Boolean);
    if (missing.length) return complain(t(`enter_${missing[0]}`), missing[0]);
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      const { token } = await enrol(code.trim(), name.trim());
      await vault.seal("token", token);
      await store.keep("name", name.trim());
      form.reset();
      complain("");
      navigator.storage?.persist?.();
      await onEnrolled();
    } catch (error) {
      complain(t(reason(error.status)), "code");
    } finally {
      button.disabled = false;
    }
  });
}

function reason(status) {
  if ([404, 410, 422].includes(status)) return "bad_code";
  return status ? "server_busy" : "no_connection";
}

function complain(message, field) {
  const box = element("enrol-problem");
  box.hidden = !message;
  box.querySelector("span").textContent = message;
  for (const name of ["code", "name"]) {
    const wrong = Boolean(message) && name === field;
    element(`enrol-${name}`).setAttribute("aria-invalid", String(wrong));
  }
  if (message) element(`enrol-${field}`).focus();
}

/** Tie the form where the tablet's PIN is chosen or changed; `onTurn(renewing)`. */
export function setUpPin(onTurn) {
  const turn = (renewing) => () => {
    element("newpin-back").hidden = !renewing;
    return onTurn(renewing);
  };
  element("repin").addEventListener("click", turn(true));
  element("newpin-back").addEventListener("click", turn(false));
  listenForPin("newpin", async (pin, complain) => {
    if (isGuessed(pin)) return complain(t("pin_guessed"));
    await choosePin(pin);
    await turn(false)();
  });
}

/** Tie the form that unlocks, and its opposite; `onChange(wiped)`. */
export function setUpLock(onChange) {
  listenForPin("unlock", async (pin, complain) => {
    const left = await unlock(pin);
    if (left) return complain(t("unlock_wrong", { num: left }));
    await onChange(left === 0);
  });
  element("lock").addEventListener("click", async () => {
    await lock();
    await onChange(false);
  });
}

/** What is no PIN is no try either: a hand scanner may type into the field. */
function listenForPin(name, take) {
  const form = element(`${name}-form`);
  const field = form.elements.pin;
  const complain = (message) => {
    const box = element(`${name}-problem`);
    box.hidden = !message;
    box.querySelector("span").textContent = message;
    field.setAttribute("aria-invalid", String(Boolean(message)));
    if (message) field.focus();
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const pin = field.value.trim();
    form.reset();
    if (!isPin(pin)) return complain(t("pin_digits"));
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      complain("");
      await take(pin, complain);
    } finally {
      button.disabled = false;
    }
  });
}

/** Tie the button that takes the tablet out of service. */
export function setUpLeaving(onLeft) {
  element("leave").addEventListener("click", async () => {
    const num = desk.waiting.length;
    element("leave-problem").textContent = num ? t("leave_waiting", { num }) : "";
    if (num) return;
    await vault.wipe();
    await store.forget("choice");
    await onLeft();
  });
}

/** What is sticky below the strip must know its height, which depends on the words in it. */
export function measureStrip() {
  const strip = element("strip");
  const measure = () =>
    document.documentElement.style.setProperty("--strip", `${strip.offsetHeight}px`);
  new ResizeObserver(measure).observe(strip);
}
