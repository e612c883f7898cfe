// Lines of a history, as the server tells them.
import { createHistoryReader } from "@/lib/history";
import type { HistoryLine } from "@/types/admin";
import { atOf, ID, idOf, JONAS, ME, PROJECT, TIMO } from "./builders";

export const kept = (text: string) => ({ text, salt: "00112233445566778899aabbccddeeff" });
export const gone = { digest: "00".repeat(32) };

interface Line {
  type: string;
  sequence?: number;
  by?: string;
  streamType?: string;
  streamId?: string;
  payload?: object;
}

let position = 0;
/** One event as it comes; what the sentence of a test does not mention is made up. */
export function line({ type, sequence = 1, by = TIMO, streamType = "Conversation", streamId = ID, payload = {} }: Line): string {
  position += 1;
  const at = atOf(position);
  const place = { position, eventId: idOf(position), streamType, streamId, sequence, occurredAt: at, actor: by, metadata: {}, hash: "ab".repeat(32) };
  return JSON.stringify({ ...place, type, version: "1", payload: { type, by, at, ...payload } });
}

export function core(seq: number, more: object = {}): object {
  const participants = [TIMO, ME].map((userId) => ({ userId, joinedSeq: 1, joinedAt: atOf(0) }));
  return { id: ID, projectId: PROJECT, subject: kept("The new logo"), status: "active", version: 1, createdBy: TIMO, createdAt: atOf(0), lastSeq: seq, participants, ...more };
}

export const started = () => line({ type: "ConversationStarted", payload: { core: core(1) } });
export const sent = (seq: number, body: object = kept(`message ${seq}`), by = TIMO, more: object = {}) =>
  line({ type: "MessageSent", sequence: seq, by, payload: { id: idOf(seq), body, ...more } });
export const edited = (seq: number, of: number, body: object, by = TIMO) =>
  line({ type: "MessageEdited", sequence: seq, by, payload: { message: { id: idOf(of), seq: of, version: 2, authorId: by, body, sentAt: atOf(of), editedAt: atOf(seq) } } });
export const deleted = (seq: number, of: number, by = TIMO) =>
  line({ type: "MessageDeleted", sequence: seq, by, payload: { id: idOf(of), seq: of, authorId: by } });
export const restored = (seq: number, of: number, body: object) =>
  line({ type: "MessageRestored", sequence: seq, payload: { message: { id: idOf(of), seq: of, version: 1, authorId: TIMO, body, sentAt: atOf(of) } } });
export const read = (by: string, upTo: number) => line({ type: "ConversationRead", by, streamType: "ReadMarker", streamId: `${ID}:${by}`, payload: { after: 1, upTo } });
export const reported = (of: number, by = JONAS) =>
  line({
    type: "MessageReported",
    by,
    streamType: "Report",
    streamId: idOf(800),
    payload: { conversationId: ID, reason: "abuse", message: { id: idOf(of), seq: of, version: 1, authorId: TIMO, body: kept("x"), sentAt: atOf(of) } },
  });
export const looked = (reason: string) =>
  line({ type: "HistoryRead", by: JONAS, streamType: "Access", streamId: JONAS, payload: { conversationId: ID, part: "history", reason: kept(reason) } });

export function linesOf(raw: string[]): HistoryLine[] {
  const reader = createHistoryReader();
  reader.take(raw.map((one) => `${one}\n`).join(""));
  return reader.lines;
}
