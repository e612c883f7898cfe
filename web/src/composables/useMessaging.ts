// The facade that pages and layouts speak to: one object for the whole app, given by App.vue.
import { inject, provide, reactive, type InjectionKey } from "vue";
import * as http from "@/api/messaging";
import { whenSignedOut } from "@/api/client";
import { clearDrafts } from "@/composables/useDraft";
import { useSocket, type Socket, type SocketPorts } from "@/composables/useSocket";
import { inBackground } from "@/lib/browser";
import { t } from "@/lib/i18n";
import { createSync } from "@/lib/sync";
import { uploads } from "@/lib/uploads";
import { wordsOf } from "@/lib/words";
import { useMessagingStore } from "@/stores/messagingStore";
import { useOutboxStore } from "@/stores/outboxStore";
import { useSessionStore } from "@/stores/sessionStore";
import { useToastStore } from "@/stores/toastStore";
import { useUploadsStore } from "@/stores/uploadsStore";
import type { Conversation, Message, OutgoingFile, Reply, ReportReason } from "@/types/messaging";

const PAGE = 50;

export type LoadState = "idle" | "loading" | "failed";

export type MessageListener = (message: Message) => void;

export function createMessaging(makeSocket: (ports: SocketPorts) => Socket = useSocket) {
  const store = useMessagingStore();
  const session = useSessionStore();
  const outbox = useOutboxStore();
  const toasts = useToastStore();
  const waiting = useUploadsStore();
  const listeners = new Set<MessageListener>();
  const loading = reactive<{ list: LoadState; more: LoadState }>({ list: "idle", more: "idle" });
  const older = new Map<string, Promise<void>>();
  let tellLeft: (conversationId: string) => void = () => undefined;
  let isStarted = false;

  const sync = createSync({
    store,
    makeSocket,
    onMessage: (message) => {
      outbox.arrived(message.id);
      for (const listen of listeners) listen(message);
    },
    onLeft,
    onState: (state) => {
      store.connection = state;
      if (state === "online") outbox.flushAll();
      if (state === "signed-out") session.hasEnded = true;
    },
  });

  function onLeft(id: string): void {
    waiting.drop(id);
    tellLeft(id);
  }

  whenSignedOut(() => {
    if (session.person === null) return;
    session.hasEnded = true;
    sync.stop();
    store.connection = "signed-out";
  });

  /** Fetches what the first screen shows and goes live. May be called again after it failed. */
  async function start(): Promise<void> {
    if (isStarted || loading.list === "loading") return;
    loading.list = "loading";
    try {
      // Signed in again: what was held may have holes.
      if (store.state.me === session.me) store.dropAll();
      else {
        store.reset(session.me);
        waiting.wipe();
        if (session.person) store.meet([session.person]);
        await outbox.open(session.me, {
          upload: uploads.finish,
          send: async (entry, fileIds) => {
            const { message } = await http.sendMessage(entry.conversationId, {
              messageId: entry.messageId,
              body: entry.body,
              ...(fileIds.length > 0 ? { fileIds } : {}),
              ...(entry.replyTo ? { replyTo: entry.replyTo.id } : {}),
            });
            return message;
          },
          sent: (message) => store.takeMessage(message),
          isOnline: () => navigator.onLine && !session.hasEnded,
          wait: (ms) => new Promise((done) => setTimeout(done, ms)),
        });
      }
      const [, { items }] = await Promise.all([sync.start(), http.listProjects()]);
      for (const project of items) store.projects[project.id] = project;
      isStarted = true;
      loading.list = "idle";
      outbox.flushAll();
    } catch (error) {
      sync.stop();
      loading.list = "failed";
      throw error;
    }
  }

  function stop(): void {
    sync.stop();
    isStarted = false;
    loading.list = "idle";
  }

  /** Signs out and leaves nothing of the person behind. */
  async function signOut(): Promise<void> {
    await http.signOut();
    stop();
    await outbox.wipe();
    clearDrafts(session.me);
    waiting.wipe();
    session.person = null;
    store.reset("");
  }

  async function loadMoreConversations(): Promise<void> {
    if (store.nextCursor === null || loading.more === "loading") return;
    loading.more = "loading";
    try {
      const cursor = store.nextCursor;
      await store.fetching(() => http.listConversations({ limit: PAGE, cursor }), (page) => store.takeList(page, false));
      loading.more = "idle";
    } catch (error) {
      loading.more = "failed";
      throw error;
    }
  }

  /** Makes a conversation and its messages ready: its end, or the surroundings of `seq`. */
  async function open(id: string, seq: number | null): Promise<void> {
    sync.setPlace({ conversationId: id, seq });
    if (store.state.conversations[id] === undefined) await sync.fetchConversation(id);
    const thread = store.state.threads[id];
    const isHeld = seq === null ? thread && !thread.hasNewer : thread?.messages.some((one) => one.seq === seq);
    if (!isHeld) await sync.fetchThread({ conversationId: id, seq });
  }

  function leave(id: string): void {
    sync.setPlace(null);
    store.leaveThread(id);
  }

  /** The page before what is loaded. Who asks meanwhile gets the same promise. */
  function loadOlder(id: string): Promise<void> {
    const running = older.get(id);
    if (running) return running;
    const first = store.state.threads[id]?.messages[0];
    if (first === undefined) return Promise.resolve();
    const work = store
      .fetching(() => http.listMessages(id, { before: first.seq, limit: PAGE }), (page) => store.takeOlder(id, page))
      .then(() => undefined)
      .finally(() => older.delete(id));
    older.set(id, work);
    return work;
  }

  async function loadNewer(id: string): Promise<void> {
    const last = store.state.threads[id]?.messages.at(-1);
    if (last === undefined) return;
    await store.fetching(() => http.listMessages(id, { after: last.seq, limit: PAGE }), (page) => store.takeNewer(id, page));
  }

  function send(conversation: Conversation, body: string, files: OutgoingFile[], replyTo?: Reply): void {
    inBackground(outbox.add(conversation.id, body, files, replyTo));
  }

  async function edit(message: Message, body: string): Promise<void> {
    store.takeMessage((await http.editMessage(message.conversationId, message.id, body, message.version)).message);
  }

  /** Deletes, and offers to take it back for as long as that is sure to be granted. */
  async function remove(message: Message): Promise<void> {
    const { message: gone } = await http.deleteMessage(message.conversationId, message.id);
    store.takeMessage(gone);
    toasts.show(t("message.deletedToast"), {
      ms: 10_000,
      action: { label: t("action.undo"), run: () => inBackground(said(restore(message))) },
    });
  }

  async function restore(message: Message): Promise<void> {
    store.takeMessage((await http.restoreMessage(message.conversationId, message.id)).message);
  }

  async function markRead(id: string, seq: number): Promise<void> {
    const { readSeq } = await http.markRead(id, seq);
    const held = store.state.conversations[id];
    // Newer ones may have come while it was under way; the frame that follows brings the count.
    if (held) store.takeMine(id, { readSeq: Math.max(held.readSeq, readSeq), unread: held.lastSeq <= readSeq || held.lastMessage?.seq === seq ? 0 : held.unread });
  }

  async function setMine(id: string, change: { unreadFrom?: number | null; muted?: boolean }): Promise<void> {
    store.takeMine(id, await http.setMine(id, change));
  }

  async function startConversation(body: { projectId: string; subject: string; participantIds: string[] }, key: string): Promise<string> {
    const { conversation, position } = await http.startConversation(body, key);
    await sync.fetchConversation(conversation.id, position);
    return conversation.id;
  }

  async function changeSubject(id: string, subject: string): Promise<void> {
    store.mergeCore(id, (await http.changeSubject(id, subject)).conversation);
  }

  async function addParticipant(id: string, userId: string): Promise<void> {
    store.mergeCore(id, (await http.addParticipant(id, userId)).conversation);
  }

  async function removeParticipant(id: string, userId: string): Promise<void> {
    const { conversation } = await http.removeParticipant(id, userId);
    if (userId === session.me) {
      store.forget(id);
      onLeft(id);
    } else {
      store.mergeCore(id, conversation);
    }
  }

  const report = (message: Message, reason: ReportReason, note: string) =>
    http.reportMessage(message.conversationId, message.id, { reason, ...(note === "" ? {} : { note }) });

  /** Says in a toast what went wrong; for actions whose control has no place for words. */
  async function said(work: Promise<unknown>): Promise<boolean> {
    try {
      await work;
      return true;
    } catch (error) {
      toasts.show(wordsOf(error), { isError: true });
      return false;
    }
  }

  return {
    loading,
    start,
    stop,
    signOut,
    open,
    leave,
    loadMoreConversations,
    loadOlder,
    loadNewer,
    loadLatest: (id: string) => sync.fetchThread({ conversationId: id, seq: null }),
    setPlace: sync.setPlace,
    send,
    edit,
    remove,
    restore,
    markRead,
    setMine,
    startConversation,
    changeSubject,
    addParticipant,
    removeParticipant,
    report,
    said,
    reconnectNow: sync.reconnectNow,
    typing: (id: string) => sync.emit("typing", id),
    stopTyping: (id: string) => sync.emit("stop-typing", id),
    onMessage: (listen: MessageListener) => {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
    whenLeft: (hear: (conversationId: string) => void) => {
      tellLeft = hear;
    },
  };
}

export type Messaging = ReturnType<typeof createMessaging>;
const KEY: InjectionKey<Messaging> = Symbol("messaging");

export function provideMessaging(messaging: Messaging): Messaging {
  provide(KEY, messaging);
  return messaging;
}

export function useMessaging(): Messaging {
  const messaging = inject(KEY);
  if (messaging === undefined) throw new Error("useMessaging needs a provideMessaging above it");
  return messaging;
}
