/**
 * Seals the roster and the tablet's token with a key that never leaves the browser.
 * It guards against someone who reads files, not against one who holds the tablet.
 */
import * as store from "./store.js";

const METHOD = "AES-GCM";

async function key(name) {
  const kept = await store.read(name);
  if (kept) return kept;
  const made = await crypto.subtle.generateKey({ name: METHOD, length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
  return store.keepFirst(name, made);
}

async function close(value, keyName) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  const data = await crypto.subtle.encrypt({ name: METHOD, iv }, await key(keyName), plain);
  return { iv, data };
}

async function open({ iv, data }, keyName) {
  try {
    const plain = await crypto.subtle.decrypt({ name: METHOD, iv }, await key(keyName), data);
    return JSON.parse(new TextDecoder().decode(plain));
  } catch (error) {
    if (error.name !== "OperationError") throw error;
    return undefined;
  }
}

/** Keep a value under a name, encrypted. */
export const seal = async (name, value) => store.keep(name, await close(value, "key"));

/** The value sealed under a name; undefined when there is none or its key is gone. */
export async function unseal(name) {
  const sealed = await store.read(name);
  return sealed && open(sealed, "key");
}

/** Names that wait to be sent have a key of their own: like the queue it stays. */
export const sealNames = (names) => close(names, "names_key");

/** The names again; undefined when their key is gone. */
export const openNames = (sealed) => open(sealed, "names_key");

/** Forget roster, token, key and PIN; the outbox stays, and the key to the names in it. */
export async function wipe() {
  const named = (await store.outbox()).some(({ sealed, pictured }) => sealed || pictured);
  await store.forget("roster", "token", "key", "questions", "acts", "pin", "levels", "compass", "handed");
  if (!named) await store.forget("names_key");
  await store.dismissAll();
}
