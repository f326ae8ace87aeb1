/** The dialog that asks for what a level rests on: a note, a photo of the work, or both. */
import { t } from "./texts.js";
import { shrink } from "./work.js";

const dialog = document.getElementById("level-note");
const form = dialog.querySelector("form");
const preview = document.getElementById("work-preview");
const input = document.getElementById("work-file");
let photo;
let isLevel = false;
let save = async () => {};

/** Ask for evidence of a level; `onAnswer({note, photo})` keeps it before the dialog goes. */
export const askEvidence = (title, onAnswer) => ask(title, onAnswer, true);

/** Ask for a photo alone, at any time. */
export const askPhoto = (title, onAnswer) => ask(title, onAnswer, false);

function ask(title, onAnswer, forLevel) {
  save = onAnswer;
  isLevel = forLevel;
  form.reset();
  complain("");
  dialog.querySelector("h2").textContent = title;
  for (const part of form.querySelectorAll("[data-note]")) part.hidden = !forLevel;
  dialog.showModal();
}

function complain(message) {
  form.querySelector(".msg").hidden = !message;
  form.querySelector(".msg span").textContent = message;
}

/** Show what was taken; without a file, nothing. */
function hold(taken) {
  if (preview.src) URL.revokeObjectURL(preview.src);
  photo = taken;
  preview.hidden = !taken;
  if (taken) preview.src = URL.createObjectURL(taken);
  else preview.removeAttribute("src");
}

async function take() {
  const [file] = input.files;
  if (!file) return;
  try {
    hold(await shrink(file));
    complain("");
  } catch {
    hold(undefined);
    complain(t("photo_unreadable"));
  }
  input.value = "";
}

async function submit(event) {
  event.preventDefault();
  const note = isLevel ? form.elements.note.value.trim() : "";
  if (!note && !photo) return complain(t(isLevel ? "enter_note" : "enter_photo"));
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  try {
    await save({ note, photo });
    dialog.close();
  } finally {
    button.disabled = false;
  }
}

document.getElementById("work-photo").addEventListener("click", () => input.click());
input.addEventListener("change", take);
form.addEventListener("submit", submit);
dialog.querySelector("[value=cancel]").addEventListener("click", () => dialog.close());
dialog.addEventListener("close", () => hold(undefined));
