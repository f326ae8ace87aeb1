/** The chips in the strip: network, what waits to be sent, and how many are here. */
import { desk, meetings, ALL } from "./desk.js";
import { clockTime, day, t } from "./texts.js";

const HOUR = 3_600_000;
const element = (id) => document.getElementById(id);
let network = navigator.onLine ? "online" : "offline";

/** What the last exchange said: online, offline or busy. */
export function setNetwork(state) {
  network = state;
}

/** Whether the server answered last time. */
export const isOnline = () => network === "online";

/** Paint the chip that is always in sight. */
export function paintStatus() {
  const num = desk.waiting.length;
  const words = num ? `${network}_waiting` : network;
  const text = t(words, { num });
  const chip = element("status");
  const oldest = num && Date.parse(desk.waiting[0].event.at);
  const late = num > 0 && Date.now() - oldest > HOUR;
  chip.className = `chip ${late ? "bad" : isOnline() && !num ? "ok" : "warn"}`;
  chip.dataset.network = network;
  chip.dataset.waiting = num;
  if (chip.querySelector("span")?.textContent === text) return;
  const label = document.createElement("span");
  label.textContent = text;
  const sign = element(isOnline() ? "sign-online" : "sign-offline");
  chip.replaceChildren(sign.content.cloneNode(true), label);
}

/** Paint the title of what is on the desk and the age of the list. */
export function paintTitle(onDeck) {
  const { roster } = desk;
  const zone = roster?.site.time_zone;
  const [only] = meetings();
  const one = onDeck && desk.choice !== ALL && only;
  element("title").textContent = one ? one.title : (roster?.site.name ?? t("check_in_desk"));
  element("subtitle").textContent = one
    ? [
        `${day(one.starts_at, zone)}, ${clockTime(one.starts_at, zone)}–${clockTime(one.ends_at, zone)}`,
        one.place,
      ]
        .filter(Boolean)
        .join(" · ")
    : roster
      ? day(Date.now(), zone)
      : "";
  element("age").hidden = !roster && !onDeck;
  element("age").lastElementChild.textContent = roster
    ? t("list_of", { time: clockTime(roster.sent_at, zone) })
    : t("no_list");
}

/** Paint how many of the listed are here. */
export function paintCount(onDeck, { here, total }) {
  const chip = element("count");
  chip.hidden = !onDeck || !total;
  chip.querySelector("span").textContent = t("count", { here, total });
}
