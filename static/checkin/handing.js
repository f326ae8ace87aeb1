/** The tab where staff hand the tablet to a pupil, who answers and gives it back locked. */
import { askedAt, begin, end } from "./compass.js";
import { desk, meetings } from "./desk.js";
import { handOver } from "./handed.js";
import { button } from "./lists.js";
import { askStaff } from "./staff.js";
import { t } from "./texts.js";

const element = (id) => document.getElementById(id);
const collator = new Intl.Collator(document.documentElement.lang);
let onHanded = () => {};

/** Ask for a PIN, unless somebody hands over already; false if nobody types one. */
export async function beginHanding() {
  element("compass-problem").textContent = "";
  if (desk.compass) return true;
  if (!(await askStaff())) return false;
  try {
    await begin();
  } catch {
    element("compass-problem").textContent = t("compass_offline");
  }
  return true;
}

/** Who is here and may answer something now. */
function askable() {
  return meetings()
    .flatMap(({ id, people }) => {
      const here = new Map(
        people.filter(({ state }) => state === "in").map((one) => [one.registration, one]),
      );
      return askedAt(desk.compass, id)
        .filter(({ registration }) => here.has(registration))
        .map((pupil) => ({ ...pupil, meeting: id, shown: here.get(pupil.registration).name }));
    })
    .sort((one, other) => collator.compare(one.shown, other.shown));
}

/** Paint the tab from what is kept. */
export function paintHanding() {
  const pupils = desk.compass ? askable() : [];
  const look = JSON.stringify(pupils);
  element("compass-by").textContent = desk.compass ? t("compass_by", desk.compass.by) : "";
  element("compass-done").hidden = element("compass-help").hidden = !desk.compass;
  element("compass-none").hidden = !desk.compass || pupils.length > 0;
  const list = element("compass-people");
  if (list.dataset.look === look) return;
  list.dataset.look = look;
  list.replaceChildren(...pupils.map(paintPupil));
}

function paintPupil(pupil) {
  const row = document.createElement("li");
  row.append(element("compass-person").content.cloneNode(true));
  row.querySelector("b").textContent = pupil.shown;
  const [first] = pupil.open;
  row.querySelector(".hint").textContent = t(`compass_${first}`);
  row.querySelector(".chip").hidden = !pupil.given.includes(first);
  const label = t("compass_hand_name", { name: pupil.shown });
  row.append(button(t("compass_hand"), () => hand(pupil), { label, look: "btn" }));
  return row;
}

async function hand({ registration, meeting, given_name: name, open: occasions }) {
  const { by, languages } = desk.compass;
  const language = languages[0].code;
  await handOver({ registration, meeting, name, occasions, by, languages, language });
  await onHanded();
}

/** Tie the buttons; `handed()` once a pupil holds the tablet, `done()` once nobody asks. */
export function setUpHanding(whenHanded, done) {
  onHanded = whenHanded;
  element("compass-done").addEventListener("click", async () => {
    await end();
    await done();
  });
}
