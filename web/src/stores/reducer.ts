// What a frame does to what is held. Pure changes to a plain state, so that live traffic, recovery and
// a replay all draw the same picture: state + frames = a fresh GET.
import { previewOf } from "@/lib/text";
import type { ConversationUpdated, Frame, FrameData } from "@/types/frames";
import type { Conversation, ConversationCore, LastMessage, Message, Person, Thread } from "@/types/messaging";

export interface MessagingState {
  me: string;
  people: Record<string, Person>;
  /** Who is online; null is unknown, which is never shown as offline. */
  online: Set<string> | null;
  conversations: Record<string, Conversation>;
  threads: Record<string, Thread>;
  /** Per conversation, who types and until when that holds without news. */
  typing: Record<string, Record<string, number>>;
}

/** What is left to do after a frame: nothing, recover by cursor, fetch one conversation, fetch all, or let one go. */
export type Outcome =
  | { kind: "applied" | "dropped" | "gap" | "refetch-all" }
  | { kind: "fetch"; conversationId: string }
  | { kind: "left"; conversationId: string };

const APPLIED: Outcome = { kind: "applied" };
const DROPPED: Outcome = { kind: "dropped" };

/** Typing without news is over after this long. */
const TYPING_MS = 4_000;

export function emptyState(): MessagingState {
  return { me: "", people: {}, online: null, conversations: {}, threads: {}, typing: {} };
}

export function applyFrame(state: MessagingState, frame: Frame, now: number): Outcome {
  switch (frame.event) {
    case "new-message":
    case "message-updated":
    case "message-deleted":
      applyToThread(state, frame);
      return inStream(state, frame.data, (conversation) => applyMessage(state, conversation, frame));
    case "conversation-updated":
      return applyConversationUpdated(state, frame.data);
    case "message-read":
      applyRead(state, frame.data);
      return APPLIED;
    case "user-typing":
      (state.typing[frame.data.conversationId] ??= {})[frame.data.userId] = now + TYPING_MS;
      return APPLIED;
    case "user-stopped-typing":
      stopTyping(state, frame.data.conversationId, frame.data.userId);
      return APPLIED;
    case "user-joined":
      state.online?.add(frame.data.userId);
      return APPLIED;
    case "user-left":
      state.online?.delete(frame.data.userId);
      for (const conversationId of Object.keys(state.typing)) stopTyping(state, conversationId, frame.data.userId);
      return APPLIED;
    case "ready":
    case "presence":
      state.online = frame.data.online === null ? null : new Set(frame.data.online);
      return APPLIED;
    case "person-updated":
      return applyPerson(state, frame.data);
    case "resync":
      return { kind: "refetch-all" };
    case "cursor":
    case "token-expiring":
    case "closing":
      return APPLIED;
    default:
      return frame satisfies never;
  }
}

/** Applies what follows what is held, drops what is not newer, and reports a hole. */
function inStream(
  state: MessagingState,
  data: { conversationId: string; seq: number },
  apply: (conversation: Conversation) => void,
): Outcome {
  const conversation = state.conversations[data.conversationId];
  if (conversation === undefined) return { kind: "fetch", conversationId: data.conversationId };
  if (data.seq <= conversation.lastSeq) return DROPPED;
  if (data.seq > conversation.lastSeq + 1) return { kind: "gap" };
  conversation.lastSeq = data.seq;
  apply(conversation);
  return APPLIED;
}

type MessageFrame = Extract<Frame, { event: "new-message" | "message-updated" | "message-deleted" }>;

function applyMessage(state: MessagingState, conversation: Conversation, frame: MessageFrame): void {
  switch (frame.event) {
    case "new-message": {
      const { message } = frame.data;
      conversation.lastMessage = lastMessageOf(message);
      conversation.lastActivityAt = message.sentAt;
      countUnread(state, conversation, message.authorId, message.seq, 1);
      stopTyping(state, conversation.id, message.authorId);
      return;
    }
    case "message-updated":
      setLastMessage(conversation, frame.data.lastMessage);
      if (frame.data.change === "restored") countUnread(state, conversation, frame.data.message.authorId, frame.data.message.seq, 1);
      return;
    case "message-deleted":
      setLastMessage(conversation, frame.data.lastMessage);
      countUnread(state, conversation, frame.data.authorId, frame.data.messageSeq, -1);
      return;
    default:
      frame satisfies never;
  }
}

/** A thread takes every frame: it may have been fetched before or after what the conversation counts. */
function applyToThread(state: MessagingState, frame: MessageFrame): void {
  const thread = state.threads[frame.data.conversationId];
  if (thread === undefined) return;
  switch (frame.event) {
    case "new-message":
      // A stretch that does not reach the end would get a hole.
      if (!thread.hasNewer) upsertMessage(thread, frame.data.message);
      return;
    case "message-updated":
      replaceMessage(thread, frame.data.message);
      return;
    case "message-deleted": {
      const { messageId, deletedAt, deletedBy } = frame.data;
      const held = thread.messages.find((one) => one.id === messageId);
      if (held) replaceMessage(thread, { ...held, body: "", files: [], deletedAt, deletedBy });
      else followOriginal(thread, messageId, "", true);
      return;
    }
    default:
      frame satisfies never;
  }
}

