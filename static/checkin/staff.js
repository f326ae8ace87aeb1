/** Staff at the tablet: a PIN, which only the server knows, says who acts for some minutes. */
import { fetchContacts, sendPin } from "./api.js";
import { t } from "./texts.js";
import * as vault from "./vault.js";

const dialog = document.getElementById("pin");
const form = dialog.querySelector("form");
const REFUSALS = { 403: "pin_wrong", 422: "pin_wrong", 429: "pin_locked" };
const MARGIN = 10_000;

let acting;
let finish = () => {};

/** Who acts at this tablet: `code`, `name` and `pass`; undefined once the time is over. */
export const staffNow = () =>
  acting && performance.now() < acting.until ? acting : undefined;

/** Ask for a PIN unless somebody gave theirs a moment ago; undefined if nobody does. */
export function askStaff() {
  if (staffNow()) return Promise.resolve(acting);
  form.reset();
  complain("");
  dialog.showModal();
  return new Promise((resolve) => {
    finish = resolve;
  });
}

/** Whom to call, by the pass of who acts; a worded error where that cannot be shown. */
export async function contactsOf(registration) {
  const staff = staffNow();
  try {
    return await fetchContacts(await vault.unseal("token"), staff?.pass, registration);
  } catch (error) {
    if (error.status === 403) acting = undefined;
    throw new Error(t(error.status ? "numbers_refused" : "numbers_offline"));
  }
}

/** Forget who acts, at once, and ask nobody any more. */
export function endActing() {
  acting = undefined;
  if (dialog.open) close();
}

async function send(event) {
  event.preventDefault();
  const button = form.querySelector("[type=submit]");
  const pin = form.elements.pin.value.trim();
  if (!pin) return complain(t("enter_pin"));
  button.disabled = true;
  try {
    const { staff, pass, expires_at } = await sendPin(await vault.unseal("token"), pin);
    const lasts = Math.min(Date.parse(expires_at) - Date.now(), 300_000);
    acting = { ...staff, pass, until: performance.now() + Math.max(lasts - MARGIN, 0) };
    close(acting);
  } catch (error) {
    complain(t(REFUSALS[error.status] ?? (error.status ? "server_busy" : "numbers_offline")));
  } finally {
    button.disabled = false;
  }
}

function close(result) {
  dialog.close();
  form.reset();
  finish(result);
  finish = () => {};
}

function complain(message) {
  const box = form.querySelector(".msg");
  box.hidden = !message;
  box.querySelector("span").textContent = message;
  form.elements.pin.setAttribute("aria-invalid", String(Boolean(message)));
  if (message) form.elements.pin.select();
}

form.addEventListener("submit", send);
dialog.querySelector("[value=cancel]").addEventListener("click", () => close());
dialog.addEventListener("cancel", () => close());
