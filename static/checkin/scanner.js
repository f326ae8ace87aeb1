/**
 * A hand scanner types very fast, in the places of a US keyboard. Reading
 * `event.code` keeps Polish, German and Ukrainian layouts from garbling the code.
 */

const GAP = 60;
const SILENCE = 100;
const SHORTEST = 12;

const placed = /^(?:Key([A-Z])|Digit(\d)|Numpad(\d))$/;

function signOf({ code, key }) {
  const place = placed.exec(code);
  if (place) return place[1] ?? place[2] ?? place[3];
  return !code && key.length === 1 ? key.toUpperCase() : "";
}

/** Call `onCode(text)` when a hand scanner types while `isOpen()`, wherever the focus is. */
export function listenForScanner(isOpen, onCode) {
  let typed = "";
  let before = 0;
  let timer;

  function finish() {
    clearTimeout(timer);
    const code = typed;
    typed = "";
    if (code.length < SHORTEST) return false;
    const field = document.activeElement;
    if (field?.matches("input")) {
      field.value = "";
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    onCode(code);
    return true;
  }

  function hear(event) {
    if (!isOpen() || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.timeStamp - before > GAP) typed = "";
    before = event.timeStamp;
    if (["Enter", "NumpadEnter", "Tab"].includes(event.code)) {
      if (finish()) {
        event.preventDefault();
        event.stopPropagation();
      }
      return;
    }
    typed += signOf(event);
    clearTimeout(timer);
    timer = setTimeout(finish, SILENCE);
  }

  addEventListener("keydown", hear, { capture: true });
}
