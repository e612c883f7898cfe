import { createPinia, setActivePinia } from "pinia";
import { beforeEach, describe, expect, test } from "vitest";
import { csvRows, jsonlOf } from "@/components/admin/export";
import { describe as inWords, filterOf } from "@/components/admin/words";
import { ADMIN_LOCALES, type AdminKey, type AdminWords } from "@/lib/adminWords";
import { csvCell, csvOf } from "@/lib/csv";
import { wordDiff } from "@/lib/diff";
import { createHistoryReader } from "@/lib/history";
import type { Locale } from "@/lib/i18n";
import en from "@/locales/admin/en";
import { createReplay } from "@/stores/adminReplay";
import { NoReason, useAdminReasonStore } from "@/stores/adminReasonStore";
import { useAdminStore } from "@/stores/adminStore";
import type { OverseenConversation } from "@/types/admin";
import { conversation, ID, idOf, JONAS, ME, people, TIMO } from "../builders";
import { core, deleted, edited, gone, kept, line, linesOf, looked, read, reported, restored, sent, started } from "../history";

describe("the history reader", () => {
  test("puts lines together wherever the stream was cut", () => {
    const text = `${started()}\n${sent(2, kept("ü – 🙂"))}\n${JSON.stringify({ end: { count: 2, lastPosition: 9, headHash: "ff" } })}\n`;
    for (const size of [1, 7, 100, text.length]) {
      const reader = createHistoryReader();
      for (let at = 0; at < text.length; at += size) reader.take(text.slice(at, at + size));
      expect(reader.lines.map((one) => one.type)).toEqual(["ConversationStarted", "MessageSent"]);
      expect(reader.end()).toEqual({ count: 2, lastPosition: 9, headHash: "ff" });
    }
  });

  test("says that there was no end", () => {
    const reader = createHistoryReader();
    reader.take(`${started()}\n{"position":2,"ty`);
    expect([reader.lines.length, reader.end()]).toEqual([1, null]);
  });

  test("keeps an event of a newer server without knowing it", () => {
    const [found] = linesOf([line({ type: "MessagePinned" })]);
    expect([found?.type, found?.event]).toEqual(["MessagePinned", null]);
  });
});

