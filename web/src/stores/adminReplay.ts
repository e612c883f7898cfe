// A conversation as it was after any of its events: the log's events become the frames that the socket
// would have carried, and the reducer of live traffic draws them.
import { previewOf } from "@/lib/text";
import type { HistoryLine, Private, RecordedCore, RecordedEvent, RecordedFile, RecordedMessage } from "@/types/admin";
import type { Frame } from "@/types/frames";
import type { Conversation, ConversationCore, FileInfo, LastMessage, Message, Reply, Thread } from "@/types/messaging";
import { applyFrame, emptyState, type MessagingState } from "./reducer";

/** One wording of a message; null where its text is withheld. */
export interface Wording {
  body: string | null;
  at: string;
}

export interface ReplayState {
  messaging: MessagingState;
  /** All wordings so far, by message. */
  wordings: Record<string, Wording[]>;
  /** Messages with a report so far, and how many. */
  reports: Record<string, number>;
}

/** A picture is kept every so many events, so that going back does not begin at the beginning. */
const KEPT_EVERY = 250;

export function textOf(value: Private): string | null {
  return "text" in value ? value.text : null;
}

/** The message that an event is about. */
export function messageIdOf(event: RecordedEvent): string | null {
  switch (event.type) {
    case "MessageSent":
    case "MessageDeleted":
      return event.payload.id;
    case "MessageEdited":
    case "MessageRestored":
    case "FileStateChanged":
    case "MessageReported":
      return event.payload.message.id;
    case "ReportAssigned":
    case "ReportNoted":
    case "ReportResolved":
    case "ReportDismissed":
    case "MessageRevealed":
      return event.payload.messageId;
    case "ConversationStarted":
    case "ParticipantAdded":
    case "ParticipantRemoved":
    case "SubjectChanged":
    case "StatusChanged":
    case "ConversationRead":
    case "MarkedUnread":
    case "Muted":
    case "HistoryRead":
    case "FileRead":
    case "ConversationWatched":
      return null;
    default:
      return event satisfies never;
  }
}

export function createReplay(lines: readonly HistoryLine[]) {
  const deleted = deletedAtEnd(lines);
  const kept = new Map<number, ReplayState>();

  /** The picture after the first `count` events; a copy of its own each time. */
  function at(count: number): ReplayState {
    const wanted = Math.min(Math.max(count, 0), lines.length);
    let from = Math.floor(wanted / KEPT_EVERY) * KEPT_EVERY;
    while (from > 0 && !kept.has(from)) from -= KEPT_EVERY;
    const state = structuredClone(kept.get(from) ?? { messaging: emptyState(), wordings: {}, reports: {} });
    for (let n = from; n < wanted; n += 1) {
      const event = lines[n]?.event;
      if (event) apply(state, event, deleted);
      if ((n + 1) % KEPT_EVERY === 0 && !kept.has(n + 1)) kept.set(n + 1, structuredClone(state));
    }
    return state;
  }

  return { at, isDeletedAtEnd: (messageId: string) => deleted.has(messageId) };
}

/** A text that is withheld although its message is not deleted went with its author. */
function deletedAtEnd(lines: readonly HistoryLine[]): Set<string> {
  const deleted = new Set<string>();
  for (const { event } of lines) {
    if (event?.type === "MessageDeleted") deleted.add(event.payload.id);
    if (event?.type === "MessageRestored") deleted.delete(event.payload.message.id);
  }
  return deleted;
}

