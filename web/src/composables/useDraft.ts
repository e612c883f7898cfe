import { useTimeoutFn } from "@vueuse/core";
import { onScopeDispose, reactive, ref, watch, type Ref } from "vue";
import type { Reply } from "@/types/messaging";

interface Draft {
  text: string;
  replyTo?: Reply;
}

const SAVE_MS = 300;
const PREFIX = "tidings.draft";
const keyOf = (user: string, conversationId: string) => `${PREFIX}:${user}:${conversationId}`;

/** What the list shows of drafts; filled from storage on first sight of a conversation. */
const known = reactive<Record<string, string>>({});

function read(user: string, conversationId: string): Draft {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(keyOf(user, conversationId)) ?? "null");
    if (typeof stored === "object" && stored !== null && "text" in stored) return stored as Draft;
  } catch {
    // A draft that cannot be read is no draft.
  }
  return { text: "" };
}

function write(user: string, conversationId: string, draft: Draft): void {
  const key = keyOf(user, conversationId);
  known[key] = draft.text;
  if (draft.text === "" && draft.replyTo === undefined) localStorage.removeItem(key);
  else localStorage.setItem(key, JSON.stringify(draft));
}

/** The text of a conversation's draft, for the list. */
export function draftOf(user: string, conversationId: string): string {
  const key = keyOf(user, conversationId);
  return (known[key] ??= read(user, conversationId).text);
}

/** The drafts that are on the screen, each by the way to empty it. */
const shown = new Set<() => void>();

/** Nothing of a person's drafts stays behind, not even one that is on the screen and saved when that is left. */
export function clearDrafts(user: string): void {
  for (const clear of shown) clear();
  for (const key of Object.keys(localStorage)) if (key.startsWith(`${PREFIX}:${user}:`)) localStorage.removeItem(key);
  for (const key of Object.keys(known)) delete known[key];
}

/** The draft of one conversation, kept while it is typed; made anew for another conversation, so that none bleeds over. */
export function useDraft(user: string, conversationId: string): { text: Ref<string>; replyTo: Ref<Reply | undefined>; clear: () => void } {
  const stored = read(user, conversationId);
  const text = ref(stored.text);
  const replyTo = ref<Reply | undefined>(stored.replyTo);
  const save = () => write(user, conversationId, { text: text.value, replyTo: replyTo.value });
  const { start: saveSoon } = useTimeoutFn(save, SAVE_MS, { immediate: false });
  watch([text, replyTo], () => saveSoon());
  const clear = () => {
    text.value = "";
    replyTo.value = undefined;
    save();
  };
  shown.add(clear);
  onScopeDispose(() => {
    shown.delete(clear);
    save();
  });

  return { text, replyTo, clear };
}
