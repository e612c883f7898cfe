// One function per route that the admin console uses. A failed one throws `Problem`.
import type { HistoryEnd, HistoryLine } from "@/types/admin";
import { createHistoryReader } from "@/lib/history";
import { api, problemOf, take } from "./client";

/** Header values are ASCII; the server decodes this. */
const why = (reason: string) => ({ "Tidings-Reason": encodeURIComponent(reason) });
const etag = (version: number) => ({ "If-Match": `"${version}"` });

export interface ConversationsAsk {
  status?: string;
  projectId?: string;
  participantId?: string;
  q?: string;
  from?: string;
  to?: string;
  sort?: string;
  limit?: number;
  cursor?: string;
  minPosition?: string;
}

export const listAll = (query: ConversationsAsk) => take(api.GET("/api/admin/messaging/conversations", { params: { query } }));

export const lookAt = (id: string, reason: string, minPosition?: string) =>
  take(api.GET("/api/admin/messaging/conversations/{id}", { params: { path: { id }, query: { minPosition }, header: why(reason) } }));

export const lookAround = (id: string, seq: number, limit: number, reason: string) =>
  take(api.GET("/api/admin/messaging/conversations/{id}/messages", { params: { path: { id }, query: { around: seq, limit }, header: why(reason) } }));

export const listParticipants = (id: string, cursor?: string) =>
  take(api.GET("/api/admin/messaging/conversations/{id}/participants", { params: { path: { id }, query: { limit: 100, cursor } } }));

export const listFilesOf = (id: string, reason: string, cursor?: string) =>
  take(api.GET("/api/admin/messaging/conversations/{id}/files", { params: { path: { id }, query: { cursor }, header: why(reason) } }));

export const changeStatus = (id: string, version: number, body: { status: string; reason?: string }) =>
  take(api.PATCH("/api/admin/messaging/conversations/{id}/status", { params: { path: { id }, header: etag(version) }, body }));

export const reveal = (id: string, mid: string, reason: string) =>
  take(api.POST("/api/admin/messaging/conversations/{id}/messages/{mid}/reveal", { params: { path: { id, mid }, header: why(reason) } }));

export const listReports = (query: { status?: string; conversationId?: string; projectId?: string; cursor?: string; limit?: number; minPosition?: string }) =>
  take(api.GET("/api/admin/messaging/reports", { params: { query } }));

export const showReport = (rid: string, minPosition?: string) =>
  take(api.GET("/api/admin/messaging/reports/{rid}", { params: { path: { rid }, query: { minPosition } } }));

export const changeReport = (rid: string, version: number, body: { status: string; outcome?: string }) =>
  take(api.PATCH("/api/admin/messaging/reports/{rid}", { params: { path: { rid }, header: etag(version) }, body }));

export const noteReport = (rid: string, text: string) =>
  take(api.POST("/api/admin/messaging/reports/{rid}/notes", { params: { path: { rid } }, body: { text } }));

export const listDirectoryProjects = (cursor?: string, minPosition?: string) =>
  take(api.GET("/api/admin/directory/projects", { params: { query: { limit: 100, cursor, minPosition } } }));

export const createProject = (name: string) => take(api.POST("/api/admin/directory/projects", { body: { name } }));

export const renameProject = (pid: string, name: string) =>
  take(api.PATCH("/api/admin/directory/projects/{pid}", { params: { path: { pid } }, body: { name } }));

export const listMembers = (pid: string, cursor?: string, minPosition?: string) =>
  take(api.GET("/api/admin/directory/projects/{pid}/members", { params: { path: { pid }, query: { limit: 100, cursor, minPosition } } }));

export const addMember = (pid: string, userId: string) =>
  take(api.POST("/api/admin/directory/projects/{pid}/members", { params: { path: { pid } }, body: { userId } }));

export const removeMember = (pid: string, uid: string) =>
  take(api.DELETE("/api/admin/directory/projects/{pid}/members/{uid}", { params: { path: { pid, uid } } }));

/** Everybody, or those whose name or e-mail address has `q` in it. */
export const listDirectoryPeople = (query: { q?: string; cursor?: string; minPosition?: string } = {}) =>
  take(api.GET("/api/admin/directory/people", { params: { query: { limit: 100, ...query } } }));

export const registerPerson = (body: { subject: string; name: string; role: string; email?: string }) =>
  take(api.POST("/api/admin/directory/people", { body }));

export const changePerson = (uid: string, body: { name?: string; role?: string; disabled?: boolean }) =>
  take(api.PATCH("/api/admin/directory/people/{uid}", { params: { path: { uid } }, body }));

export const erasePerson = (uid: string, reason: string) =>
  take(api.POST("/api/admin/messaging/people/{uid}/erasure", { params: { path: { uid }, header: why(reason) } }));

export const verifyLog = () => take(api.GET("/api/admin/messaging/audit/verify"));

export const listCheckpoints = (cursor?: string) =>
  take(api.GET("/api/admin/messaging/audit/checkpoints", { params: { query: { limit: 20, cursor } } }));

export const listExports = (cursor?: string) => take(api.GET("/api/admin/messaging/audit/exports", { params: { query: { limit: 20, cursor } } }));

export const askForExport = (projectId: string, reason: string) =>
  take(api.POST("/api/admin/messaging/audit/exports", { params: { header: why(reason) }, body: { projectId } }));

/** What the generated client cannot say: bytes, and lines that come one by one. */
async function open(path: string, reason: string, signal?: AbortSignal): Promise<Response> {
  const response = await fetch(path, { headers: why(reason), signal }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw problemOf(0, null, null);
  });
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => null);
  throw problemOf(response.status, body, response.headers.get("Retry-After"));
}

/** A file that any message carries or carried; each look is recorded. */
export const fetchFile = async (fid: string, reason: string): Promise<Blob> =>
  (await open(`/api/admin/messaging/files/${encodeURIComponent(fid)}`, reason)).blob();

export interface History {
  lines: HistoryLine[];
  /** Absent when the stream was cut. */
  end: HistoryEnd | null;
}

/**
 * All events about a conversation, in order of position; tells how many have come while they come. With
 * `asUser`, those that this participant was told of.
 */
export async function readHistory(id: string, reason: string, onCount: (count: number) => void, signal: AbortSignal, asUser?: string): Promise<History> {
  const query = asUser === undefined ? "" : `?as=${encodeURIComponent(asUser)}`;
  const { body } = await open(`/api/admin/messaging/conversations/${encodeURIComponent(id)}/history${query}`, reason, signal);
  const history = createHistoryReader();
  if (body) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    try {
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
        history.take(piece.value);
        onCount(history.lines.length);
      }
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") throw error;
      // Cut on the way: what came is shown, and said to be cut.
    }
  }
  return { lines: history.lines, end: history.end() };
}
