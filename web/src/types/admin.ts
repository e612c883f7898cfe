// The words of the admin routes, from the generated contract, and the log's events as the history tells them.
import type { components } from "@/api/schema";

type Schemas = components["schemas"];

export type OverseenConversation = Schemas["OverseenConversation"];
export type OverseenParticipant = Schemas["OverseenParticipant"];
export type Report = Schemas["Report"];
export type DirectoryPerson = Schemas["DirectoryPerson"];
export type Verified = Schemas["Verified"];
export type SignedCheckpoint = Schemas["SignedCheckpoint"];
export type Export = Schemas["Export"];
export type FileInMessage = Schemas["FileInMessage"];

export const STATUSES = ["active", "closed", "archived"] as const;
export type Status = (typeof STATUSES)[number];

export const REPORT_STATUSES = ["open", "reviewing", "resolved", "dismissed"] as const;
export type ReportStatus = (typeof REPORT_STATUSES)[number];

export const OUTCOMES = ["no-action", "message-removed", "participant-removed", "conversation-closed"] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const ROLES = ["client", "team", "admin", "auditor"] as const;

/** The columns by which all conversations can be put in order. */
export const SORTS = ["lastActivityAt", "createdAt", "subject", "status", "messageCount", "openReports"] as const;
export type SortBy = (typeof SORTS)[number];

/** A personal value: its text, or after a deletion or an erasure only a digest of it. */
export type Private = { text: string; salt: string } | { digest: string };

export interface RecordedFile {
  id: string;
  name: Private;
  size: number;
  contentType: string;
  sha256: string;
  width?: number;
  height?: number;
  state: "ready" | "scanning" | "refused";
}

interface ReplyTo {
  id: string;
  seq: number;
  authorId: string;
}

export interface RecordedMessage {
  id: string;
  seq: number;
  version: number;
  authorId: string;
  body: Private;
  files?: RecordedFile[];
  replyTo?: ReplyTo;
  sentAt: string;
  editedAt?: string;
}

export interface RecordedCore {
  id: string;
  projectId: string;
  subject: Private;
  status: Status;
  version: number;
  createdBy: string;
  createdAt: string;
  lastSeq: number;
  participants: { userId: string; joinedSeq: number; joinedAt: string }[];
}

interface By {
  by: string;
  at: string;
}
type OfReport = By & { conversationId: string; messageId: string };
type Access = By & { conversationId: string; reason: Private };

/** What each event about a conversation carries. */
export interface Payloads {
  ConversationStarted: By & { core: RecordedCore };
  ParticipantAdded: By & { userId: string; core: RecordedCore };
  ParticipantRemoved: By & { userId: string; core: RecordedCore };
  SubjectChanged: By & { core: RecordedCore };
  StatusChanged: By & { core: RecordedCore; reason?: Private };
  MessageSent: By & { id: string; body: Private; files?: RecordedFile[]; replyTo?: ReplyTo };
  MessageEdited: By & { message: RecordedMessage };
  MessageDeleted: By & { id: string; seq: number; authorId: string };
  MessageRestored: By & { message: RecordedMessage };
  FileStateChanged: By & { fileId: string; message: RecordedMessage };
  ConversationRead: By & { after: number; upTo: number };
  MarkedUnread: By;
  Muted: By;
  MessageReported: By & { reason: string; note?: Private; message: RecordedMessage };
  ReportAssigned: OfReport & { assignedTo: string };
  ReportNoted: OfReport & { text: Private };
  ReportResolved: OfReport & { outcome: Outcome };
  ReportDismissed: OfReport;
  HistoryRead: Access & { part: string };
  MessageRevealed: Access & { messageId: string };
  FileRead: Access & { fileId: string };
  ConversationWatched: Access;
}
export type EventType = keyof Payloads;

interface Place {
  position: number;
  eventId: string;
  streamType: string;
  streamId: string;
  sequence: number;
  occurredAt: string;
  actor: string;
  hash: string;
}
export type RecordedEvent = { [T in EventType]: Place & { type: T; payload: Payloads[T] } }[EventType];

/** One line of the history: what it says, and word for word how it came. `event` is null for a kind from a newer server. */
export interface HistoryLine extends Place {
  type: string;
  event: RecordedEvent | null;
  raw: string;
}

export interface HistoryEnd {
  count: number;
  lastPosition: number;
  headHash: string;
}