describe("the replay", () => {
  const at = (raw: string[], count: number) => createReplay(linesOf(raw)).at(count);
  const bodies = (raw: string[], count: number) => at(raw, count).messaging.threads[ID]?.messages.map((one) => one.body) ?? null;

  test("is empty before the first event", () => {
    expect(at([started()], 0).messaging.conversations).toEqual({});
  });

  test("draws the conversation as it was after any event, in any order of looking", () => {
    const raw = [started(), sent(2, kept("adress")), edited(3, 2, kept("address")), sent(4, kept("more"), ME), deleted(5, 2)];
    const replay = createReplay(linesOf(raw));
    const seen = (count: number) => replay.at(count).messaging.threads[ID]?.messages.map((one) => (one.deletedAt ? "deleted" : one.body));
    expect([5, 3, 2, 4, 1].map(seen)).toEqual([["deleted", "more"], ["address"], ["adress"], ["address", "more"], []]);
  });

  test("does not change a picture that was given out", () => {
    const raw = [started(), ...Array.from({ length: 600 }, (_, n) => sent(n + 2))];
    const replay = createReplay(linesOf(raw));
    const early = replay.at(260);
    replay.at(601);
    expect(early.messaging.threads[ID]?.messages.length).toBe(259);
    expect(replay.at(260)).toEqual(early);
  });

  test("knows the newest message that is not deleted", () => {
    const raw = [started(), sent(2, kept("first")), sent(3, kept("second")), deleted(4, 3)];
    expect(at(raw, 3).messaging.conversations[ID]?.lastMessage?.preview).toBe("second");
    expect(at(raw, 4).messaging.conversations[ID]?.lastMessage?.preview).toBe("first");
  });

  test("lets a quotation follow its original", () => {
    const reply = { replyTo: { id: idOf(2), seq: 2, authorId: TIMO } };
    const raw = [started(), sent(2, kept("question")), sent(3, kept("answer"), ME, reply), edited(4, 2, kept("the question")), deleted(5, 2)];
    const quoted = (count: number) => at(raw, count).messaging.threads[ID]?.messages[1]?.replyTo;
    expect([quoted(3)?.preview, quoted(4)?.preview, quoted(5)?.deleted]).toEqual(["question", "the question", true]);
  });

  test("follows people, subject, status and reading", () => {
    const withJonas = [TIMO, ME, JONAS].map((userId) => ({ userId, joinedSeq: userId === JONAS ? 2 : 1, joinedAt: "2026-11-24T09:00:00Z" }));
    const raw = [
      started(),
      line({ type: "ParticipantAdded", sequence: 2, payload: { userId: JONAS, core: core(2, { version: 2, participants: withJonas }) } }),
      line({ type: "SubjectChanged", sequence: 3, payload: { core: core(3, { version: 3, participants: withJonas, subject: kept("The logo") }) } }),
      line({ type: "StatusChanged", sequence: 4, payload: { reason: kept("done"), core: core(4, { version: 4, participants: withJonas, subject: kept("The logo"), status: "closed" }) } }),
      read(ME, 4),
    ];
    const end = at(raw, 5).messaging.conversations[ID];
    expect([end?.participants.length, end?.subject, end?.status, end?.version, end?.lastSeq]).toEqual([3, "The logo", "closed", 4, 4]);
    expect(end?.participants.find((one) => one.userId === ME)?.readSeq).toBe(4);
    expect(at(raw, 2).messaging.conversations[ID]?.subject).toBe("The new logo");
  });

  test("tells a text that can be revealed from one that is gone with its author", () => {
    const raw = [started(), sent(2, gone), sent(3, gone, ME), deleted(4, 2)];
    const replay = createReplay(linesOf(raw));
    const messages = replay.at(3).messaging.threads[ID]?.messages;
    expect(messages?.map((one) => [replay.isDeletedAtEnd(one.id), one.erased ?? false])).toEqual([[true, false], [false, true]]);
  });

  test("has nothing to reveal of a message that came back", () => {
    const raw = [started(), sent(2, kept("hello")), deleted(3, 2), restored(4, 2, kept("hello"))];
    const replay = createReplay(linesOf(raw));
    expect(replay.isDeletedAtEnd(idOf(2))).toBe(false);
    expect([3, 4].map((count) => Boolean(replay.at(count).messaging.threads[ID]?.messages[0]?.deletedAt))).toEqual([true, false]);
    expect(bodies(raw, 4)).toEqual(["hello"]);
  });

  test("keeps every wording for the comparison", () => {
    const raw = [started(), sent(2, kept("one")), edited(3, 2, kept("two")), edited(4, 2, gone)];
    expect(at(raw, 4).wordings[idOf(2)]?.map((one) => one.body)).toEqual(["one", "two", null]);
    expect(at(raw, 2).wordings[idOf(2)]?.length).toBe(1);
  });

  test("is not changed by reports and by those who look on", () => {
    const raw = [started(), sent(2), reported(2), looked("a check")];
    expect(at(raw, 4).messaging).toEqual(at(raw, 2).messaging);
    expect(at(raw, 4).reports).toEqual({ [idOf(2)]: 1 });
    expect(bodies(raw, 4)).toEqual(["message 2"]);
  });
});

