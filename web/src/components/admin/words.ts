import { textOf } from "@/stores/adminReplay";
import { ta, type AdminKey } from "@/lib/adminWords";
import { stripMarkdown } from "@/lib/preview";
import { previewOf } from "@/lib/text";
import type { HistoryLine, Private, RecordedEvent } from "@/types/admin";

export const EVENT_FILTERS = ["all", "messages", "people", "reading", "reports", "access"] as const;
export type EventFilter = (typeof EVENT_FILTERS)[number];

/** Which group of events a line belongs to. */
export function filterOf(line: HistoryLine): EventFilter {
  switch (line.streamType) {
    case "ReadMarker":
      return "reading";
    case "Report":
      return "reports";
    case "Access":
      return "access";
    default:
      return /^(?:Message|File)/u.test(line.type) ? "messages" : "people";
  }
}

/** Keeps a name or a quotation in a direction of its own, so that it does not tear the sentence around it. */
const isolate = (text: string): string => `\u2068${text}\u2069`;

/** What happened, in a sentence; for the screen, or as plain text for a file. */
export function describe(line: HistoryLine, nameOf: (id: string) => string, isPlain = false): string {
  const { event } = line;
  const own = isPlain ? (text: string) => text : isolate;
  const name = own(nameOf(line.actor));
  if (event === null) return ta("event.other", { name, text: own(line.type) });
  if (event.type === "ParticipantRemoved" && event.payload.userId === event.payload.by) return ta("event.Left", { name });
  return ta(`event.${event.type}`, { name, text: own(wordsIn(event)), other: own(nameOf(otherIn(event))) });
}

function short(value: Private): string {
  const text = textOf(value);
  return text === null ? ta("event.withheld") : stripMarkdown(previewOf(text)) || ta("event.noText");
}

function otherIn(event: RecordedEvent): string {
  if ("userId" in event.payload) return event.payload.userId;
  return event.type === "MessageDeleted" ? event.payload.authorId : "";
}

function wordsIn(event: RecordedEvent): string {
  switch (event.type) {
    case "SubjectChanged":
      return short(event.payload.core.subject);
    case "StatusChanged": {
      const { core, reason } = event.payload;
      return ta(`status.${core.status}`) + (reason ? ` (${short(reason)})` : "");
    }
    case "MessageSent":
      return short(event.payload.body);
    case "MessageEdited":
    case "MessageRestored":
      return short(event.payload.message.body);
    case "ConversationRead":
      return String(event.payload.upTo);
    case "MessageReported":
      return ta(`report.reason.${event.payload.reason}` as AdminKey);
    case "ReportNoted":
      return short(event.payload.text);
    case "ReportResolved":
      return ta(`report.outcome.${event.payload.outcome}`);
    case "HistoryRead":
    case "MessageRevealed":
    case "FileRead":
    case "ConversationWatched":
      return short(event.payload.reason);
    case "ConversationStarted":
    case "ParticipantAdded":
    case "ParticipantRemoved":
    case "MessageDeleted":
    case "FileStateChanged":
    case "MarkedUnread":
    case "Muted":
    case "ReportAssigned":
    case "ReportDismissed":
      return "";
    default:
      return event satisfies never;
  }
}
