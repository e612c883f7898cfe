// Uploads under way, by their local id: begun in the composer, awaited by the outbox, two at a time.
import { uploadFile } from "@/api/messaging";
import type { FileInfo, OutgoingFile } from "@/types/messaging";

const AT_ONCE = 2;

interface Running {
  promise: Promise<FileInfo>;
  controller: AbortController;
}

function createUploads() {
  const running = new Map<string, Running>();
  const waiting: (() => void)[] = [];
  let active = 0;

  async function turn<T>(work: () => Promise<T>): Promise<T> {
    if (active >= AT_ONCE) await new Promise<void>((go) => waiting.push(go));
    active += 1;
    try {
      return await work();
    } finally {
      active -= 1;
      waiting.shift()?.();
    }
  }

  function begin(one: OutgoingFile, onProgress: (share: number) => void = () => undefined): Promise<FileInfo> {
    const before = running.get(one.local);
    if (before) return before.promise;
    const controller = new AbortController();
    const promise = turn(() => {
      controller.signal.throwIfAborted();
      return uploadFile(one.file, onProgress, controller.signal);
    });
    running.set(one.local, { promise, controller });
    // A failed one may be begun again.
    promise.catch(() => running.delete(one.local));
    return promise;
  }

  return {
    begin,
    /** What the outbox waits for: an upload under way, or a new one after a reload. */
    finish: (one: OutgoingFile) => begin(one),
    cancel: (local: string) => {
      running.get(local)?.controller.abort();
      running.delete(local);
    },
  };
}

export const uploads = createUploads();