describe("the words of an event", () => {
  const nameOf = (id: string) => people.find((one) => one.id === id)?.name ?? "nobody";
  const words = (raw: string) => linesOf([raw]).map((one) => [filterOf(one), inWords(one, nameOf, true)])[0];

  test("say who did what", () => {
    expect(words(sent(2, kept("**Hello** there")))).toEqual(["messages", "Timo Brandt wrote: Hello there"]);
    expect(words(sent(2, gone))).toEqual(["messages", "Timo Brandt wrote: (withheld)"]);
    expect(words(looked("a complaint"))).toEqual(["access", "Jonas Weber looked at the conversation: a complaint"]);
    expect(words(reported(2))).toEqual(["reports", "Jonas Weber reported a message: Insult or threat"]);
    expect(words(read(ME, 4))).toEqual(["reading", "Clara Okafor read up to message 4"]);
  });

  test("keep names and quotations apart from the direction of the sentence", () => {
    expect(linesOf([sent(2, kept("hi"))]).map((one) => inWords(one, nameOf))).toEqual(["\u2068Timo Brandt\u2069 wrote: \u2068hi\u2069"]);
  });

  test("tell leaving from being taken out", () => {
    const removed = (by: string) => line({ type: "ParticipantRemoved", sequence: 2, by, payload: { userId: TIMO, core: core(2) } });
    expect(words(removed(TIMO))).toEqual(["people", "Timo Brandt left"]);
    expect(words(removed(ME))).toEqual(["people", "Clara Okafor removed Timo Brandt"]);
  });
});

