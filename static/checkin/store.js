/**
 * What the tablet keeps in IndexedDB: the outbox, what a person should look at, and
 * small settings. None of it names a pupil; names are sealed first (vault.js).
 */
import { openDB } from "../vendor/idb/index.js";

let connection;

function open() {
  connection ??= openDB("kiosk", 1, {
    upgrade(database) {
      database.createObjectStore("outbox", { keyPath: "id" });
      database.createObjectStore("review", { keyPath: "id" });
      database.createObjectStore("kept");
    },
    terminated() {
      connection = undefined;
    },
  });
  return connection;
}

/** Tablets lose the connection when they sleep: open once more, then give up. */
async function use(work) {
  try {
    return await work(await open());
  } catch (error) {
    if (!["InvalidStateError", "UnknownError"].includes(error.name)) throw error;
    connection = undefined;
    return work(await open());
  }
}

/** The value kept under a name, or undefined. */
export const read = (name) => use((database) => database.get("kept", name));

/** Keep a value under a name. */
export const keep = (name, value) =>
  use((database) => database.put("kept", value, name));

/** Keep a value unless another tab was first; gives the one that is kept. */
export const keepFirst = (name, value) =>
  use(async (database) => {
    const change = database.transaction("kept", "readwrite");
    const first = (await change.store.get(name)) ?? value;
    await change.store.put(first, name);
    await change.done;
    return first;
  });

/** Forget what is kept under the names. */
export const forget = (...names) =>
  use(async (database) => {
    const change = database.transaction("kept", "readwrite");
    await Promise.all(names.map((name) => change.store.delete(name)));
    await change.done;
  });

/** Change what is kept under a name in one step, whatever other tabs do. */
export const change = (name, work) =>
  use(async (database) => {
    const writing = database.transaction("kept", "readwrite");
    await writing.store.put(work(await writing.store.get(name)), name);
    await writing.done;
  });

/** Under which name the picture of a record is kept. */
export const pictureOf = (id) => `picture:${id}`;

/**
 * Put records in the outbox, and what else is to be kept by name, all or none; once this
 * is done they survive a power cut.
 */
export const append = (records, more = {}) =>
  use(async (database) => {
    const writing = database.transaction(["outbox", "kept"], "readwrite", {
      durability: "strict",
    });
    const [waiting, kept] = ["outbox", "kept"].map((name) => writing.objectStore(name));
    const before = (await kept.get("seq")) ?? 0;
    const numbered = records.map((record, place) => ({ ...record, seq: before + place + 1 }));
    await Promise.all([
      kept.put(before + records.length, "seq"),
      ...Object.entries(more).map(([name, value]) => kept.put(value, name)),
      ...numbered.map((record) => waiting.put(record)),
    ]);
    await writing.done;
    return numbered;
  });

/** Everything that is not answered yet, in the order it happened. */
export const outbox = () =>
  use(async (database) =>
    (await database.getAll("outbox")).sort((one, other) => one.seq - other.seq),
  );

/** Take answered records out, with their pictures; the doubtful ones are up for review. */
export const settle = (ids, doubtful) =>
  use(async (database) => {
    const names = ["outbox", "review", "kept"];
    const change = database.transaction(names, "readwrite", { durability: "strict" });
    const [waiting, review, kept] = names.map((name) => change.objectStore(name));
    await Promise.all([
      ...doubtful.map((item) => review.put(item)),
      ...ids.map((id) => waiting.delete(id)),
      ...ids.map((id) => kept.delete(pictureOf(id))),
    ]);
    await change.done;
  });

/** What a person should look at, oldest first. */
export const reviews = () =>
  use(async (database) =>
    (await database.getAll("review")).sort((one, other) => one.seq - other.seq),
  );

/** A person has looked at it. */
export const dismiss = (id) => use((database) => database.delete("review", id));

/** Nobody here is to look at anything any more. */
export const dismissAll = () => use((database) => database.clear("review"));
