// The words of the API, from the generated contract, and the few that only the client needs.
import type { components } from "@/api/schema";

type Schemas = components["schemas"];

export type Person = Schemas["Person"];
export type Project = Schemas["Project"];
export type Participant = Schemas["Participant"];
export type Message = Schemas["Message"];
export type Reply = Schemas["Reply"];
export type FileInfo = Schemas["FileInfo"];
export type Conversation = Schemas["Conversation"];
export type ConversationCore = Schemas["ConversationCore"];
export type LastMessage = Schemas["LastMessage"];
export type MessagesPage = Schemas["MessagesPage"];
export type ConversationsPage = Schemas["ConversationsPage"];

/** The numbers that the server enforces and the client enforces too, to say so before anything is sent. */
export interface Limits {
  bodyChars: number;
  subjectChars: number;
  noteChars: number;
  participants: number;
  files: number;
  fileBytes: number;
  restoreSeconds: number;
}

export interface Session {
  person: Person | null;
  demo?: Person[];
  expiresAt?: string;
  limits: Limits;
  fileTypes: string[];
}

export type ReportReason = "spam" | "abuse" | "confidential" | "other";

export interface SearchHit {
  message: Message;
  conversation: { id: string; subject: string; projectId: string };
  highlights: number[][];
}

/** The loaded stretch of a conversation's messages, ascending by seq and without holes. */
export interface Thread {
  messages: Message[];
  hasOlder: boolean;
  hasNewer: boolean;
}

/** A file on its way with a message; `info` is there once the server has it. */
export interface OutgoingFile {
  local: string;
  file: File;
  info?: FileInfo;
  /** Of a picture, as soon as it was measured here. */
  width?: number;
  height?: number;
}

/**
 * A message that the server has not confirmed. `unknown` says that an attempt had no answer:
 * it may have arrived, so only repeating it is safe.
 */
export interface Outgoing {
  messageId: string;
  conversationId: string;
  body: string;
  replyTo?: Reply;
  files: OutgoingFile[];
  createdAt: string;
  state: "queued" | "sending" | "failed";
  attempts: number;
  unknown: boolean;
  reason?: string;
}

/** How far a message has come, in words of the screen; its rank only rises. */
export type SendState = "queued" | "sending" | "failed" | "sent" | "read" | "read-by-all";

export type ConnectionState = "connecting" | "online" | "lost" | "offline" | "signed-out" | "stopped";
