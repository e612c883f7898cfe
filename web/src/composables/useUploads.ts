import { onScopeDispose, reactive, ref } from "vue";
import { deleteFile } from "@/api/messaging";
import { wordsOf } from "@/composables/useMessaging";
import { inBackground, newId } from "@/lib/browser";
import { bytes, t } from "@/lib/i18n";
import { uploads } from "@/lib/uploads";
import { useSessionStore } from "@/stores/sessionStore";
import type { OutgoingFile } from "@/types/messaging";

/** A file in the composer. */
export interface Upload extends OutgoingFile {
  share: number;
  error: string;
  /** A picture of an image, made here; revoked when the chip goes. */
  pictureUrl: string;
}

/** Endings that name a type of the server's list by another word. */
const SAME_TYPE: Record<string, string> = { jpg: "jpeg", jpe: "jpeg", markdown: "txt", text: "txt" };

/** The files that wait in a composer: refused with words, uploaded two at a time, cancelled and tried again one by one. */
export function useUploads() {
  const session = useSessionStore();
  const items = ref<Upload[]>([]);
  const refusal = ref("");

  function add(files: readonly File[]): void {
    refusal.value = "";
    for (const file of files) {
      if (items.value.length >= session.limits.files) {
        refusal.value = t("upload.tooMany", { count: session.limits.files });
        return;
      }
      const upload = reactive<Upload>({ local: newId(), file, share: 0, error: "", pictureUrl: "" });
      upload.error = whyNot(file);
      if (/^image\/(?:png|jpeg|gif|webp)$/u.test(file.type)) upload.pictureUrl = URL.createObjectURL(file);
      items.value.push(upload);
      if (upload.error === "") begin(upload);
    }
  }

  function whyNot(file: File): string {
    const { fileBytes } = session.limits;
    if (file.size > fileBytes) return t("upload.tooLarge", { size: bytes(fileBytes) });
    const ending = file.name.split(".").at(-1)?.toLowerCase() ?? "";
    return session.fileTypes.includes(SAME_TYPE[ending] ?? ending) ? "" : t("upload.wrongType");
  }

  function begin(upload: Upload): void {
    upload.error = "";
    upload.share = 0;
    uploads
      .begin(upload, (share) => {
        upload.share = share;
      })
      .then((info) => {
        upload.info = info;
        upload.share = 1;
      })
      .catch((error: unknown) => {
        if (!(error instanceof DOMException)) upload.error = wordsOf(error);
      });
  }

  function remove(upload: Upload): void {
    uploads.cancel(upload.local);
    forget(upload);
    refusal.value = "";
    if (upload.info) inBackground(deleteFile(upload.info.id));
  }

  function forget(upload: Upload): void {
    if (upload.pictureUrl !== "") URL.revokeObjectURL(upload.pictureUrl);
    items.value = items.value.filter((one) => one.local !== upload.local);
  }

  /** Hands the files over to a message; those under way go on and are awaited there. */
  function handOver(): OutgoingFile[] {
    const good = items.value.filter((one) => one.error === "");
    items.value.forEach(forget);
    return good.map(({ local, file, info }) => ({ local, file, info }));
  }

  onScopeDispose(() => {
    for (const upload of items.value) remove(upload);
  });

  return { items, refusal, add, retry: begin, remove, handOver, isRetriable: (upload: Upload) => whyNot(upload.file) === "" };
}
