// Builders supply what a test's sentence does not mention.
import type { Conversation, Message, Outgoing, Person } from "@/types/messaging";

export const ME = "11111111-1111-4111-8111-111111111111";
export const TIMO = "22222222-2222-4222-8222-222222222222";
export const JONAS = "33333333-3333-4333-8333-333333333333";
export const ID = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa";
export const PROJECT = "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb";

export const people: Person[] = [
  { id: ME, name: "Clara Okafor", role: "client" },
  { id: TIMO, name: "Timo Brandt", role: "team" },
  { id: JONAS, name: "Jonas Weber", role: "client" },
];

export const idOf = (seq: number) => `00000000-0000-4000-8000-${String(seq).padStart(12, "0")}`;
export const atOf = (seq: number) => new Date(Date.UTC(2026, 10, 24, 9, 0, seq)).toISOString();

export function message(seq: number, more: Partial<Message> = {}): Message {
  return { id: idOf(seq), conversationId: ID, seq, version: 1, authorId: TIMO, body: `message ${seq}`, files: [], sentAt: atOf(seq), ...more };
}

export function conversation(more: Partial<Conversation> = {}): Conversation {
  return {
    id: ID,
    projectId: PROJECT,
    subject: "The new logo",
    status: "active",
    version: 1,
    createdBy: ME,
    createdAt: atOf(0),
    lastSeq: 1,
    lastActivityAt: atOf(1),
    participants: [ME, TIMO].map((userId) => ({ userId, joinedSeq: 1, joinedAt: atOf(0), readSeq: 1 })),
    unread: 0,
    readSeq: 1,
    othersReadSeq: 1,
    allReadSeq: 1,
    muted: false,
    ...more,
  };
}

export function outgoing(more: Partial<Outgoing> = {}): Outgoing {
  return { messageId: idOf(900), conversationId: ID, body: "on its way", files: [], createdAt: atOf(900), state: "queued", attempts: 0, unknown: false, ...more };
}

export const durable = (seq: number) => ({ cursor: `c${seq}`, position: `p${seq}` });
export const inStream = (seq: number) => ({ ...durable(seq), conversationId: ID, seq });
