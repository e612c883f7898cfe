import type { EventType, HistoryEnd, HistoryLine, RecordedEvent } from "@/types/admin";

const TYPES: Record<EventType, true> = {
  ConversationStarted: true,
  ParticipantAdded: true,
  ParticipantRemoved: true,
  SubjectChanged: true,
  StatusChanged: true,
  MessageSent: true,
  MessageEdited: true,
  MessageDeleted: true,
  MessageRestored: true,
  FileStateChanged: true,
  ConversationRead: true,
  MarkedUnread: true,
  Muted: true,
  MessageReported: true,
  ReportAssigned: true,
  ReportNoted: true,
  ReportResolved: true,
  ReportDismissed: true,
  HistoryRead: true,
  MessageRevealed: true,
  FileRead: true,
  ConversationWatched: true,
};

/** Reads a history as it comes: lines may be cut anywhere between two pieces. */
export function createHistoryReader() {
  const lines: HistoryLine[] = [];
  let rest = "";
  let end: HistoryEnd | null = null;

  function takeLine(raw: string): void {
    if (raw.trim() === "") return;
    const value = JSON.parse(raw) as { end?: HistoryEnd } & RecordedEvent;
    if (value.end) {
      end = value.end;
      return;
    }
    const { position, eventId, streamType, streamId, sequence, occurredAt, actor, hash, type } = value;
    // A kind from a newer server has its place in the list, and no words.
    const event = Object.hasOwn(TYPES, type) ? value : null;
    lines.push({ position, eventId, streamType, streamId, sequence, occurredAt, actor, hash, type, event, raw });
  }

  return {
    lines,
    take(piece: string): void {
      const parts = (rest + piece).split("\n");
      rest = parts.pop() ?? "";
      parts.forEach(takeLine);
    },
    end: () => end,
  };
}
