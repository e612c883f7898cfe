// The files that wait in composers, by conversation. They stay while their person looks elsewhere, until
// they are sent, taken away, or the person signs out; what is under way goes on meanwhile.
import { useEventListener } from "@vueuse/core";
import { defineStore } from "pinia";
import { reactive, ref } from "vue";
import { deleteFile } from "@/api/messaging";
import { inBackground, newId } from "@/lib/browser";
import { bytes, t } from "@/lib/i18n";
import { isPicture } from "@/lib/pictures";
import { uploads } from "@/lib/uploads";
import { wordsOf } from "@/lib/words";
import type { OutgoingFile } from "@/types/messaging";
import { useSessionStore } from "./sessionStore";

/** A file in a composer. */
export interface Upload extends OutgoingFile {
  share: number;
  error: string;
  /** A picture of an image, made here; revoked when the chip goes. */
  pictureUrl: string;
}

/** Endings that name a type of the server's list by another word. */
const SAME_TYPE: Record<string, string> = { jpg: "jpeg", jpe: "jpeg", markdown: "txt", text: "txt" };

export const useUploadsStore = defineStore("uploads", () => {
  const session = useSessionStore();
  const waiting = ref<Record<string, Upload[]>>({});
  const of = (conversationId: string): Upload[] => waiting.value[conversationId] ?? [];

  /** Takes files in and begins to upload them; says why where there were too many. */
  function add(conversationId: string, files: readonly File[]): string {
    for (const file of files) {
      if (of(conversationId).length >= session.limits.files) return t("upload.tooMany", { count: session.limits.files });
      const upload = reactive<Upload>({ local: newId(), file, share: 0, error: whyNot(file), pictureUrl: "" });
      if (isPicture(file.type)) show(upload);
      (waiting.value[conversationId] ??= []).push(upload);
      if (upload.error === "") begin(upload);
    }
    return "";
  }

  // Its size goes with the message, so that its box is there before the server has measured it.
  function show(upload: Upload): void {
    upload.pictureUrl = URL.createObjectURL(upload.file);
    const picture = new Image();
    picture.onload = () => {
      upload.width = picture.naturalWidth;
      upload.height = picture.naturalHeight;
    };
    picture.src = upload.pictureUrl;
  }

  function whyNot(file: File): string {
    const { fileBytes } = session.limits;
    if (file.size > fileBytes) return t("upload.tooLarge", { size: bytes(fileBytes) });
    const ending = file.name.split(".").at(-1)?.toLowerCase() ?? "";
    return session.fileTypes.includes(SAME_TYPE[ending] ?? ending) ? "" : t("upload.wrongType");
  }

  /** Uploads that wait for a connection, by what begins them. */
  const held = new Map<string, () => void>();
  useEventListener(window, "online", () => {
    const all = [...held.values()];
    held.clear();
    for (const go of all) go();
  });

  function begin(upload: Upload): void {
    upload.error = "";
    upload.share = 0;
    if (!navigator.onLine) {
      held.set(upload.local, () => begin(upload));
      return;
    }
    uploads
      .begin(upload, (share) => {
        upload.share = share;
      })
      .then((info) => {
        upload.info = info;
        upload.share = 1;
      })
      .catch((error: unknown) => {
        if (error instanceof DOMException) return;
        if (navigator.onLine) upload.error = wordsOf(error);
        else held.set(upload.local, () => begin(upload));
      });
  }

  function remove(conversationId: string, upload: Upload): void {
    uploads.cancel(upload.local);
    forget(conversationId, upload);
    if (upload.info) inBackground(deleteFile(upload.info.id));
  }

  function forget(conversationId: string, upload: Upload): void {
    held.delete(upload.local);
    if (upload.pictureUrl !== "") URL.revokeObjectURL(upload.pictureUrl);
    const rest = of(conversationId).filter((one) => one.local !== upload.local);
    if (rest.length > 0) waiting.value[conversationId] = rest;
    else delete waiting.value[conversationId];
  }

  /** Hands the files over to a message; those under way go on and are awaited there. */
  function handOver(conversationId: string): OutgoingFile[] {
    const all = of(conversationId);
    for (const one of all) forget(conversationId, one);
    return all.filter((one) => one.error === "").map(({ local, file, info, width, height }) => ({ local, file, info, width, height }));
  }

  /** Takes all of a conversation away, that its person has left. */
  function drop(conversationId: string): void {
    for (const one of of(conversationId)) remove(conversationId, one);
  }

  /** Nothing stays behind a sign-out; what the server has of it, it sweeps by itself. */
  function wipe(): void {
    for (const [id, all] of Object.entries(waiting.value)) {
      for (const one of all) {
        uploads.cancel(one.local);
        forget(id, one);
      }
    }
  }

  return { of, add, retry: begin, remove, handOver, drop, wipe, isRetriable: (upload: Upload) => whyNot(upload.file) === "" };
});
