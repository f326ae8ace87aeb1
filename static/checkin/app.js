/** The kiosk: ties screens, desk, camera, scanner and sending together. */
import { paintAlarm } from "./alarm.js";
import { answerTo } from "./answers.js";
import { paintBulk, setUpBulk } from "./bulk.js";
import { readPhoto, startCamera, stopCamera } from "./camera.js";
import { tidy } from "./cards.js";
import { beginChecks, endChecks, setUpChecks, wasTested } from "./check.js";
import { askAllowed, paintQuestions, renewQuestion, showQuestion } from "./collect.js";
import {
  ALL,
  choose,
  desk,
  entryOf,
  handOver,
  load,
  meetings,
  recognise,
  stay,
  takeCard,
  takeName,
  writeOut,
} from "./desk.js";
import { paintInside, setUpInside } from "./inside.js";
import { beginHanding, paintHanding, setUpHanding } from "./handing.js";
import { beginLevels, paintLevels, setUpLevels } from "./levels.js";
import * as lock from "./lock.js";
import { clearPupil, paintPupil, setUpPupil } from "./pupil.js";
import { show, showReady } from "./result.js";
import { paintReview, wordsFor } from "./review.js";
import { paintRoster } from "./roster.js";
import { listenForScanner } from "./scanner.js";
import {
  isShown,
  measureStrip,
  paintChoices,
  setUpEnrolment,
  setUpLeaving,
  setUpLock,
  setUpPin,
  showScreen,
} from "./screens.js";
import { play, setUpSound } from "./sound.js";
import { endActing } from "./staff.js";
import { paintCount, paintStatus, paintTitle, setNetwork } from "./status.js";
import { startSync, sync, wantRoster } from "./sync.js";
import { t } from "./texts.js";
import { paintUndo } from "./undo.js";
import { setUpViews, showView } from "./views.js";
import * as vault from "./vault.js";
import { askName, setUpWalkIns } from "./walkin.js";

const SAME = 4000;
const FINE = new Set(["stored", "duplicate", "already_present"]);
const NAMELESS = new Set(["locked", "pupil", "thanks"]);
const THANKS_LAST = 30_000;
const element = (id) => document.getElementById(id);
let shown = {};
let seen = { text: "", at: -SAME };
let renewing = false;
let checking = false;
let thanking;

async function screenNow() {
  if (!(await vault.unseal("token"))) return "enrol";
  if (renewing || !(await lock.isChosen())) return "newpin";
  if (lock.isLocked()) return thanking ? "thanks" : "locked";
  if (desk.handed) return "pupil";
  if (checking) return "check";
  return desk.choice === ALL || meetings().length > 0 ? "deck" : "choose";
}

async function paint() {
  await load();
  const screen = await screenNow();
  showScreen(screen);
  if (screen !== "check") endChecks();
  if (NAMELESS.has(screen)) return paintNameless(screen);
  paintChoices(begin);
  paintTitle(screen === "deck");
  paintCount(screen === "deck", paintRoster(tapName));
  paintStatus();
  paintQuestions(shown.question, ask);
  paintUndo(takenBack);
  paintBulk();
  paintAlarm();
  element("untested").hidden = await wasTested();
  paintInside(letGuestLeave);
  paintLevels();
  paintHanding();
  await paintReview();
  if (screen !== "deck") turnOff();
}

/** No name of the list stays in the page: what was on it is painted anew after the PIN. */
function paintNameless(screen) {
  if (screen === "pupil") paintPupil();
  if (screen === "locked") clearPupil();
  endActing();
  turnOff();
  checking = false;
  shown = {};
  showReady();
  for (const dialog of document.querySelectorAll("dialog[open]")) {
    dialog.querySelector("form").reset();
    dialog.close();
  }
  for (const field of element("deck").querySelectorAll("input:not([type=radio])")) {
    field.value = "";
  }
  for (const list of document.querySelectorAll("[data-names]")) {
    list.replaceChildren();
    delete list.dataset.look;
  }
  paintTitle(false);
  paintCount(false, {});
  paintStatus();
  paintAlarm();
}

async function begin(choice) {
  await choose(choice);
  shown = {};
  showReady();
  await paint();
}

async function answer(noted) {
  if (noted.question) {
    play("ask");
    return ask(noted.question);
  }
  const words = answerTo(noted, { onOffer: offer, onUnknown: askName });
  const { id, event } = noted.record;
  const card = noted.person || noted.elsewhere ? undefined : event.card;
  shown = { id, name: words.title, tone: words.tone, choices: words.choices, card };
  show(words);
  play(words.tone);
  await paint();
  sync();
}

/** Who collects? The next scan only puts the question aside; the newest list is fetched. */
async function ask(question) {
  shown = { question: question.id, name: entryOf(question).person.name };
  showQuestion(question, settle);
  await paint();
  wantRoster();
  sync();
}

async function settle(question, handed) {
  if (handed) return answer(await handOver(question, handed));
  const { name } = entryOf(question).person;
  await stay(question);
  await inform(name, t("stays_in"));
}

async function inform(title, line) {
  shown = {};
  show({ tone: "info", title, lines: [line] });
  await paint();
}

async function written(name, { id }) {
  shown = { id, name, walkIn: true };
  show({ tone: "warn", title: name, lines: [t("written_down")] });
  play("warn");
  await paint();
  sync();
}

/** Somebody who is on no list leaves: nobody is named to collect them, so staff allows it. */
function letGuestLeave(guest) {
  shown = {};
  askAllowed(
    guest.name,
    async (handed) => {
      await writeOut(guest, handed);
      await inform(guest.name, t("walk_in_left"));
      sync();
    },
    () => inform(guest.name, t("stays_in")),
  );
}

