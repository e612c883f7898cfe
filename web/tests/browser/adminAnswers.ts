// What a server would say to the admin console.
import type { OverseenConversation, Report } from "@/types/admin";
import type { Person } from "@/types/messaging";
import { atOf, conversation, ID, idOf, ME, message, people, PROJECT, TIMO } from "../builders";
import { deleted, edited, gone, kept, looked, read, reported, sent, started } from "../history";
import "./app";

export type Role = "admin" | "auditor" | "client";
export const REPORT = idOf(800);
export const ADA: Person = { id: idOf(990), name: "Ada Lindqvist", role: "admin" };

const at = { position: "p", resume: "c" };
const everybody = [...people, ADA];
const row: OverseenConversation = { ...conversation(), messageCount: 3, openReports: 1, lastMessage: null };
const report: Report = {
  id: REPORT,
  conversationId: ID,
  messageId: idOf(2),
  reporterId: ME,
  reason: "abuse",
  note: "again",
  status: "open",
  version: 1,
  snapshot: message(2, { body: "the wrong adress" }),
  notes: [{ by: ADA.id, at: atOf(9), text: "asked the author" }],
  createdAt: atOf(8),
};
const history = [
  started(),
  sent(2, kept("the wrong adress")),
  edited(3, 2, kept("the wrong address")),
  sent(4, gone, ME),
  deleted(5, 4, ME),
  read(ME, 5),
  reported(2),
  looked("a complaint"),
];

interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  reason: string | null;
  ifMatch: string | null;
}

const page = (items: unknown[]) => ({ items, nextCursor: null, people: everybody, ...at });
const problem = (status: number, more: object) => ({ type: "about:blank", title: "no", status, detail: "no", code: "version-mismatch", requestId: "r", ...more });

function answer(path: string, query: URLSearchParams, role: Role): [number, unknown] | null {
  const admin = "/api/admin/messaging";
  if (path === "/api/session") return [200, { person: { ...ADA, role }, limits: { noteChars: 2_000 }, fileTypes: [] }];
  if (path === `${admin}/conversations`) return [200, page(adminAnswers.rows)];
  if (path === `${admin}/conversations/${ID}`) return [200, { conversation: row, people: everybody, ...at }];
  if (path.endsWith("/participants")) return [200, page(row.participants.map((one) => ({ ...one, name: people.find((person) => person.id === one.userId)?.name, role: "client", online: null })))];
  if (path.endsWith("/status")) return [adminAnswers.status, problem(adminAnswers.status, { current: { version: 2, by: ADA.id, at: atOf(20) } })];
  if (path.endsWith("/messages")) return [200, { items: [message(2), message(3)], hasOlder: false, hasNewer: false, people: everybody, ...at }];
  if (path.endsWith("/reveal")) return [200, { text: "my card number", salt: "", position: "p" }];
  if (path === `${admin}/reports`) return [200, page([report])];
  if (path === `${admin}/reports/${REPORT}`) return [200, { report, others: [{ ...report, id: idOf(801), status: "dismissed" }], people: everybody, ...at }];
  if (path.endsWith("/directory/projects")) return [200, page([{ id: PROJECT, name: "Harbour Coffee" }])];
  if (path.endsWith("/members")) return [200, page(people)];
  if (path.endsWith("/directory/people")) return [200, page(everybody.filter((one) => one.name?.toLowerCase().includes(query.get("q") ?? "")).map((one) => ({ ...one, subject: one.id.slice(0, 8), email: "a@example.com", disabled: one.id === TIMO, erased: false })))];
  if (path.endsWith("/audit/verify")) return [200, { ok: true, size: 12, covered: 10, checkedAt: atOf(30) }];
  if (path.endsWith("/audit/checkpoints")) return [200, page([{ number: 1, logId: ID, incarnation: 1, size: 10, root: "ab".repeat(32), time: atOf(25), keyId: "cd".repeat(32), signature: "" }])];
  if (path.endsWith("/audit/exports")) return [200, page([{ id: idOf(700), projectId: PROJECT, requestedBy: ADA.id, at: atOf(26), status: "done", url: "/x" }])];
  return null;
}

const before = window.fetch.bind(window);

export const adminAnswers = {
  asked: [] as Asked[],
  rows: [row],
  /** Status of the answer to a change of status. */
  status: 200,
  start(role: Role): void {
    this.asked = [];
    this.rows = [row];
    this.status = 200;
    window.fetch = (input, init) => {
      const request = new Request(input, init);
      const { pathname, searchParams } = new URL(request.url);
      this.asked.push({ method: request.method, path: pathname, query: searchParams, reason: request.headers.get("Tidings-Reason"), ifMatch: request.headers.get("If-Match") });
      if (pathname.endsWith("/history")) {
        // A participant is told of what happened, not of who looked.
        const told = searchParams.has("as") ? history.slice(0, -2) : history;
        const end = JSON.stringify({ end: { count: told.length, lastPosition: 8, headHash: "ab" } });
        return Promise.resolve(new Response(`${[...told, end].join("\n")}\n`, { headers: { "Content-Type": "application/x-ndjson" } }));
      }
      const found = answer(pathname, searchParams, role);
      if (found === null) return before(input, init);
      return Promise.resolve(new Response(JSON.stringify(found[1]), { status: found[0], headers: { "Content-Type": "application/json" } }));
    };
  },
  stop(): void {
    window.fetch = before;
  },
};
