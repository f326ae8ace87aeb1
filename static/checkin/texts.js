/** The page's words, written into it by the server in the visitor's language. */

const words = JSON.parse(document.getElementById("texts").textContent);
const language = document.documentElement.lang || "en";
const plurals = new Intl.PluralRules(language);

/** The text of that name, its `{places}` filled in; one with plural forms takes `num`. */
export function t(name, values = {}) {
  const entry = words[name];
  const form =
    typeof entry === "string" ? entry : (entry[plurals.select(values.num)] ?? entry.other);
  return form.replace(/\{(\w+)\}/g, (_, place) => values[place] ?? "");
}

/** An instant as hours and minutes in the FabLab's own time zone. */
export function clockTime(instant, timeZone) {
  return new Intl.DateTimeFormat(language, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone,
  }).format(new Date(instant));
}

/** An instant as weekday, day and month in the FabLab's own time zone. */
export function day(instant, timeZone) {
  return new Intl.DateTimeFormat(language, {
    weekday: "short",
    day: "numeric",
    month: "long",
    timeZone,
  }).format(new Date(instant));
}
