// Messages on their way. In order within a conversation, one at a time, the same messageId on every try;
// what had no answer is repeated until one comes, since only an answer says whether it arrived.
import { defineStore } from "pinia";
import { ref } from "vue";
import { Problem } from "@/api/client";
import { backoffMs, retryAfterMs } from "@/lib/backoff";
import { inBackground, newId, withLock } from "@/lib/browser";
import { browserShelf, memoryShelf, type OutboxShelf } from "@/lib/outbox";
import type { FileInfo, Message, Outgoing, OutgoingFile, Reply } from "@/types/messaging";

/** What the outbox needs of the world. */
export interface OutboxPorts {
  send: (entry: Outgoing, fileIds: string[]) => Promise<Message>;
  upload: (file: OutgoingFile) => Promise<FileInfo>;
  sent: (message: Message) => void;
  isOnline: () => boolean;
  wait: (ms: number) => Promise<void>;
  shelf?: OutboxShelf;
}

/** Passing failures before an entry waits for the person. */
const TRIES = 3;

export const useOutboxStore = defineStore("outbox", () => {
  const entries = ref<Outgoing[]>([]);
  const flushing = new Set<string>();
  let user = "";
  let shelf: OutboxShelf = memoryShelf();
  let ports: OutboxPorts | null = null;

  /** Takes up what an earlier visit left. */
  async function open(person: string, given: OutboxPorts): Promise<void> {
    user = person;
    ports = given;
    shelf = given.shelf ?? browserShelf();
    entries.value = [];
    try {
      const kept = await shelf.load(person);
      kept.sort((a, b) => a.createdAt.localeCompare(b.createdAt));
      // A send that a closed tab cut off may have arrived.
      const resumed = kept.map((one): Outgoing => (one.state === "sending" ? { ...one, state: "queued", unknown: true } : one));
      // Something may have been written while the shelf was being read.
      entries.value = [...resumed.filter((one) => find(one.messageId) === undefined), ...entries.value];
    } catch (error) {
      console.warn("the outbox lasts only as long as this page", error);
      shelf = memoryShelf();
    }
  }

  const of = (conversationId: string) => entries.value.filter((one) => one.conversationId === conversationId);
  const find = (messageId: string) => entries.value.find((one) => one.messageId === messageId);

  async function add(conversationId: string, body: string, files: OutgoingFile[], replyTo?: Reply): Promise<void> {
    const entry: Outgoing = {
      messageId: newId(),
      conversationId,
      body,
      files,
      replyTo,
      createdAt: new Date().toISOString(),
      state: "queued",
      attempts: 0,
      unknown: false,
    };
    requeue(of(conversationId));
    entries.value.push(entry);
    // On the shelf before it is on the wire.
    await keep(entry);
    await flush(conversationId);
  }

  async function keep(entry: Outgoing): Promise<void> {
    // It may have arrived meanwhile, by the socket's word.
    if (find(entry.messageId) === undefined) return;
    try {
      await shelf.put(user, entry);
    } catch (error) {
      console.warn("an outgoing message could not be kept", error);
    }
  }

  async function remove(messageId: string): Promise<void> {
    entries.value = entries.value.filter((one) => one.messageId !== messageId);
    await shelf.remove(user, messageId);
  }

  /** Sends what waits in a conversation, first come first. */
  async function flush(conversationId: string): Promise<void> {
    if (ports === null || flushing.has(conversationId)) return;
    flushing.add(conversationId);
    try {
      // One tab at a time; another one finds the shelf empty where this one was done.
      await withLock(`tidings-outbox-${user}-${conversationId}`, async () => {
        for (;;) {
          const next = of(conversationId).find((one) => one.state === "queued");
          if (next === undefined || ports?.isOnline() !== true) return;
          if (!(await attempt(next, ports))) return;
        }
      });
    } finally {
      flushing.delete(conversationId);
    }
  }

  /** One try; false when the conversation has to wait. */
  async function attempt(entry: Outgoing, by: OutboxPorts): Promise<boolean> {
    if (!(await shelf.has(user, entry.messageId).catch(() => true))) {
      entries.value = entries.value.filter((one) => one !== entry);
      return true;
    }
    entry.state = "sending";
    entry.reason = undefined;
    await keep(entry);
    try {
      for (const file of entry.files) file.info ??= await by.upload(file);
      const fileIds = entry.files.flatMap((file) => (file.info ? [file.info.id] : []));
      const message = await by.send(entry, fileIds);
      by.sent(message);
      await remove(entry.messageId);
      return true;
    } catch (error) {
      return refused(entry, error, by);
    }
  }

  async function refused(entry: Outgoing, error: unknown, by: OutboxPorts): Promise<boolean> {
    const problem = error instanceof Problem ? error : new Problem(0, "network", "");
    const isWait = problem.status === 429 || (problem.status === 503 && problem.retryAfter !== null);
    // Signed out is no fault of the message: it waits for the next sign-in.
    if (problem.status === 401 || isWait) {
      entry.state = "queued";
      await keep(entry);
      if (!isWait) return false;
      await by.wait(retryAfterMs(problem.retryAfter, Date.now()));
      return true;
    }
    if (!problem.isPassing) {
      entry.state = "failed";
      entry.unknown = false;
      entry.reason = problem.message;
      await keep(entry);
      // A refusal is its own; the next one may go.
      return true;
    }
    entry.unknown = true;
    entry.attempts += 1;
    entry.state = entry.attempts > TRIES ? "failed" : "queued";
    if (entry.state === "failed") entry.reason = problem.status === 0 || problem.status === 408 ? "network" : problem.message;
    await keep(entry);
    if (entry.state === "failed") return false;
    if (by.isOnline()) await by.wait(backoffMs(entry.attempts));
    return true;
  }

  /** Tries a failed one again, and what waited behind it. */
  async function retry(messageId: string): Promise<void> {
    const entry = find(messageId);
    if (entry === undefined) return;
    entry.state = "queued";
    entry.attempts = 0;
    await keep(entry);
    await flush(entry.conversationId);
  }

  // What had no answer goes before what was written after it.
  function requeue(some: Outgoing[]): void {
    for (const entry of some) {
      if (entry.state === "failed" && entry.unknown) {
        entry.state = "queued";
        entry.attempts = 0;
      }
    }
  }

  /** Everything that can go, goes: after a reconnect what failed for want of one is tried again. */
  function flushAll(): void {
    requeue(entries.value);
    for (const id of new Set(entries.value.map((one) => one.conversationId))) inBackground(flush(id));
  }

  /** Takes one back, where it certainly did not arrive. */
  async function takeBack(messageId: string): Promise<Outgoing | null> {
    const entry = find(messageId);
    if (entry === undefined || entry.unknown || entry.state === "sending") return null;
    await remove(messageId);
    return entry;
  }

  /** The socket said it arrived, maybe from another tab. */
  function arrived(messageId: string): void {
    if (find(messageId) !== undefined) inBackground(remove(messageId));
  }

  async function wipe(): Promise<void> {
    const whose = user;
    entries.value = [];
    ports = null;
    await shelf.wipe(whose);
  }

  return { entries, open, of, add, flush, flushAll, retry, takeBack, arrived, wipe };
});
