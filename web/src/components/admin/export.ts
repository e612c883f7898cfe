import { ta } from "@/lib/adminWords";
import type { HistoryLine } from "@/types/admin";
import { describe } from "./words";

/** The lines word for word as the server told them, so that a verifier can read them. */
export const jsonlOf = (lines: readonly HistoryLine[]): string => lines.map((line) => `${line.raw}\n`).join("");

/** A table for people: who, when, what, in words. */
export function csvRows(lines: readonly HistoryLine[], nameOf: (id: string) => string): (string | number)[][] {
  const head = [ta("csv.position"), ta("csv.time"), ta("csv.actorId"), ta("csv.actor"), ta("csv.type"), ta("csv.stream"), ta("csv.sequence"), ta("csv.what"), ta("csv.said"), ta("csv.hash")];
  const rows = lines.map((line) => [
    line.position,
    line.occurredAt,
    line.actor,
    nameOf(line.actor),
    line.type,
    `${line.streamType} ${line.streamId}`,
    line.sequence,
    describe(line, nameOf, true),
    saidIn(line),
    line.hash,
  ]);
  return [head, ...rows];
}

/** The whole text that an event carries, where it is told. */
function saidIn({ event }: HistoryLine): string {
  if (event === null) return "";
  const said = "message" in event.payload ? event.payload.message.body : "body" in event.payload ? event.payload.body : null;
  return said && "text" in said ? said.text : "";
}
