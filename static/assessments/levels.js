/* Opens a pupil's note as soon as the chosen level needs one; the server asks in any case. */

const HIGHEST = 4;
const JUMP = 2;

function needsNote(row, level) {
  const before = Number(row.dataset.before ?? level);
  return level === HIGHEST || Math.abs(level - before) >= JUMP;
}

for (const form of document.querySelectorAll("[data-module=levels]")) {
  form.addEventListener("change", ({ target }) => {
    const level = Number(target.value);
    const row = target.closest(".board-row");
    if (target.type !== "radio" || !row || Number.isNaN(level)) return;
    if (needsNote(row, level)) row.querySelector("details").open = true;
  });
}
