import { onScopeDispose, ref, watchEffect } from "vue";
import { useRouter } from "vue-router";
import { useMessaging } from "@/composables/useMessaging";
import { inBackground } from "@/lib/browser";
import { n, t } from "@/lib/i18n";
import { stripMarkdown } from "@/lib/preview";
import { useMessagingStore } from "@/stores/messagingStore";
import { useSettingsStore } from "@/stores/settingsStore";
import type { Message } from "@/types/messaging";

const SHOWN_CHARS = 160;

/** Notifications of what comes while none of our tabs is looked at, from one tab only; and the count in the title. */
export function useNotifications(): void {
  const messaging = useMessaging();
  const store = useMessagingStore();
  const settings = useSettingsStore();
  const router = useRouter();
  const isLeader = ref(false);
  const seen = new BroadcastChannel("tidings-visible");
  let visibleElsewhereAt = 0;

  // The lock is held until the tab goes; the next tab then leads.
  let resign: () => void = () => undefined;
  const locks = (navigator as { locks?: LockManager | null }).locks;
  if (locks) {
    inBackground(
      locks.request("tidings-notifications", () => {
        isLeader.value = true;
        return new Promise<void>((done) => {
          resign = done;
        });
      }),
    );
  } else isLeader.value = true;

  const tell = () => {
    if (document.visibilityState === "visible") seen.postMessage("visible");
  };
  seen.onmessage = () => {
    visibleElsewhereAt = Date.now();
  };
  const beat = setInterval(tell, 2_000);
  document.addEventListener("visibilitychange", tell);

  const stop = messaging.onMessage((message: Message) => {
    const conversation = store.state.conversations[message.conversationId];
    const isSeen = document.visibilityState === "visible" || Date.now() - visibleElsewhereAt < 5_000;
    if (!settings.notifications || !isLeader.value || isSeen || conversation?.muted !== false || message.authorId === store.state.me) return;
    if (!("Notification" in window) || Notification.permission !== "granted") return;
    const name = store.nameOf(message.authorId) ?? t("person.unknown");
    const note = new Notification(settings.isPrivate ? t("notification.private") : t("notification.title", { name }), {
      tag: message.id,
      ...(settings.isPrivate ? {} : { body: stripMarkdown(message.body.slice(0, SHOWN_CHARS)) }),
    });
    note.onclick = () => {
      window.focus();
      note.close();
      void router.push({ name: "thread", params: { id: message.conversationId } });
    };
  });

  watchEffect(() => {
    document.title = store.unreadTotal > 0 ? `(${n(store.unreadTotal)}) ${t("app.messages")}` : t("app.messages");
  });

  onScopeDispose(() => {
    stop();
    resign();
    clearInterval(beat);
    document.removeEventListener("visibilitychange", tell);
    seen.close();
  });
}