/** Puts a message where its seq says; the same id is replaced. */
export function upsertMessage(thread: Thread, message: Message): void {
  const { messages } = thread;
  let at = messages.length;
  // From the end: nearly always the message is the newest.
  while (at > 0) {
    const before = messages[at - 1];
    if (before === undefined || before.seq < message.seq) break;
    if (before.id === message.id) {
      if (message.version >= before.version) messages[at - 1] = message;
      return;
    }
    at -= 1;
  }
  messages.splice(at, 0, message);
}

/** Takes a newer state of a message that is held, and carries it into the replies to it. */
export function replaceMessage(thread: Thread, message: Message): void {
  const at = thread.messages.findIndex((one) => one.id === message.id);
  if (at >= 0) thread.messages[at] = message;
  followOriginal(thread, message.id, message.deletedAt ? "" : previewOf(message.body), Boolean(message.deletedAt));
}

function followOriginal(thread: Thread, originalId: string, preview: string, deleted: boolean): void {
  thread.messages.forEach((message, at) => {
    if (message.replyTo?.id === originalId) thread.messages[at] = { ...message, replyTo: { ...message.replyTo, preview, deleted } };
  });
}

function applyRead(state: MessagingState, data: FrameData["message-read"]): void {
  const conversation = state.conversations[data.conversationId];
  if (conversation === undefined) return;
  const reader = conversation.participants.find((one) => one.userId === data.userId);
  if (reader) reader.readSeq = Math.max(reader.readSeq, data.readSeq);
  countReaders(state, conversation);
  if (data.userId === state.me) {
    conversation.readSeq = Math.max(conversation.readSeq, data.readSeq);
    conversation.unreadFrom = null;
    if (data.unread !== undefined) conversation.unread = data.unread;
  }
}

function applyConversationUpdated(state: MessagingState, data: ConversationUpdated): Outcome {
  if (data.change === "mine") {
    const conversation = state.conversations[data.conversationId];
    if (conversation) {
      conversation.readSeq = data.readSeq;
      conversation.unread = data.unread;
      conversation.unreadFrom = data.unreadFrom;
      conversation.muted = data.muted;
    }
    return APPLIED;
  }
  const { conversationId } = data;
  if (data.userId === state.me && data.change === "participant-removed") {
    forget(state, conversationId);
    return { kind: "left", conversationId };
  }
  const held = state.conversations[conversationId];
  if (data.userId === state.me && data.change === "participant-added" && (held === undefined || held.lastSeq < data.seq)) {
    forget(state, conversationId);
    return { kind: "fetch", conversationId };
  }
  return inStream(state, data, (conversation) => mergeCore(state, conversation, data.conversation));
}

/** Takes over what a command or a frame says of the conversation itself; what is mine stays. */
export function mergeCore(state: MessagingState, conversation: Conversation, core: ConversationCore & { lastActivityAt?: string }): void {
  conversation.subject = core.subject;
  conversation.status = core.status;
  conversation.version = core.version;
  if (core.lastActivityAt !== undefined) conversation.lastActivityAt = core.lastActivityAt;
  const before = new Map(conversation.participants.map((one) => [one.userId, one]));
  conversation.participants = core.participants.map((one) => {
    const known = before.get(one.userId);
    return { ...one, readSeq: known?.joinedSeq === one.joinedSeq ? known.readSeq : one.joinedSeq };
  });
  countReaders(state, conversation);
}

function applyPerson(state: MessagingState, data: FrameData["person-updated"]): Outcome {
  state.people[data.person.id] = { ...state.people[data.person.id], ...data.person };
  if (!data.erased) return APPLIED;
  const { id } = data.person;
  for (const thread of Object.values(state.threads)) {
    thread.messages = thread.messages.map((message) => {
      const replyTo = message.replyTo?.authorId === id ? { ...message.replyTo, preview: "" } : message.replyTo;
      return message.authorId === id ? { ...message, body: "", files: [], erased: true, replyTo } : { ...message, replyTo };
    });
  }
  for (const conversation of Object.values(state.conversations)) {
    if (conversation.lastMessage?.authorId === id) conversation.lastMessage = { ...conversation.lastMessage, preview: "" };
  }
  // Subjects may be theirs too; only the server knows which.
  return { kind: "refetch-all" };
}

function countUnread(state: MessagingState, conversation: Conversation, authorId: string, seq: number, by: 1 | -1): void {
  if (authorId === state.me) return;
  const joined = conversation.participants.find((one) => one.userId === state.me)?.joinedSeq ?? 0;
  const from = Math.max(conversation.unreadFrom ?? conversation.readSeq + 1, joined);
  if (seq >= from) conversation.unread = Math.max(conversation.unread + by, 0);
}

function countReaders(state: MessagingState, conversation: Conversation): void {
  const others = conversation.participants.filter((one) => one.userId !== state.me).map((one) => one.readSeq);
  if (others.length === 0) return;
  conversation.othersReadSeq = Math.max(...others);
  conversation.allReadSeq = Math.min(...others);
}

function lastMessageOf(message: Message): LastMessage {
  return { id: message.id, seq: message.seq, authorId: message.authorId, preview: previewOf(message.body), sentAt: message.sentAt };
}

function setLastMessage(conversation: Conversation, last: LastMessage | null): void {
  conversation.lastMessage = last;
}

function stopTyping(state: MessagingState, conversationId: string, userId: string): void {
  const typing = state.typing[conversationId];
  if (typing) delete typing[userId];
}

export function forget(state: MessagingState, conversationId: string): void {
  delete state.conversations[conversationId];
  delete state.threads[conversationId];
  delete state.typing[conversationId];
}