async function allTaken(num) {
  shown = {};
  show({ tone: "ok", title: t("all_here", { num }), lines: [t("all_here_help")] });
  play("ok");
  await paint();
  sync();
}

async function takenBack(person) {
  await inform(person?.name ?? "", t("undone"));
  sync();
}

const offer = ({ meeting, person }, kind) => tapName(meeting.id, person.registration, kind);

const tapName = async (...tap) => answer(await takeName(...tap));

async function take(text, how) {
  if (tidy(text)) await answer(await takeCard(text, how));
}

/** A card held still is one scan, however often it is seen. */
async function takeOnce(text, how) {
  lock.touch();
  const again = text === seen.text && performance.now() - seen.at < SAME;
  seen = { text, at: performance.now() };
  if (!again) await take(text, how);
}

async function hear({ network, answered = [], revoked }) {
  if (network) setNetwork(network);
  if (revoked) {
    endActing();
    await choose(undefined);
    element("enrol-revoked").hidden = false;
  }
  await paint();
  await renewShown();
  await recogniseShown();
  const told = answered.find(({ id }) => id === shown.id);
  if (told && !FINE.has(told.outcome)) doubt(told);
}

/** The server sees more than the list: what it says of the scan on the card is shown. */
function doubt(told) {
  if (shown.walkIn) return;
  show({ tone: "warn", title: shown.name, lines: [wordsFor(told)], choices: shown.choices });
  if (shown.tone !== "warn") play("warn");
}

/** A newer list may say more of the pupil asked about, or that another tablet was first. */
async function renewShown() {
  if (!shown.question) return;
  const question = desk.questions.find(({ id }) => id === shown.question);
  if (question) renewQuestion(question, settle);
  else await inform(shown.name, t("already_out"));
}

/** The server knew a card that this tablet's list did not: the fresh list has the name. */
async function recogniseShown() {
  if (!shown.card) return;
  const person = await recognise(shown.card);
  if (!person) return;
  shown = { id: shown.id, name: person.name, tone: "ok" };
  const lines = [t("in_list_now"), person.safety_line];
  show({ tone: "ok", title: person.name, lines, flags: person.flags });
}

async function turnOn() {
  const button = element("camera");
  try {
    button.setAttribute("aria-pressed", "true");
    element("video").hidden = false;
    element("camera-problem").hidden = true;
    await startCamera(element("video"), (text) => takeOnce(text, "camera"));
    button.querySelector("span").textContent = t("stop_camera");
  } catch (error) {
    turnOff();
    element("camera-problem").hidden = false;
    console.warn("camera:", error.name);
  }
}

function turnOff() {
  const button = element("camera");
  if (button.getAttribute("aria-pressed") === "false") return;
  button.setAttribute("aria-pressed", "false");
  button.querySelector("span").textContent = t("start_camera");
  element("video").hidden = true;
  stopCamera(element("video"));
}

function setUpDeck() {
  element("camera").addEventListener("click", (event) =>
    event.currentTarget.getAttribute("aria-pressed") === "true" ? turnOff() : turnOn(),
  );
  element("photo").addEventListener("change", async ({ target }) => {
    const [file] = target.files;
    const text = file && (await readPhoto(file));
    if (text) await take(text, "camera");
    else show({ tone: "warn", title: t("no_code"), lines: [t("no_code_help")] });
    target.value = "";
  });
  element("typed").addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = element("code").value;
    element("code").value = "";
    await take(text, "typed");
  });
  desk.mode = document.querySelector("[name=mode]:checked").value;
  for (const radio of document.getElementsByName("mode")) {
    radio.addEventListener("change", () => {
      desk.mode = radio.value;
      paint();
    });
  }
  element("back").addEventListener("click", () => begin(undefined));
  listenForScanner(() => isShown("deck"), (text) => takeOnce(text, "scanner"));
}

async function serveOffline() {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register("/kiosk/sw.js", { scope: "/kiosk/" });
  await navigator.serviceWorker.ready;
  document.documentElement.dataset.sw = "ready";
}

/** The thanks are said; behind them the tablet has been locked. */
async function endThanks() {
  clearTimeout(thanking);
  thanking = undefined;
  await paint();
}

/** A new PIN is to be chosen, or was, or stays as it is. */
async function renew(is) {
  renewing = is;
  await paint();
}

/** The tablet is unlocked or locked, or its list was wiped after too many wrong PINs. */
async function turn(wiped) {
  element("enrol-wiped").hidden = !wiped;
  if (wiped) await choose(undefined);
  await paint();
}

measureStrip();
setUpDeck();
setUpInside();
setUpViews(async (view) => {
  const begin = { levels: beginLevels, compass: beginHanding }[view];
  if (!begin) return true;
  const begun = await begin();
  await paint();
  return begun;
});
setUpHanding(paint, async () => {
  showView("list");
  await paint();
});
setUpPupil(async () => {
  thanking = setTimeout(endThanks, THANKS_LAST);
  await paint();
  sync();
});
element("thanks-end").addEventListener("click", endThanks);
setUpLevels(
  async () => {
    await paint();
    sync();
  },
  async () => {
    showView("list");
    await paint();
  },
);
setUpWalkIns(written);
setUpBulk(allTaken);
setUpPin(renew);
setUpLock(turn);
setUpChecks(async (is) => {
  checking = is;
  await paint();
  if (checking) await beginChecks();
});
setUpEnrolment(async () => {
  for (const name of ["revoked", "wiped"]) element(`enrol-${name}`).hidden = true;
  wantRoster();
  await sync();
  await paint();
});
setUpLeaving(paint);
await setUpSound(element("sound"));
await lock.watchIdle(paint);
showReady();
await paint();
document.documentElement.dataset.kiosk = "ready";
await startSync(hear);
await serveOffline();
