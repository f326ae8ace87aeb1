/**
 * Draws the preview anew while somebody types: the form is sent as its preview button sends it,
 * and what comes back in `#preview` takes the place of what is there.
 */

const PAUSE = 400;

for (const form of document.querySelectorAll('form[data-module="preview"]')) {
  let timer;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => renew(form), PAUSE);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
}

let latest;

async function renew(form) {
  latest?.abort();
  latest = new AbortController();
  const sent = new FormData(form);
  sent.set("act", "preview");
  const answer = await fetch(form.action, { method: "POST", body: sent, signal: latest.signal }).catch(() => null);
  if (!answer || answer.redirected || ![200, 422].includes(answer.status)) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("preview");
  if (fresh) document.getElementById("preview").replaceChildren(...fresh.childNodes);
}
