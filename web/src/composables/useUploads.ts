import { computed, ref } from "vue";
import { useUploadsStore, type Upload } from "@/stores/uploadsStore";

/** The files that wait in the composer of a conversation: refused with words, cancelled and tried again one by one. */
export function useUploads(conversationId: string) {
  const store = useUploadsStore();
  const refusal = ref("");
  const items = computed(() => store.of(conversationId));

  return {
    items,
    refusal,
    add: (files: readonly File[]) => {
      refusal.value = store.add(conversationId, files);
    },
    retry: store.retry,
    remove: (upload: Upload) => {
      refusal.value = "";
      store.remove(conversationId, upload);
    },
    handOver: () => {
      refusal.value = "";
      return store.handOver(conversationId);
    },
    isRetriable: store.isRetriable,
  };
}
