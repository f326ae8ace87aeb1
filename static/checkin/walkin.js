/** Not on this list: the name is written down, and staff settles it. */
import { writeDown } from "./desk.js";
import { t } from "./texts.js";

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
