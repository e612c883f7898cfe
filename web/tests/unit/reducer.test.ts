import { beforeEach, describe, expect, test } from "vitest";
import { applyFrame, emptyState, type MessagingState } from "@/stores/reducer";
import type { Frame } from "@/types/frames";
import { conversation, durable, ID, idOf, inStream, JONAS, ME, message, people, TIMO, atOf } from "../builders";

let state: MessagingState;
const apply = (frame: Frame, now = 0) => applyFrame(state, frame, now);
const held = () => state.conversations[ID];
const bodies = () => state.threads[ID]?.messages.map((one) => one.body);
const sent = (seq: number, more: Partial<ReturnType<typeof message>> = {}): Frame => ({ event: "new-message", data: { ...inStream(seq), message: message(seq, more) } });
const core = () => {
  const { id, projectId, subject, status, version, createdBy, createdAt, lastSeq, participants, lastActivityAt } = conversation({ lastSeq: 2, version: 2 });
  return { id, projectId, subject, status, version, createdBy, createdAt, lastSeq, participants: participants.map(({ userId, joinedSeq, joinedAt }) => ({ userId, joinedSeq, joinedAt })), lastActivityAt };
};

beforeEach(() => {
  state = emptyState();
  state.me = ME;
  for (const person of people) state.people[person.id] = person;
  state.conversations[ID] = conversation();
  state.threads[ID] = { messages: [], hasOlder: false, hasNewer: false };
});

describe("a new message", () => {
  test("is shown, previewed and counted as unread", () => {
    expect(apply(sent(2))).toEqual({ kind: "applied" });
    expect(bodies()).toEqual(["message 2"]);
    expect(held()).toMatchObject({ lastSeq: 2, unread: 1, lastActivityAt: atOf(2), lastMessage: { seq: 2, preview: "message 2" } });
  });

  test("of my own is not unread", () => {
    apply(sent(2, { authorId: ME }));
    expect(held()?.unread).toBe(0);
  });

  test("that comes twice is taken once", () => {
    apply(sent(2));
    expect(apply(sent(2))).toEqual({ kind: "dropped" });
    expect(bodies()).toEqual(["message 2"]);
    expect(held()?.unread).toBe(1);
  });

  test("beyond a hole is reported and changes no count", () => {
    expect(apply(sent(4))).toEqual({ kind: "gap" });
    expect(held()).toEqual(conversation());
  });

  test("of a conversation that is not held asks for it", () => {
    state.conversations = {};
    expect(apply(sent(2))).toEqual({ kind: "fetch", conversationId: ID });
  });

  test("stays out of a stretch that does not reach the end", () => {
    state.threads[ID] = { messages: [], hasOlder: true, hasNewer: true };
    apply(sent(2));
    expect(bodies()).toEqual([]);
  });

  test("ends its author's typing", () => {
    apply({ event: "user-typing", data: { conversationId: ID, userId: TIMO } });
    apply(sent(2));
    expect(state.typing[ID]).toEqual({});
  });

  test("previews 120 characters and cuts none in half", () => {
    apply(sent(2, { body: "😀".repeat(200) }));
    expect(held()?.lastMessage?.preview).toBe("😀".repeat(120));
  });
});

describe("an edit", () => {
  test("changes the message, the preview and the replies to it", () => {
    apply(sent(2));
    apply(sent(3, { replyTo: { id: idOf(2), seq: 2, authorId: TIMO, preview: "message 2", deleted: false } }));
    const edited = message(2, { body: "better", version: 2, editedAt: atOf(4) });
    apply({ event: "message-updated", data: { ...inStream(4), change: "edited", message: edited, lastMessage: held()?.lastMessage ?? null } });
    expect(bodies()).toEqual(["better", "message 3"]);
    expect(state.threads[ID]?.messages[1]?.replyTo?.preview).toBe("better");
    expect(held()?.unread).toBe(2);
  });
});

describe("a deletion", () => {
  const deletion = (seq: number, of: number): Frame => ({
    event: "message-deleted",
    data: { ...inStream(seq), messageId: idOf(of), messageSeq: of, authorId: TIMO, deletedBy: TIMO, deletedAt: atOf(seq), lastMessage: null },
  });

  test("blanks the message and takes it out of the unread", () => {
    apply(sent(2));
    apply(deletion(3, 2));
    expect(state.threads[ID]?.messages[0]).toEqual(message(2, { body: "", deletedAt: atOf(3), deletedBy: TIMO }));
    expect(held()).toMatchObject({ unread: 0, lastMessage: null });
  });

  test("of what was read leaves the count alone", () => {
    state.conversations[ID] = conversation({ lastSeq: 5, readSeq: 4, unread: 1 });
    apply(deletion(6, 3));
    expect(held()?.unread).toBe(1);
  });

  test("that is restored counts as unread again", () => {
    apply(sent(2));
    apply(deletion(3, 2));
    apply({ event: "message-updated", data: { ...inStream(4), change: "restored", message: message(2), lastMessage: null } });
    expect(bodies()).toEqual(["message 2"]);
    expect(held()?.unread).toBe(1);
  });
});

