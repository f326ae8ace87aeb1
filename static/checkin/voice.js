/** Reading aloud, where the browser has a voice of that language. */

const speech = globalThis.speechSynthesis;
const sameLanguage = (code) => ({ lang }) => lang.slice(0, 2).toLowerCase() === code;
const voiceOf = (code) => speech?.getVoices().find(sameLanguage(code));

/** Whether there is a voice of that language. */
export const canRead = (code) => Boolean(voiceOf(code));

/** Read the texts, and nothing else that is still being read. */
export function read(code, texts) {
  const said = new SpeechSynthesisUtterance(texts.join(". "));
  said.lang = code;
  said.voice = voiceOf(code);
  hush();
  speech.speak(said);
}

/** Stop reading. */
export const hush = () => speech?.cancel();

/** Browsers find their voices some time after the page is open. */
export const whenVoicesCome = (does) => speech?.addEventListener?.("voiceschanged", does);
