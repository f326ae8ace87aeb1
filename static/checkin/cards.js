/** Cards: how a code is written down and how the roster knows it. */

/** A code as it is printed: capitals and digits without gaps. */
export const tidy = (text) =>
  text.normalize("NFKC").toUpperCase().replace(/[\s-]/g, "").slice(0, 64);

/** SHA-256 of a code in hex: all that the roster holds of a card. */
export async function hashCard(code) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