describe("a CSV export", () => {
  test.each([
    ["=1+1", `"'=1+1"`],
    ["+49 30", `"'+49 30"`],
    ["-2", `"'-2"`],
    ["@SUM(A1)", `"'@SUM(A1)"`],
    ["\t=1", `"'\t=1"`],
    ["\r=1", `"'\r=1"`],
    ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
    ["a,b", '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ["two\nlines", '"two\nlines"'],
    ["1-2=3", "1-2=3"],
    ["", ""],
  ])("writes %j so that no spreadsheet computes it", (text, cell) => {
    expect(csvCell(text)).toBe(cell);
  });

  test("leaves numbers be", () => {
    expect(csvCell(-7)).toBe("-7");
  });

  test("is UTF-8 by its mark, and ends every row the same", () => {
    expect(csvOf([["a", 1], ["=b", 2]])).toBe(`\uFEFFa,1\r\n"'=b",2\r\n`);
  });

  test("holds what was said, and names that try to compute are quoted too", () => {
    const rows = csvRows(linesOf([sent(2, kept("=cmd"))]), () => "=evil");
    expect(csvOf(rows)).toContain(`,"'=evil",MessageSent,`);
    expect(csvOf(rows)).toContain(`,"'=cmd",`);
  });

  test("in lines is word for word what the server said", () => {
    const raw = [started(), sent(2)];
    expect(jsonlOf(linesOf(raw))).toBe(`${raw.join("\n")}\n`);
  });
});

describe("a comparison of words", () => {
  const marked = (before: string, after: string) =>
    wordDiff(before, after).map(({ kind, text }) => (kind === "same" ? text : kind === "added" ? `[+${text}]` : `[-${text}]`)).join("");

  test.each([
    ["the wrong adress, sorry", "the wrong address, sorry", "the wrong [-adress][+address], sorry"],
    ["a b c", "a c", "a [-b ]c"],
    ["", "new", "[+new]"],
    ["old", "", "[-old]"],
    ["same", "same", "same"],
    ["größer als 5", "größer als 6", "größer als [-5][+6]"],
  ])("of %j and %j", (before, after, shown) => {
    expect(marked(before, after)).toBe(shown);
  });

  test("loses nothing of either text", () => {
    const [before, after] = ["one two  three, four five", "two 3, four five six"];
    const without = (kind: string) => wordDiff(before, after).filter((part) => part.kind !== kind).map((part) => part.text).join("");
    expect([without("added"), without("removed")]).toEqual([before, after]);
  });

  test("of two long texts ends soon", () => {
    const text = (word: string) => Array.from({ length: 5_000 }, (_, n) => `${word}${n}`).join(" ");
    const began = performance.now();
    expect(wordDiff(text("a"), text("b")).length).toBe(2);
    expect(performance.now() - began).toBeLessThan(500);
  });
});

describe("the reason of a visit", () => {
  beforeEach(() => setActivePinia(createPinia()));

  test("is asked once, also of those who ask at the same time", async () => {
    const store = useAdminReasonStore();
    const both = [store.forVisit(ID), store.forVisit(ID)];
    store.pending?.give("a complaint");
    expect(await Promise.all([...both, store.forVisit(ID)])).toEqual(["a complaint", "a complaint", "a complaint"]);
    expect(store.pending).toBeNull();
  });

  test("goes with the same conversation to its replay, and ends with the visit", async () => {
    const store = useAdminReasonStore();
    const first = store.forVisit(ID);
    store.pending?.give("a complaint");
    await first;
    store.leave(ID);
    expect(await store.forVisit(ID)).toBe("a complaint");
    store.leave();
    void store.forVisit(ID).catch(() => undefined);
    expect(store.pending).not.toBeNull();
  });

  test("does not hold for another conversation", async () => {
    const store = useAdminReasonStore();
    const first = store.forVisit(ID);
    store.pending?.give("a complaint");
    await first;
    const second = store.forVisit("another");
    expect(store.pending).not.toBeNull();
    store.pending?.give("something else");
    expect(await second).toBe("something else");
  });

  test("can be refused, and is then asked again", async () => {
    const store = useAdminReasonStore();
    const refused = store.forVisit(ID);
    store.pending?.refuse();
    await expect(refused).rejects.toBeInstanceOf(NoReason);
    const again = store.forVisit(ID);
    store.pending?.give("well then");
    expect(await again).toBe("well then");
  });

  test("is another one for each thing that is revealed", async () => {
    const store = useAdminReasonStore();
    const visit = store.forVisit(ID);
    store.pending?.give("a complaint");
    await visit;
    const reveal = store.ask("reveal");
    expect(store.pending?.purpose).toBe("reveal");
    store.pending?.give("to see it");
    expect(await reveal).toBe("to see it");
  });
});

describe("the table of all conversations", () => {
  beforeEach(() => setActivePinia(createPinia()));
  const row = (id: string, more: Partial<OverseenConversation> = {}): OverseenConversation => ({ ...conversation({ id }), messageCount: 1, openReports: 0, lastMessage: null, ...more });
  const page = (items: OverseenConversation[], nextCursor: string | null = null) => ({ items, nextCursor, people });

  test("shows what moved while somebody paged once, as it is now", () => {
    const store = useAdminStore();
    store.takePage(page([row("a"), row("b")], "more"), true);
    store.takePage(page([row("c"), row("a", { messageCount: 2 })]), false);
    expect(store.rows.map((one) => [one.id, one.messageCount])).toEqual([["a", 2], ["b", 1], ["c", 1]]);
    expect(store.nextCursor).toBeNull();
  });

  test("takes a change back where it was refused", () => {
    const store = useAdminStore();
    store.takePage(page([row("a"), row("b")]), true);
    const undo = store.change("a", { status: "closed" });
    expect(store.rows.map((one) => one.status)).toEqual(["closed", "active"]);
    undo();
    expect(store.rows.map((one) => one.status)).toEqual(["active", "active"]);
  });

  test("knows the names that came with it", () => {
    const store = useAdminStore();
    store.takePage(page([]), true);
    expect([store.nameOf(TIMO), store.nameOf("stranger")]).toEqual(["Timo Brandt", null]);
  });
});

describe.each(Object.keys(ADMIN_LOCALES) as Locale[])("the console's words in %s", (name) => {
  const load = async (): Promise<AdminWords> => (await ADMIN_LOCALES[name]()).default;
  const forms = (value: AdminWords[AdminKey]) => (typeof value === "string" ? [value] : Object.values(value));
  const placeholders = (texts: string[]) => new Set(texts.join(" ").match(/\{\w+\}/g) ?? []);

  test("have every key and none besides", async () => {
    expect(Object.keys(await load()).sort()).toEqual(Object.keys(en).sort());
  });

  test("name only what English names", async () => {
    const words = await load();
    for (const key of Object.keys(en) as AdminKey[]) {
      for (const one of placeholders(forms(words[key]))) expect(placeholders(forms(en[key])), key).toContain(one);
    }
  });

  test("have every plural form that the language needs", async () => {
    const needed = new Intl.PluralRules(name).resolvedOptions().pluralCategories;
    for (const [key, value] of Object.entries(await load())) {
      if (typeof value !== "string") for (const form of needed) expect(value[form] ?? value.other, `${key}.${form}`).toBeTruthy();
    }
  });
});
