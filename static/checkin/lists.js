/** Lists of buttons that are painted again and again without losing the focus. */

/** Fill a panel's list, unless it shows just these items; without any it is hidden. */
export function fill(panel, items, make, look = JSON.stringify(items)) {
  panel.hidden = items.length === 0;
  const list = panel.querySelector("ul");
  if (list.dataset.look === look) return;
  list.dataset.look = look;
  list.replaceChildren(...items.map(make));
}

/** A button with words, and a longer label for whoever does not see what is around it. */
export function button(words, does, { label, look = "btn alt" } = {}) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = look;
  made.textContent = words;
  if (label) made.setAttribute("aria-label", label);
  made.addEventListener("click", does);
  return made;
}
