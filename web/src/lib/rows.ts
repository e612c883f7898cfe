import type { Message, Outgoing } from "@/types/messaging";
import { dayKeyOf } from "./dates";

/** A line of a thread: a message that the server has, or one on its way. */
export type Row =
  | { kind: "message"; key: string; message: Message; isHead: boolean }
  | { kind: "outgoing"; key: string; outgoing: Outgoing; isHead: boolean };

export interface Day {
  key: string;
  at: string;
  rows: Row[];
}

/** A pause longer than this starts a new group of the same author. */
const GROUP_MS = 5 * 60_000;

/** The rows of a thread in days: confirmed messages by seq, then those on their way, each group of an author with a head. */
export function daysOf(messages: readonly Message[], outgoing: readonly Outgoing[], me: string, dividerSeq: number | null): Day[] {
  const days: Day[] = [];
  let author = "";
  let last = 0;
  // The running maximum: a clock that went back must not open the same day twice.
  let latest = 0;

  const place = (row: Row, at: string, by: string, startsGroup: boolean) => {
    const time = Date.parse(at);
    latest = Math.max(latest, time);
    const key = dayKeyOf(latest);
    let day = days.at(-1);
    const isNewDay = day?.key !== key;
    if (day === undefined || isNewDay) {
      day = { key, at: new Date(latest).toISOString(), rows: [] };
      days.push(day);
    }
    row.isHead = isNewDay || startsGroup || by !== author || time - last > GROUP_MS;
    author = by;
    last = time;
    day.rows.push(row);
  };

  const confirmed = new Set<string>();
  for (const message of messages) {
    confirmed.add(message.id);
    place({ kind: "message", key: message.id, message, isHead: false }, message.sentAt, message.authorId, message.seq === dividerSeq);
  }
  for (const entry of outgoing) {
    if (confirmed.has(entry.messageId)) continue;
    place({ kind: "outgoing", key: entry.messageId, outgoing: entry, isHead: false }, entry.createdAt, me, false);
  }
  return days;
}