describe("a read receipt", () => {
  const read = (userId: string, readSeq: number, unread?: number): Frame => ({
    event: "message-read",
    data: { ...durable(9), conversationId: ID, userId, readSeq, readAt: atOf(9), ...(unread === undefined ? {} : { unread }) },
  });

  test("raises the highest and the lowest of the others", () => {
    const three = conversation({ lastSeq: 5, participants: [ME, TIMO, JONAS].map((userId) => ({ userId, joinedSeq: 1, joinedAt: atOf(0), readSeq: 1 })) });
    state.conversations[ID] = three;
    apply(read(TIMO, 4));
    expect(held()).toMatchObject({ othersReadSeq: 4, allReadSeq: 1 });
    apply(read(JONAS, 5));
    expect(held()).toMatchObject({ othersReadSeq: 5, allReadSeq: 4 });
  });

  test("never goes back", () => {
    state.conversations[ID] = conversation({ lastSeq: 5 });
    apply(read(TIMO, 4));
    apply(read(TIMO, 2));
    expect(held()?.othersReadSeq).toBe(4);
  });

  test("of my own from another tab brings the count and clears the mark", () => {
    state.conversations[ID] = conversation({ lastSeq: 5, unread: 3, unreadFrom: 2 });
    apply(read(ME, 5, 0));
    expect(held()).toMatchObject({ readSeq: 5, unread: 0, unreadFrom: null });
  });
});

describe("a change of the conversation", () => {
  test("of its subject is taken over", () => {
    apply({ event: "conversation-updated", data: { ...inStream(2), change: "subject", by: TIMO, at: atOf(2), conversation: { ...core(), subject: "The final logo" } } });
    expect(held()).toMatchObject({ subject: "The final logo", version: 2, lastSeq: 2 });
  });

  test("by which I am removed lets everything of it go", () => {
    expect(apply({ event: "conversation-updated", data: { ...inStream(2), change: "participant-removed", by: TIMO, at: atOf(2), userId: ME, conversation: core() } })).toEqual({ kind: "left", conversationId: ID });
    expect(state.conversations).toEqual({});
    expect(state.threads).toEqual({});
  });

  test("by which I am added drops what is held and fetches it", () => {
    expect(apply({ event: "conversation-updated", data: { ...inStream(2), change: "participant-added", by: TIMO, at: atOf(2), userId: ME, conversation: core() } })).toEqual({ kind: "fetch", conversationId: ID });
    expect(state.threads).toEqual({});
  });

  test("by which somebody joins starts their reading where they joined", () => {
    const joined = { userId: JONAS, joinedSeq: 2, joinedAt: atOf(2) };
    apply({ event: "conversation-updated", data: { ...inStream(2), change: "participant-added", by: TIMO, at: atOf(2), userId: JONAS, conversation: { ...core(), participants: [...core().participants, joined] } } });
    expect(held()?.participants.at(-1)).toEqual({ ...joined, readSeq: 2 });
  });

  test("of what is mine has no seq and always applies", () => {
    apply({ event: "conversation-updated", data: { ...durable(9), conversationId: ID, change: "mine", readSeq: 1, unread: 2, unreadFrom: 1, muted: true } });
    expect(held()).toMatchObject({ unread: 2, unreadFrom: 1, muted: true, lastSeq: 1 });
  });
});

describe("people", () => {
  test("come and go", () => {
    apply({ event: "presence", data: { online: [TIMO] } });
    apply({ event: "user-joined", data: { userId: JONAS, at: atOf(1) } });
    apply({ event: "user-left", data: { userId: TIMO, at: atOf(2) } });
    expect([...(state.online ?? [])]).toEqual([JONAS]);
  });

  test("are unknown, not offline, while the server does not know", () => {
    apply({ event: "presence", data: { online: null } });
    expect(state.online).toBeNull();
  });

  test("who are erased leave no words behind", () => {
    apply(sent(2));
    expect(apply({ event: "person-updated", data: { ...durable(3), person: { id: TIMO, name: null, role: "team" }, erased: true } })).toEqual({ kind: "refetch-all" });
    expect(state.threads[ID]?.messages[0]).toMatchObject({ body: "", erased: true });
    expect(held()?.lastMessage?.preview).toBe("");
    expect(state.people[TIMO]?.name).toBeNull();
  });

  test("who type are known for four seconds", () => {
    apply({ event: "user-typing", data: { conversationId: ID, userId: TIMO } }, 1_000);
    expect(state.typing[ID]).toEqual({ [TIMO]: 5_000 });
  });
});
