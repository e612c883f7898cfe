// What is known of conversations: fetched pages and frames, folded by the reducer. No network here.
import { defineStore } from "pinia";
import { computed, reactive, ref } from "vue";
import type { Frame } from "@/types/frames";
import type { ConnectionState, Conversation, ConversationsPage, Message, MessagesPage, Person, Project, Thread } from "@/types/messaging";
import { applyFrame, emptyState, forget, mergeCore, replaceMessage, upsertMessage, type Outcome } from "./reducer";

/** More messages than this are not kept on the screen; plain DOM stays fast up to here. */
const MOUNTED_MAX = 400;
/** What a conversation keeps when it is left. */
const KEPT = 100;
/** Frames that are kept for answers still under way. */
const RECENT_MAX = 2_000;

export const useMessagingStore = defineStore("messaging", () => {
  const state = reactive(emptyState());
  const projects = ref<Record<string, Project>>({});
  const connection = ref<ConnectionState>("connecting");
  /** The cursor of the last frame that was applied: where recovery goes on. */
  const cursor = ref<string | null>(null);
  const nextCursor = ref<string | null>(null);
  /** Unread messages in conversations that the list has not loaded yet. */
  const unreadElsewhere = ref(0);

  // Answers that are under way when a frame comes may be older than the frame: it is applied again on top of them.
  let recent: Frame[] = [];
  let dropped = 0;
  let fetches = 0;

  const conversations = computed(() =>
    Object.values(state.conversations).sort(
      (a, b) => Date.parse(b.lastActivityAt) - Date.parse(a.lastActivityAt) || (a.id < b.id ? 1 : -1),
    ),
  );
  const unreadTotal = computed(() => conversations.value.reduce((sum, one) => sum + one.unread, unreadElsewhere.value));

  function apply(frame: Frame, now = Date.now()): Outcome {
    if (fetches > 0 && recent.length < RECENT_MAX) recent.push(frame);
    else if (fetches > 0) dropped += 1;
    const outcome = applyFrame(state, frame, now);
    const held = outcome.kind === "gap" || outcome.kind === "refetch-all";
    if (!held && "cursor" in frame.data) cursor.value = frame.data.cursor;
    return outcome;
  }

  /** Runs a fetch and takes its answer in; what came meanwhile is applied on top. False when too much came. */
  async function fetching<T>(fetch: () => Promise<T>, take: (answer: T) => void): Promise<boolean> {
    const from = recent.length;
    const lost = dropped;
    fetches += 1;
    try {
      const answer = await fetch();
      take(answer);
      for (const frame of recent.slice(from)) if ("conversationId" in frame.data) applyFrame(state, frame, Date.now());
      return dropped === lost;
    } finally {
      fetches -= 1;
      if (fetches === 0) {
        recent = [];
        dropped = 0;
      }
    }
  }

  function meet(people: readonly Person[] | undefined): void {
    for (const person of people ?? []) state.people[person.id] = { ...state.people[person.id], ...person };
  }

  function takeConversation(fresh: Conversation): void {
    const held = state.conversations[fresh.id];
    if (held === undefined || held.lastSeq <= fresh.lastSeq) state.conversations[fresh.id] = fresh;
  }

  function takeList(page: ConversationsPage, isFirst: boolean): void {
    meet(page.people);
    page.items.forEach(takeConversation);
    nextCursor.value = page.nextCursor ?? null;
    const held = conversations.value.reduce((sum, one) => sum + one.unread, 0);
    if (isFirst || page.unreadTotal > 0) unreadElsewhere.value = Math.max(page.unreadTotal - held, 0);
  }

  /** The newest page, or the one around a message: it takes the place of what was held. */
  function takeThread(id: string, page: MessagesPage): void {
    meet(page.people);
    state.threads[id] = { messages: page.items, hasOlder: page.hasOlder, hasNewer: page.hasNewer };
  }

  function takeOlder(id: string, page: MessagesPage): void {
    const thread = state.threads[id];
    if (thread === undefined) return;
    meet(page.people);
    const known = new Set(thread.messages.map((one) => one.id));
    thread.messages = [...page.items.filter((one) => !known.has(one.id)), ...thread.messages];
    thread.hasOlder = page.hasOlder;
    if (thread.messages.length > MOUNTED_MAX) {
      thread.messages = thread.messages.slice(0, MOUNTED_MAX);
      thread.hasNewer = true;
    }
  }

  function takeNewer(id: string, page: MessagesPage): void {
    const thread = state.threads[id];
    if (thread === undefined) return;
    meet(page.people);
    thread.hasNewer = page.hasNewer;
    for (const message of page.items) upsertMessage(thread, message);
    trim(thread, MOUNTED_MAX);
  }

  /** A message as a command answered it; the frame that follows says the same. */
  function takeMessage(message: Message): void {
    const thread = state.threads[message.conversationId];
    if (thread === undefined) return;
    if (thread.messages.some((one) => one.id === message.id)) replaceMessage(thread, message);
    else if (!thread.hasNewer) upsertMessage(thread, message);
  }

  function takeMine(id: string, mine: { readSeq: number; unread?: number; unreadFrom?: number | null; muted?: boolean }): void {
    const conversation = state.conversations[id];
    if (conversation === undefined) return;
    conversation.readSeq = mine.readSeq;
    conversation.unreadFrom = mine.unreadFrom ?? null;
    if (mine.unread !== undefined) conversation.unread = mine.unread;
    if (mine.muted !== undefined) conversation.muted = mine.muted;
  }

  function trim(thread: Thread, max: number): void {
    if (thread.messages.length <= max) return;
    thread.messages = thread.messages.slice(-max);
    thread.hasOlder = true;
  }

  /** Lets go of all but the newest messages of a conversation that is left. */
  function leaveThread(id: string): void {
    const thread = state.threads[id];
    if (thread?.hasNewer) delete state.threads[id];
    else if (thread) trim(thread, KEPT);
  }

  function dropAll(): void {
    state.conversations = {};
    state.threads = {};
    state.typing = {};
    nextCursor.value = null;
    unreadElsewhere.value = 0;
  }

  function reset(me: string): void {
    Object.assign(state, emptyState(), { me });
    dropAll();
    projects.value = {};
    connection.value = "connecting";
    cursor.value = null;
  }

  const nameOf = (id: string) => state.people[id]?.name ?? null;
  /** Online, offline, or unknown (null): our own socket being down makes everybody unknown. */
  const isOnline = (id: string): boolean | null => {
    if (connection.value !== "online" || state.online === null) return null;
    return id === state.me || state.online.has(id);
  };

  /** Lets typing end where no news of it came. */
  function expireTyping(now = Date.now()): void {
    for (const typing of Object.values(state.typing)) {
      for (const [user, until] of Object.entries(typing)) if (until <= now) delete typing[user];
    }
  }

  return {
    state,
    projects,
    connection,
    cursor,
    nextCursor,
    conversations,
    unreadTotal,
    apply,
    fetching,
    meet,
    takeConversation,
    takeList,
    takeThread,
    takeOlder,
    takeNewer,
    takeMessage,
    takeMine,
    leaveThread,
    dropAll,
    reset,
    nameOf,
    isOnline,
    expireTyping,
    mergeCore: (id: string, core: Parameters<typeof mergeCore>[2]) => {
      const held = state.conversations[id];
      if (held && held.version <= core.version) mergeCore(state, held, core);
    },
    forget: (id: string) => forget(state, id),
  };
});
