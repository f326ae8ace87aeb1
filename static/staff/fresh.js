/** Brings every `[data-module="fresh"]` with an id up to date each half minute, or as
 *  often as `data-seconds` says. */

const HALF_A_MINUTE = 30;

for (const part of document.querySelectorAll('[data-module="fresh"]')) {
  setInterval(() => renew(part), (Number(part.dataset.seconds) || HALF_A_MINUTE) * 1000);
}

/** Leaves it alone while nobody looks, or while the keyboard is in it. */
async function renew(part) {
  if (document.hidden || part.contains(document.activeElement)) return;
  const answer = await fetch(location.href).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(part.id);
  if (fresh && fresh.innerHTML !== part.innerHTML) part.replaceChildren(...fresh.childNodes);
}
