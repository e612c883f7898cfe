// Keeps the store up to date: fetch, then follow the socket from exactly there; one way back after any hole.
import * as http from "@/api/messaging";
import type { Socket, SocketPorts } from "@/composables/useSocket";
import { backoffMs } from "@/lib/backoff";
import { inBackground } from "@/lib/browser";
import type { useMessagingStore } from "@/stores/messagingStore";
import { frameOf, type Frame } from "@/types/frames";
import type { ConnectionState, Message } from "@/types/messaging";

export interface SyncPorts {
  store: ReturnType<typeof useMessagingStore>;
  makeSocket: (ports: SocketPorts) => Socket;
  onMessage: (message: Message) => void;
  onLeft: (conversationId: string) => void;
  onState: (state: ConnectionState) => void;
}

/** Where the person reads: the open conversation, and the message in sight unless it is the end. */
export interface Place {
  conversationId: string;
  seq: number | null;
}

const PAGE = 50;

export function createSync(ports: SyncPorts) {
  const { store } = ports;
  let queue: Frame[] = [];
  let isPumping = false;
  // What comes while a failed recovery waits for its next try comes again by the cursor.
  let isResting = false;
  let failures = 0;
  let place: Place | null = null;

  const socket = ports.makeSocket({
    cursor: () => store.cursor,
    onFrame: receive,
    onState: (state) => {
      // What an old connection still had queued comes again by the cursor.
      if (state === "lost" || state === "offline") queue = [];
      ports.onState(state);
    },
  });

  /** The first list, then the socket from its position: nothing falls between them. */
  async function start(): Promise<void> {
    const page = await http.listConversations({ limit: PAGE });
    store.takeList(page, true);
    store.cursor = page.resume;
    socket.start();
  }

  function receive(frame: Frame): void {
    if (isResting) return;
    queue.push(frame);
    if (!isPumping) inBackground(pump());
  }

  // In order, one after the other: what comes while a hole is being closed waits.
  async function pump(): Promise<void> {
    isPumping = true;
    try {
      for (let frame = queue.shift(); frame !== undefined; frame = queue.shift()) {
        await take(frame);
        // Only what moves the cursor is progress.
        if ("cursor" in frame.data && frame.event !== "ready") failures = 0;
      }
    } catch (error) {
      // The cursor still stands before what could not be handled.
      console.warn("recovery failed, going back to the cursor", error);
      queue = [];
      isResting = true;
      setTimeout(() => {
        isResting = false;
        socket.reconnectNow();
      }, backoffMs(failures));
      failures += 1;
    } finally {
      isPumping = false;
    }
  }

  async function take(frame: Frame): Promise<void> {
    if ((await settle(frame)) === "gap") {
      await recover();
      if ((await settle(frame)) === "gap" && "conversationId" in frame.data && "position" in frame.data) {
        await fetchConversation(frame.data.conversationId, frame.data.position);
      }
    }
  }

  async function settle(frame: Frame): Promise<"gap" | "settled"> {
    const outcome = store.apply(frame);
    switch (outcome.kind) {
      case "applied":
        if (frame.event === "new-message") ports.onMessage(frame.data.message);
        break;
      case "fetch":
        await fetchConversation(outcome.conversationId, "position" in frame.data ? frame.data.position : undefined);
        if (frame.event === "new-message") ports.onMessage(frame.data.message);
        break;
      case "refetch-all":
        if ("position" in frame.data) {
          await reload(frame.data.position);
          store.cursor = frame.data.cursor;
        }
        break;
      case "left":
        ports.onLeft(outcome.conversationId);
        break;
      case "gap":
        return "gap";
      case "dropped":
        break;
      default:
        outcome satisfies never;
    }
    return "settled";
  }

  /** All that the socket would have sent since the cursor. */
  async function recover(): Promise<void> {
    for (;;) {
      if (store.cursor === null) return;
      const page = await http.listEvents(store.cursor);
      for (const item of page.items) {
        const frame = frameOf(item.event, item.data);
        if (frame) await settle(frame);
      }
      store.cursor = page.cursor;
      if (page.complete) return;
    }
  }

  async function fetchConversation(id: string, minPosition?: string): Promise<void> {
    await store.fetching(
      () => http.showConversation(id, minPosition),
      ({ conversation, people }) => {
        store.meet(people);
        store.takeConversation(conversation);
      },
    );
    if (place?.conversationId === id && store.state.threads[id] === undefined) await fetchThread(place, minPosition);
  }

  async function fetchThread(at: Place, minPosition?: string): Promise<void> {
    const { conversationId: id, seq } = at;
    await store.fetching(
      () => http.listMessages(id, { limit: PAGE, minPosition, ...(seq === null ? {} : { around: seq }) }),
      (page) => store.takeThread(id, page),
    );
  }

  /** Everything afresh, as of a position at least; the reader stays where they read. */
  async function reload(minPosition?: string): Promise<void> {
    await store.fetching(
      () => http.listConversations({ limit: PAGE, minPosition }),
      (page) => {
        const open = place && store.state.threads[place.conversationId];
        store.dropAll();
        // The old stretch stays on the screen until the new one is here.
        if (place && open) store.state.threads[place.conversationId] = open;
        store.takeList(page, true);
      },
    );
    if (place) {
      if (store.state.conversations[place.conversationId] === undefined) await fetchConversation(place.conversationId, minPosition);
      await fetchThread(place, minPosition);
    }
  }

  return {
    start,
    stop: () => {
      queue = [];
      socket.stop();
    },
    reload,
    fetchConversation,
    fetchThread,
    receive,
    reconnectNow: socket.reconnectNow,
    emit: socket.emit,
    setPlace: (next: Place | null) => {
      place = next;
    },
  };
}
