// One function per route that the client uses. A failed one throws `Problem`.
import type { FileInfo, Limits, ReportReason, SearchHit, Session } from "@/types/messaging";
import { api, problemOf, take } from "./client";

const of = (id: string) => ({ params: { path: { id } } });
const ofMessage = (id: string, mid: string) => ({ params: { path: { id, mid } } });

export async function showSession(): Promise<Session> {
  const { person, demo, expiresAt, limits, fileTypes } = await take(api.GET("/api/session"));
  return { person: person ?? null, demo, expiresAt, limits: limits as unknown as Limits, fileTypes };
}

export const signIn = (person: string) => take(api.POST("/api/session", { body: { person } }));
export const signOut = () => take(api.DELETE("/api/session"));

export const listConversations = (query: { q?: string; cursor?: string; limit?: number; minPosition?: string }) =>
  take(api.GET("/api/messaging/conversations", { params: { query } }));

export const showConversation = (id: string, minPosition?: string) =>
  take(api.GET("/api/messaging/conversations/{id}", { params: { path: { id }, query: { minPosition } } }));

export const listMessages = (id: string, query: { before?: number; after?: number; around?: number; limit?: number; minPosition?: string }) =>
  take(api.GET("/api/messaging/conversations/{id}/messages", { params: { path: { id }, query } }));

export const startConversation = (body: { projectId: string; subject: string; participantIds: string[] }, key: string) =>
  take(api.POST("/api/messaging/conversations", { body, params: { header: { "Idempotency-Key": key } } }));

export const changeSubject = (id: string, subject: string) =>
  take(api.PATCH("/api/messaging/conversations/{id}", { ...of(id), body: { subject } }));

export const setMine = (id: string, body: { unreadFrom?: number | null; muted?: boolean }) =>
  take(api.PUT("/api/messaging/conversations/{id}/mine", { ...of(id), body }));

/** A send that has no answer by then is tried again. */
const SEND_TIMEOUT_MS = 15_000;

export const sendMessage = (id: string, body: { messageId: string; body: string; fileIds?: string[]; replyTo?: string }) =>
  take(api.POST("/api/messaging/conversations/{id}/messages", { ...of(id), body, signal: AbortSignal.timeout(SEND_TIMEOUT_MS) }));

export const editMessage = (id: string, mid: string, body: string, version: number) =>
  take(
    api.PATCH("/api/messaging/conversations/{id}/messages/{mid}", {
      params: { path: { id, mid }, header: { "If-Match": `"${version}"` } },
      body: { body },
    }),
  );

export const deleteMessage = (id: string, mid: string) =>
  take(api.DELETE("/api/messaging/conversations/{id}/messages/{mid}", ofMessage(id, mid)));

export const restoreMessage = (id: string, mid: string) =>
  take(api.POST("/api/messaging/conversations/{id}/messages/{mid}/restore", ofMessage(id, mid)));

export const listReceipts = (id: string, mid: string) =>
  take(api.GET("/api/messaging/conversations/{id}/messages/{mid}/receipts", ofMessage(id, mid)));

export const listEdits = (id: string, mid: string) =>
  take(api.GET("/api/messaging/conversations/{id}/messages/{mid}/edits", ofMessage(id, mid)));

export const reportMessage = (id: string, mid: string, body: { reason: ReportReason; note?: string }) =>
  take(api.POST("/api/messaging/conversations/{id}/messages/{mid}/reports", { ...ofMessage(id, mid), body }));

export const markRead = (id: string, seq: number) =>
  take(api.POST("/api/messaging/conversations/{id}/read", { ...of(id), body: { seq } }));

export const addParticipant = (id: string, userId: string) =>
  take(api.POST("/api/messaging/conversations/{id}/participants", { ...of(id), body: { userId } }));

export const removeParticipant = (id: string, userId: string) =>
  take(api.DELETE("/api/messaging/conversations/{id}/participants/{userId}", { params: { path: { id, userId } } }));

export const listEvents = (after: string, limit = 500) =>
  take(api.GET("/api/messaging/events", { params: { query: { after, limit } } }));

export const listFiles = (id: string, cursor?: string) =>
  take(api.GET("/api/messaging/conversations/{id}/files", { params: { path: { id }, query: { cursor } } }));

export const deleteFile = (fid: string) => take(api.DELETE("/api/messaging/files/{fid}", { params: { path: { fid } } }));

export async function search(query: { q: string; conversationId?: string; cursor?: string; limit?: number }) {
  const page = await take(api.GET("/api/messaging/search", { params: { query } }));
  return { ...page, items: page.items satisfies SearchHit[] };
}

export const listProjects = () => take(api.GET("/api/messaging/projects", { params: { query: { limit: 100 } } }));

export const listPeople = (projectId: string, cursor?: string) =>
  take(api.GET("/api/messaging/people", { params: { query: { projectId, limit: 100, cursor } } }));

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Uploads one file. By XHR: fetch cannot tell how far an upload has come. */
export function uploadFile(file: File, onProgress: (share: number) => void, signal: AbortSignal): Promise<FileInfo> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/api/messaging/files");
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      const answer = parsed(request.responseText) as { items?: FileInfo[] } | null;
      const info = answer?.items?.[0];
      if (request.status === 201 && info) resolve(info);
      else reject(problemOf(request.status, answer, request.getResponseHeader("Retry-After")));
    };
    request.onerror = () => reject(problemOf(0, null, null));
    request.onabort = () => reject(new DOMException("cancelled", "AbortError"));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    const form = new FormData();
    form.append("file", file);
    request.send(form);
  });
}
