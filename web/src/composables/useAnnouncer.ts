import { onScopeDispose, ref } from "vue";
import { useMessaging } from "@/composables/useMessaging";
import { t } from "@/lib/i18n";
import { stripMarkdown } from "@/lib/preview";
import { useMessagingStore } from "@/stores/messagingStore";

const SPOKEN_CHARS = 200;
const BATCH_MS = 2_000;
const BATCH_OVER = 3;

/** What a screen reader hears of the open conversation: what others say now, never history, a burst as a number. */
export function useAnnouncer(conversationId: string) {
  const messaging = useMessaging();
  const store = useMessagingStore();
  const words = ref("");
  let burst = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const stop = messaging.onMessage((message) => {
    if (message.conversationId !== conversationId || message.authorId === store.state.me) return;
    burst += 1;
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (burst > BATCH_OVER) words.value = t("thread.newMessages", { count: burst });
      burst = 0;
    }, BATCH_MS);
    if (burst > BATCH_OVER) return;
    const text = stripMarkdown(message.body.slice(0, SPOKEN_CHARS)) || t("message.filesOnly");
    words.value = t("thread.announce", { name: store.nameOf(message.authorId) ?? t("person.unknown"), text });
  });
  onScopeDispose(() => {
    stop();
    clearTimeout(timer);
  });
  return words;
}
