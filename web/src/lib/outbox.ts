// Where messages on their way are kept: the browser's database, so that a closed tab loses none.
import { createStore, del, entries, get, set, type UseStore } from "idb-keyval";
import { toRaw } from "vue";
import type { Outgoing } from "@/types/messaging";

/** The durable side of the outbox. */
export interface OutboxShelf {
  load(user: string): Promise<Outgoing[]>;
  has(user: string, messageId: string): Promise<boolean>;
  put(user: string, entry: Outgoing): Promise<void>;
  remove(user: string, messageId: string): Promise<void>;
  wipe(user: string): Promise<void>;
}

const keyOf = (user: string, messageId: string) => `${user}:${messageId}`;

export function browserShelf(): OutboxShelf {
  let store: UseStore | undefined;
  const open = () => (store ??= createStore("tidings-outbox", "messages"));
  const of = async (user: string) => (await entries<string, Outgoing>(open())).filter(([key]) => key.startsWith(`${user}:`));
  return {
    load: async (user) => (await of(user)).map(([, entry]) => entry),
    has: async (user, messageId) => (await get(keyOf(user, messageId), open())) !== undefined,
    put: (user, entry) => set(keyOf(user, entry.messageId), unproxied(entry), open()),
    remove: (user, messageId) => del(keyOf(user, messageId), open()),
    wipe: async (user) => {
      for (const [key] of await of(user)) await del(key, open());
    },
  };
}

/** A shelf in memory, where the browser's database is closed to us (private windows of some browsers) and in tests. */
export function memoryShelf(): OutboxShelf {
  const held = new Map<string, Outgoing>();
  return {
    load: (user) => Promise.resolve([...held].filter(([key]) => key.startsWith(`${user}:`)).map(([, entry]) => structuredClone(entry))),
    has: (user, messageId) => Promise.resolve(held.has(keyOf(user, messageId))),
    put: (user, entry) => {
      held.set(keyOf(user, entry.messageId), unproxied(entry));
      return Promise.resolve();
    },
    remove: (user, messageId) => {
      held.delete(keyOf(user, messageId));
      return Promise.resolve();
    },
    wipe: (user) => {
      for (const key of held.keys()) if (key.startsWith(`${user}:`)) held.delete(key);
      return Promise.resolve();
    },
  };
}

// The database clones what it keeps, and a reactive proxy cannot be cloned.
function unproxied(entry: Outgoing): Outgoing {
  return {
    ...toRaw(entry),
    replyTo: entry.replyTo && { ...toRaw(entry.replyTo) },
    files: entry.files.map((one) => ({ ...toRaw(one), file: toRaw(one.file), info: one.info && { ...toRaw(one.info) } })),
  };
}
