/** The compass: each sentence can be read aloud; for the youngest they come one by one. */

const form = document.querySelector("[data-module=compass]");
const cards = form ? [...form.querySelectorAll(".compass-card")] : [];
const language = document.documentElement.lang;

/** A voice of the page's language, or none. */
const voice = () => speechSynthesis.getVoices().find(({ lang }) => lang.slice(0, 2).toLowerCase() === language);

/** Read a sentence and its answers, and nothing else that is still being read. */
function read(card) {
  const words = [...card.querySelectorAll("legend, .pick, label")].map((one) => one.textContent.trim());
  const speech = new SpeechSynthesisUtterance(words.join(". "));
  speech.lang = language;
  speech.voice = voice();
  speechSynthesis.cancel();
  speechSynthesis.speak(speech);
}

function button(words, look, press) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = look;
  made.textContent = words;
  made.addEventListener("click", press);
  return made;
}

/** One button a card, as soon as the browser has a voice for it. */
function offerReading() {
  if (!voice()) return;
  for (const card of cards) {
    if (!card.querySelector(".read")) {
      card.prepend(button(form.dataset.read, "btn alt read", () => read(card)));
    }
  }
}

/** Show one card, with the way on and back; the last one has the form's own button. */
function oneByOne() {
  const step = document.createElement("p");
  step.className = "steps";
  step.setAttribute("role", "status");
  const ways = document.createElement("p");
  ways.className = "row";
  const back = button(form.dataset.back, "btn alt", () => show(now - 1));
  const next = button(form.dataset.next, "btn", () => show(now + 1));
  ways.append(back, next);
  form.insertBefore(step, cards[0]);
  cards.at(-1).after(ways);
  const done = form.querySelector("[type=submit]").parentElement;
  let now = 0;

  function show(place) {
    now = place;
    const last = cards.length - 1;
    cards.forEach((card, number) => {
      card.hidden = number !== now;
    });
    back.hidden = now === 0;
    next.hidden = now === last;
    done.hidden = now !== last;
    step.textContent = form.dataset.step.replace("{current}", now + 1).replace("{total}", last + 1);
    if (step.dataset.begun) cards[now].querySelector("legend, h2").scrollIntoView({ block: "center" });
    step.dataset.begun = "yes";
  }

  show(0);
}

if (form) {
  if (form.dataset.one === "yes") oneByOne();
  if ("speechSynthesis" in window) {
    offerReading();
    speechSynthesis.addEventListener("voiceschanged", offerReading);
  }
}