function apply(state: ReplayState, event: RecordedEvent, deleted: ReadonlySet<string>): void {
  const { messaging } = state;
  const place = { cursor: "", position: String(event.position) };
  switch (event.type) {
    case "ConversationStarted":
      messaging.conversations[event.payload.core.id] = started(event.payload.core);
      messaging.threads[event.payload.core.id] = { messages: [], hasOlder: false, hasNewer: false };
      return;
    case "ParticipantAdded":
    case "ParticipantRemoved":
    case "SubjectChanged":
    case "StatusChanged": {
      const { by, at, core } = event.payload;
      const held = messaging.conversations[core.id];
      const lastActivityAt = event.type === "StatusChanged" ? at : (held?.lastActivityAt ?? at);
      const shared = { ...place, conversationId: core.id, seq: event.sequence, by, at, conversation: { ...coreOf(core), lastActivityAt } };
      const change = CHANGES[event.type];
      draw(messaging, { event: "conversation-updated", data: { ...shared, change, ...("userId" in event.payload ? { userId: event.payload.userId } : {}) } });
      return;
    }
    case "MessageSent": {
      const { id, by, at, body, files, replyTo } = event.payload;
      const recorded: RecordedMessage = { id, seq: event.sequence, version: 1, authorId: by, body, files, replyTo, sentAt: at };
      word(state, id, body, at);
      const message = messageOf(state, event.streamId, recorded, deleted);
      draw(messaging, { event: "new-message", data: { ...place, conversationId: event.streamId, seq: event.sequence, message } });
      return;
    }
    case "MessageEdited":
    case "MessageRestored":
    case "FileStateChanged": {
      const { message: recorded, at } = event.payload;
      if (event.type === "MessageEdited") word(state, recorded.id, recorded.body, at);
      const message = messageOf(state, event.streamId, recorded, deleted);
      const change = event.type === "MessageEdited" ? "edited" : event.type === "MessageRestored" ? "restored" : "file";
      const lastMessage = lastOf(messaging.threads[event.streamId], message);
      draw(messaging, { event: "message-updated", data: { ...place, conversationId: event.streamId, seq: event.sequence, change, message, lastMessage } });
      return;
    }
    case "MessageDeleted": {
      const { id, seq, by, at, authorId } = event.payload;
      const thread = messaging.threads[event.streamId];
      const held = thread?.messages.find((one) => one.id === id);
      const lastMessage = lastOf(thread, held && { ...held, deletedAt: at });
      draw(messaging, {
        event: "message-deleted",
        data: { ...place, conversationId: event.streamId, seq: event.sequence, messageId: id, messageSeq: seq, authorId, deletedBy: by, deletedAt: at, lastMessage },
      });
      return;
    }
    case "ConversationRead": {
      const { by, at, upTo } = event.payload;
      draw(messaging, { event: "message-read", data: { ...place, conversationId: event.streamId.split(":")[0] ?? "", userId: by, readSeq: upTo, readAt: at } });
      return;
    }
    case "MessageReported": {
      const { id } = event.payload.message;
      state.reports[id] = (state.reports[id] ?? 0) + 1;
      return;
    }
    // What people keep to themselves, and what is done about a conversation from outside, changes nothing in it.
    case "MarkedUnread":
    case "Muted":
    case "ReportAssigned":
    case "ReportNoted":
    case "ReportResolved":
    case "ReportDismissed":
    case "HistoryRead":
    case "MessageRevealed":
    case "FileRead":
    case "ConversationWatched":
      return;
    default:
      event satisfies never;
  }
}

const CHANGES = {
  ParticipantAdded: "participant-added",
  ParticipantRemoved: "participant-removed",
  SubjectChanged: "subject",
  StatusChanged: "status",
} as const;

function draw(messaging: MessagingState, frame: Frame): void {
  applyFrame(messaging, frame, 0);
}

function word(state: ReplayState, id: string, body: Private, at: string): void {
  (state.wordings[id] ??= []).push({ body: textOf(body), at });
}

function coreOf(core: RecordedCore): ConversationCore {
  return { ...core, subject: textOf(core.subject) ?? "" };
}

function started(core: RecordedCore): Conversation {
  return {
    ...coreOf(core),
    lastActivityAt: core.createdAt,
    participants: core.participants.map((one) => ({ ...one, readSeq: one.joinedSeq })),
    unread: 0,
    readSeq: 0,
    othersReadSeq: 1,
    allReadSeq: 1,
    muted: false,
  };
}

function messageOf(state: ReplayState, conversationId: string, recorded: RecordedMessage, deleted: ReadonlySet<string>): Message {
  const { body, files, replyTo, ...rest } = recorded;
  const text = textOf(body);
  const isErased = text === null && !deleted.has(recorded.id);
  return {
    ...rest,
    conversationId,
    body: text ?? "",
    files: isErased ? [] : (files ?? []).map(fileOf),
    ...(replyTo ? { replyTo: replyOf(state.messaging.threads[conversationId], replyTo) } : {}),
    ...(isErased ? { erased: true } : {}),
  };
}

function fileOf({ id, name, size, contentType, sha256, width, height, state }: RecordedFile): FileInfo {
  return { id, name: textOf(name) ?? "", size, contentType, sha256, width, height, state, url: "" };
}

function replyOf(thread: Thread | undefined, to: { id: string; seq: number; authorId: string }): Reply {
  const original = thread?.messages.find((one) => one.id === to.id);
  return { ...to, preview: previewOf(original?.body ?? ""), deleted: Boolean(original?.deletedAt) };
}

/** The newest message that is not deleted, with one of them as it is about to be. */
function lastOf(thread: Thread | undefined, changed: Message | undefined): LastMessage | null {
  const messages = (thread?.messages ?? []).map((one) => (one.id === changed?.id ? changed : one));
  const last = messages.findLast((one) => !one.deletedAt);
  return last ? { id: last.id, seq: last.seq, authorId: last.authorId, preview: previewOf(last.body), sentAt: last.sentAt } : null;
}
