import { createPinia, setActivePinia } from "pinia";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { Problem } from "@/api/client";
import { memoryShelf } from "@/lib/outbox";
import { useOutboxStore, type OutboxPorts } from "@/stores/outboxStore";
import type { Message, Outgoing } from "@/types/messaging";
import { ID, ME, message, outgoing } from "../builders";

let isOnline = true;
let answers: (Problem | "ok")[] = [];
const sends: string[] = [];
const waits: number[] = [];
const shelf = { current: memoryShelf() };

const ports = (): OutboxPorts => ({
  send: (entry: Outgoing) => {
    sends.push(`${entry.messageId} ${entry.body}`);
    const answer = answers.shift() ?? "ok";
    return answer === "ok" ? Promise.resolve(message(2, { id: entry.messageId, body: entry.body })) : Promise.reject(answer);
  },
  upload: () => Promise.reject(new Problem(0, "network", "")),
  sent: vi.fn<(sent: Message) => void>(),
  isOnline: () => isOnline,
  wait: (ms) => {
    waits.push(ms);
    return Promise.resolve();
  },
  shelf: shelf.current,
});
const bodies = () => sends.map((one) => one.split(" ")[1]);

beforeEach(async () => {
  setActivePinia(createPinia());
  isOnline = true;
  answers = [];
  sends.length = 0;
  waits.length = 0;
  shelf.current = memoryShelf();
  await useOutboxStore().open(ME, ports());
});

describe("the outbox", () => {
  test("sends and forgets", async () => {
    const outbox = useOutboxStore();
    await outbox.add(ID, "one", []);
    expect(bodies()).toEqual(["one"]);
    expect(outbox.entries).toEqual([]);
    expect(await shelf.current.load(ME)).toEqual([]);
  });

  test("keeps what is written offline, and sends it in order later", async () => {
    const outbox = useOutboxStore();
    isOnline = false;
    await outbox.add(ID, "one", []);
    await outbox.add(ID, "two", []);
    expect(sends).toEqual([]);
    isOnline = true;
    await outbox.flush(ID);
    expect(bodies()).toEqual(["one", "two"]);
  });

  test("repeats a lost send with the same message id", async () => {
    answers = [new Problem(0, "network", ""), new Problem(502, "unavailable", "")];
    await useOutboxStore().add(ID, "one", []);
    expect(new Set(sends).size).toBe(1);
    expect(sends).toHaveLength(3);
  });

  test("gives up after three repeats, and then lets it be tried again but never taken back", async () => {
    const outbox = useOutboxStore();
    answers = Array.from({ length: 4 }, () => new Problem(0, "network", ""));
    await outbox.add(ID, "one", []);
    const entry = outbox.entries[0];
    expect(entry).toMatchObject({ state: "failed", unknown: true, reason: "network" });
    expect(await outbox.takeBack(entry?.messageId ?? "")).toBeNull();
    await outbox.retry(entry?.messageId ?? "");
    expect(outbox.entries).toEqual([]);
  });

  test("takes a refused one back with its words, and does not hold up the next", async () => {
    const outbox = useOutboxStore();
    answers = [new Problem(409, "conversation-not-open", "the conversation is closed")];
    await outbox.add(ID, "one", []);
    await outbox.add(ID, "two", []);
    expect(bodies()).toEqual(["one", "two"]);
    const [entry] = outbox.entries;
    expect(entry).toMatchObject({ state: "failed", unknown: false, reason: "the conversation is closed" });
    expect((await outbox.takeBack(entry?.messageId ?? ""))?.body).toBe("one");
    expect(outbox.entries).toEqual([]);
  });

  test("waits as long as the server asks and does not count it", async () => {
    answers = Array.from({ length: 5 }, () => new Problem(429, "rate-limited", "", "7"));
    await useOutboxStore().add(ID, "one", []);
    expect(waits).toEqual([7_000, 7_000, 7_000, 7_000, 7_000]);
    expect(useOutboxStore().entries).toEqual([]);
  });

  test("keeps what is not sent when the session ends", async () => {
    answers = [new Problem(401, "unauthenticated", "")];
    await useOutboxStore().add(ID, "one", []);
    expect(useOutboxStore().entries).toMatchObject([{ state: "queued", unknown: false }]);
  });

  test("takes up after a reload what may have arrived, and only repeats it", async () => {
    await shelf.current.put(ME, outgoing({ state: "sending", body: "one" }));
    isOnline = false;
    const outbox = useOutboxStore();
    await outbox.open(ME, ports());
    expect(outbox.entries).toMatchObject([{ state: "queued", unknown: true }]);
    expect(await outbox.takeBack(outbox.entries[0]?.messageId ?? "")).toBeNull();
  });

  test("loses nothing that is written while it is being opened", async () => {
    isOnline = false;
    await shelf.current.put(ME, outgoing({ body: "earlier" }));
    const outbox = useOutboxStore();
    const opening = outbox.open(ME, ports());
    await Promise.all([opening, outbox.add(ID, "now", [])]);
    expect(outbox.entries.map((one) => one.body)).toEqual(["earlier", "now"]);
  });

  test("does not send what another tab sent", async () => {
    isOnline = false;
    const outbox = useOutboxStore();
    await outbox.add(ID, "one", []);
    await shelf.current.wipe(ME);
    isOnline = true;
    await outbox.flush(ID);
    expect(sends).toEqual([]);
    expect(outbox.entries).toEqual([]);
  });

  test("tries again after a reconnect what failed for want of one, before what came after it", async () => {
    const outbox = useOutboxStore();
    answers = Array.from({ length: 4 }, () => new Problem(0, "network", ""));
    await outbox.add(ID, "one", []);
    sends.length = 0;
    await outbox.add(ID, "two", []);
    expect(bodies()).toEqual(["one", "two"]);
  });

  test("waits for a file that is not there yet and keeps it with the text", async () => {
    await useOutboxStore().add(ID, "one", [{ local: "l1", file: new File(["x"], "x.txt") }]);
    expect(sends).toEqual([]);
    expect(useOutboxStore().entries[0]).toMatchObject({ state: "failed", body: "one", files: [{ local: "l1" }] });
  });
});
