// What the socket carries, and `GET /api/messaging/events` too.
import type { ConversationCore, LastMessage, Message, Person } from "./messaging";

interface Durable {
  cursor: string;
  position: string;
}
interface OfConversation extends Durable {
  conversationId: string;
}
interface InStream extends OfConversation {
  seq: number;
}

type CoreChange = "started" | "status" | "subject" | "participant-added" | "participant-removed";

export type ConversationUpdated =
  | (InStream & {
      change: CoreChange;
      by: string;
      at: string;
      userId?: string;
      reason?: string;
      conversation: ConversationCore & { lastActivityAt: string };
    })
  | (OfConversation & {
      change: "mine";
      readSeq: number;
      unread: number;
      unreadFrom: number | null;
      muted: boolean;
    });

/** Each event with its data. */
export interface FrameData {
  "new-message": InStream & { message: Message };
  "message-updated": InStream & { change: "edited" | "restored" | "file"; message: Message; lastMessage: LastMessage | null };
  "message-deleted": InStream & {
    messageId: string;
    messageSeq: number;
    authorId: string;
    deletedBy: string;
    deletedAt: string;
    lastMessage: LastMessage | null;
  };
  "message-read": OfConversation & { userId: string; readSeq: number; readAt: string; unread?: number };
  "conversation-updated": ConversationUpdated;
  "user-typing": { conversationId: string; userId: string };
  "user-stopped-typing": { conversationId: string; userId: string };
  "user-joined": { userId: string; at: string };
  "user-left": { userId: string; at: string };
  "person-updated": Durable & { person: Person; erased?: boolean };
  cursor: Durable;
  ready: Durable & { userId: string; sessionId: string; resumed: number; online: string[] | null };
  resync: Durable & { reason: "other-log" | "beyond-head" | "too-many" };
  presence: { online: string[] | null };
  "token-expiring": { expiresAt: string };
  closing: { code: number; retry: boolean };
}

export type FrameName = keyof FrameData;
export type Frame = { [N in FrameName]: { event: N; data: FrameData[N] } }[FrameName];

const NAMES: Record<FrameName, true> = {
  "new-message": true,
  "message-updated": true,
  "message-deleted": true,
  "message-read": true,
  "conversation-updated": true,
  "user-typing": true,
  "user-stopped-typing": true,
  "user-joined": true,
  "user-left": true,
  "person-updated": true,
  cursor: true,
  ready: true,
  resync: true,
  presence: true,
  "token-expiring": true,
  closing: true,
};

/** The frame that an event and its data make, or null for an event from a newer server. */
export function frameOf(event: string, data: unknown): Frame | null {
  // The server's frames are validated against its AsyncAPI document; here the name decides the shape.
  return event in NAMES ? ({ event, data } as Frame) : null;
}
