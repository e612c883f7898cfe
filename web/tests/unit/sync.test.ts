// Following the log: no hole, no race, one way back. The server is msw, the socket is ours.
import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { createPinia, setActivePinia } from "pinia";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { SocketPorts } from "@/composables/useSocket";
import { createSync } from "@/lib/sync";
import { useMessagingStore } from "@/stores/messagingStore";
import type { Frame } from "@/types/frames";
import type { Message } from "@/types/messaging";
import { conversation, ID, inStream, ME, message, people } from "../builders";

const server = setupServer();
const origin = location.origin;
const asked: string[] = [];
const heard: number[] = [];
let ports: SocketPorts;
const socket = { start: vi.fn(), stop: vi.fn(), reconnectNow: vi.fn(), emit: vi.fn() };

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const list = (more: object = {}) => ({ items: [conversation()], nextCursor: null, unreadTotal: 0, people, position: "p1", resume: "c1", ...more });
const page = (messages: Message[]) => ({ items: messages, hasOlder: false, hasNewer: false, people, position: "p1", resume: "c1" });
const sent = (seq: number): Frame => ({ event: "new-message", data: { ...inStream(seq), message: message(seq) } });
const answer = (path: string, body: (url: URL) => object | Promise<object>) =>
  server.use(
    http.get(`${origin}/api/messaging/${path}`, async ({ request }) => {
      const url = new URL(request.url);
      asked.push(`${path}${url.search}`);
      return HttpResponse.json(await body(url));
    }),
  );

async function started() {
  const store = useMessagingStore();
  store.reset(ME);
  answer("conversations", () => list());
  const sync = createSync({
    store,
    makeSocket: (given) => {
      ports = given;
      return socket;
    },
    onMessage: (one) => heard.push(one.seq),
    onLeft: () => undefined,
    onState: () => undefined,
  });
  await sync.start();
  store.takeThread(ID, page([]));
  return { store, sync };
}
const seqs = (store: ReturnType<typeof useMessagingStore>) => store.state.threads[ID]?.messages.map((one) => one.seq);

beforeEach(() => {
  setActivePinia(createPinia());
  asked.length = 0;
  heard.length = 0;
  vi.clearAllMocks();
});

describe("a start", () => {
  test("connects from the position of what was fetched", async () => {
    await started();
    expect(ports.cursor()).toBe("c1");
    expect(socket.start).toHaveBeenCalledOnce();
  });
});

describe("a frame", () => {
  test("moves the cursor when it is applied", async () => {
    const { store } = await started();
    ports.onFrame(sent(2));
    await vi.waitFor(() => expect(ports.cursor()).toBe("c2"));
    expect(seqs(store)).toEqual([2]);
    expect(heard).toEqual([2]);
  });

  test("beyond a hole fetches by cursor what is missing, and then counts each once", async () => {
    const { store } = await started();
    answer("events", () => ({ items: [2, 3, 4].map((seq) => sent(seq)), cursor: "c4", complete: true }));
    ports.onFrame(sent(4));
    ports.onFrame(sent(5));
    await vi.waitFor(() => expect(seqs(store)).toEqual([2, 3, 4, 5]));
    expect(asked.at(-1)).toBe("events?after=c1&limit=500");
    expect(store.state.conversations[ID]).toMatchObject({ lastSeq: 5, unread: 4 });
    await vi.waitFor(() => expect(ports.cursor()).toBe("c5"));
  });

  test("whose recovery fails leaves the cursor before it, and the socket goes back there", async () => {
    const { store } = await started();
    server.use(http.get(`${origin}/api/messaging/events`, () => HttpResponse.json({}, { status: 503 })));
    ports.onFrame(sent(4));
    await vi.waitFor(() => expect(socket.reconnectNow).toHaveBeenCalledOnce());
    expect(ports.cursor()).toBe("c1");
    expect(store.state.conversations[ID]?.lastSeq).toBe(1);
  });

  test("of a conversation that is not loaded fetches it as of that frame", async () => {
    const { store } = await started();
    store.dropAll();
    answer("conversations/:id", () => ({ conversation: conversation({ lastSeq: 2, unread: 1 }), people, position: "p2", resume: "c2" }));
    ports.onFrame(sent(2));
    await vi.waitFor(() => expect(store.state.conversations[ID]?.unread).toBe(1));
    expect(asked.at(-1)).toBe("conversations/:id?minPosition=p2");
  });
});

