import { useDocumentVisibility, useWindowFocus } from "@vueuse/core";
import { computed, onScopeDispose, watch } from "vue";

/** All conditions have to hold this long before something counts as read. */
const SETTLED_MS = 500;
const DEBOUNCE_MS = 1_000;

interface Reading {
  /** The seq of the newest message on the screen, null while there is nothing to mark. */
  newestUnread: () => number | null;
  /** Whether the end of the conversation is in sight, with its newest page loaded. */
  isAtEnd: () => boolean;
  post: (seq: number) => void;
}

/** Says what was read: only with the tab visible, the window focused and the end in sight, never backwards. */
export function useReadTracker(reading: Reading): void {
  const visibility = useDocumentVisibility();
  const isFocused = useWindowFocus();
  let posted = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const due = computed(() => {
    if (visibility.value !== "visible" || !isFocused.value || !reading.isAtEnd()) return null;
    return reading.newestUnread();
  });

  watch(
    due,
    (seq, before) => {
      clearTimeout(timer);
      // Looking away and back tries again what did not arrive: what did is no longer unread.
      if (seq === null) posted = 0;
      if (seq === null || seq <= posted) return;
      // The first waits until it is settled, what follows closely is put together.
      timer = setTimeout(
        () => {
          posted = seq;
          reading.post(seq);
        },
        before == null ? SETTLED_MS : DEBOUNCE_MS,
      );
    },
    { immediate: true },
  );
  onScopeDispose(() => clearTimeout(timer));
}
