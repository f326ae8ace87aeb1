/** Who collects? Asked until somebody has answered, whatever is scanned meanwhile. */
import * as store from "./store.js";

/** The open questions, oldest first. They name nobody: a registration is a code. */
export const open = async () => (await store.read("questions")) ?? [];

/** Ask about a pupil; asking twice is one question. */
export async function ask(question) {
  const same = ({ meeting, registration }) =>
    meeting === question.meeting && registration === question.registration;
  await store.change("questions", (asked = []) =>
    asked.some(same) ? asked : [...asked, { ...question, id: crypto.randomUUID() }],
  );
  return (await open()).find(same);
}

/** It is answered, or came to nothing. */
export const close = (id) =>
  store.change("questions", (asked = []) => asked.filter((each) => each.id !== id));
