/** What the server wants a person to look at: shown until somebody has. */
import { load, personOf } from "./desk.js";
import * as store from "./store.js";
import { t } from "./texts.js";

const panel = document.getElementById("review");

/** Paint the open questions, oldest first. */
export async function paintReview() {
  const items = await store.reviews();
  panel.hidden = items.length === 0;
  panel.querySelector("ul").replaceChildren(...items.map(paintItem));
}

function paintItem(item) {
  const row = document.createElement("li");
  row.className = "row between";
  const words = document.createElement("span");
  const who = personOf(item)?.name ?? item.event.card ?? t("somebody");
  words.textContent = `${who}: ${t(item.outcome)}`;
  const done = document.createElement("button");
  done.type = "button";
  done.className = "btn alt";
  done.textContent = t("looked_at");
  done.setAttribute("aria-label", t("looked_at_name", { name: who }));
  done.addEventListener("click", async () => {
    await store.dismiss(item.id);
    await load();
    await paintReview();
  });
  row.append(words, done);
  return row;
}
