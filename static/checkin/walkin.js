/** Not on this list: the name is written down, and staff settles it. */
import { desk, writeDown } from "./desk.js";
import { t } from "./texts.js";
import * as store from "./store.js";
import * as vault from "./vault.js";

const dialog = document.getElementById("walk-in");
const form = dialog.querySelector("form");

/** Ask for the name of somebody who is on no list. */
export function askName() {
  form.reset();
  complain("");
  dialog.showModal();
}

/** Tie the form; `onWritten(noted)` once the name is on the tablet. */
export function setUpWalkIns(onWritten) {
  document.getElementById("walk-in-open").addEventListener("click", askName);
  dialog.querySelector("[value=cancel]").addEventListener("click", () => dialog.close());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const name = form.elements.name.value.trim();
    if (!name) return complain(t("enter_walk_in"));
    dialog.close();
    await onWritten(name, await writeDown(name));
  });
}

function complain(message) {
  const box = form.querySelector(".msg");
  box.hidden = !message;
  box.querySelector("span").textContent = message;
  form.elements.name.setAttribute("aria-invalid", String(Boolean(message)));
  if (message) form.elements.name.focus();
}

export const isWalkIn = ({ event }) => event.how === "walk_in";

/** The name that was written down; a tablet that was signed out has none any more. */
export async function nameOf({ sealed }) {
  const names = sealed && (await vault.openNames(sealed));
  return names?.card ?? t("somebody");
}

/** Who was written down here and is not settled: still to be sent, or sent and not looked at. */
export async function walkIns() {
  const found = [...(await store.reviews()), ...desk.waiting].filter(isWalkIn);
  return Promise.all(
    found.map(async (record) => ({ record, name: await nameOf(record) })),
  );
}
