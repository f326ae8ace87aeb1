/**
 * Seals the roster and the tablet's token with a key that never leaves the browser.
 * It guards against someone who reads files, not against one who holds the tablet.
 */
import * as store from "./store.js";

const METHOD = "AES-GCM";

async function key() {
  const kept = await store.read("key");
  if (kept) return kept;
  const made = await crypto.subtle.generateKey({ name: METHOD, length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
  return store.keepFirst("key", made);
}

/** Keep a value under a name, encrypted. */
export async function seal(name, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  const data = await crypto.subtle.encrypt({ name: METHOD, iv }, await key(), plain);
  await store.keep(name, { iv, data });
}

/** The value sealed under a name; undefined when there is none or its key is gone. */
export async function unseal(name) {
  const sealed = await store.read(name);
  if (!sealed) return undefined;
  try {
    const { iv, data } = sealed;
    const plain = await crypto.subtle.decrypt({ name: METHOD, iv }, await key(), data);
    return JSON.parse(new TextDecoder().decode(plain));
  } catch (error) {
    if (error.name !== "OperationError") throw error;
    return undefined;
  }
}

/** Forget roster, token and key; the outbox stays. */
export const wipe = () => store.forget("roster", "token", "key");