describe("an answer that is older than a frame", () => {
  test("does not undo it", async () => {
    const { store, sync } = await started();
    let release: () => void = () => undefined;
    const held = new Promise<void>((done) => {
      release = done;
    });
    answer("conversations/:id/messages", async () => {
      await held;
      return page([message(2)]);
    });
    store.takeThread(ID, page([message(2)]));
    store.takeConversation(conversation({ lastSeq: 2 }));
    const fetching = sync.fetchThread({ conversationId: ID, seq: null });
    await vi.waitFor(() => expect(asked.at(-1)).toContain("messages"));
    ports.onFrame({ event: "message-updated", data: { ...inStream(3), change: "edited", message: message(2, { body: "edited", version: 2 }), lastMessage: null } });
    ports.onFrame(sent(4));
    release();
    await fetching;
    expect(store.state.threads[ID]?.messages.map((one) => one.body)).toEqual(["edited", "message 4"]);
    expect(store.state.conversations[ID]).toMatchObject({ lastSeq: 4, unread: 1 });
  });
});

describe("a resync", () => {
  const resync: Frame = { event: "resync", data: { cursor: "c9", position: "p9", reason: "too-many" } };

  test("fetches everything as of its position, keeps the reader's place and goes on from there", async () => {
    const { store, sync } = await started();
    sync.setPlace({ conversationId: ID, seq: 40 });
    answer("conversations", () => list({ items: [conversation({ lastSeq: 50, subject: "fresh" })] }));
    answer("conversations/:id/messages", () => page([message(40)]));
    ports.onFrame(resync);
    await vi.waitFor(() => expect(ports.cursor()).toBe("c9"));
    expect(asked.slice(1)).toEqual(["conversations?limit=50&minPosition=p9", "conversations/:id/messages?limit=50&minPosition=p9&around=40"]);
    expect(store.state.conversations[ID]?.subject).toBe("fresh");
    expect(seqs(store)).toEqual([40]);
  });

  test("whose fetch fails does not move the cursor", async () => {
    await started();
    server.use(http.get(`${origin}/api/messaging/conversations`, () => HttpResponse.json({}, { status: 503 })));
    ports.onFrame(resync);
    await vi.waitFor(() => expect(socket.reconnectNow).toHaveBeenCalledOnce());
    expect(ports.cursor()).toBe("c1");
  });
});

describe("a thread", () => {
  test("keeps at most four hundred messages, and says that there are newer ones", async () => {
    const { store } = await started();
    store.takeThread(ID, { ...page(Array.from({ length: 390 }, (_, i) => message(100 + i))), hasOlder: true });
    store.takeOlder(ID, page(Array.from({ length: 50 }, (_, i) => message(50 + i))));
    expect(store.state.threads[ID]?.messages).toHaveLength(400);
    expect(store.state.threads[ID]?.hasNewer).toBe(true);
  });

  test("keeps its newest hundred when it is left", async () => {
    const { store } = await started();
    store.takeThread(ID, page(Array.from({ length: 150 }, (_, i) => message(i + 1))));
    store.leaveThread(ID);
    expect(seqs(store)?.[0]).toBe(51);
    expect(store.state.threads[ID]?.hasOlder).toBe(true);
  });
});

test("somebody is of unknown presence, not offline, while our own connection is down", async () => {
  const { store } = await started();
  store.apply({ event: "presence", data: { online: [ME] } });
  store.connection = "online";
  expect([store.isOnline(ME), store.isOnline("x")]).toEqual([true, false]);
  store.connection = "lost";
  expect([store.isOnline(ME), store.isOnline("x")]).toEqual([null, null]);
});
