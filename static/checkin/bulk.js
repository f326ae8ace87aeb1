/** All here except …: one press for everybody who is expected and not crossed off. */
import { ALL, desk, meetings, takeAll } from "./desk.js";
import { t } from "./texts.js";

const opener = document.getElementById("bulk-open");
const dialog = document.getElementById("bulk");
const form = dialog.querySelector("form");
const list = dialog.querySelector("ul");

const expected = () =>
  meetings().flatMap(({ people }) => people.filter(({ state }) => state === "expected"));

/** Offer it where one meeting is on the desk, pupils arrive and some are expected. */
export function paintBulk() {
  const one = desk.choice !== ALL && meetings().length === 1;
  opener.hidden = !one || desk.mode !== "in" || expected().length < 2;
}

function open() {
  list.replaceChildren(...expected().map(paintPerson));
  count();
  dialog.showModal();
}

function paintPerson({ registration, name }) {
  const row = document.createElement("li");
  row.append(document.getElementById("bulk-person").content.cloneNode(true));
  row.querySelector("input").value = registration;
  row.querySelector("span").textContent = name;
  return row;
}

const ticked = () => new FormData(form).getAll("here");

function count() {
  const num = ticked().length;
  const button = form.querySelector("[type=submit]");
  button.textContent = t("check_in_all", { num });
  button.disabled = num === 0;
}

/** Tie button and list; `onTaken(number)` once all are checked in. */
export function setUpBulk(onTaken) {
  opener.addEventListener("click", open);
  dialog.querySelector("[value=cancel]").addEventListener("click", () => dialog.close());
  form.addEventListener("change", count);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    dialog.close();
    await onTaken(await takeAll(ticked()));
  });
}
