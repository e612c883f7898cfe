// Scenes of a reader in a log: each says how many pixels the reader's line went astray, or the end of the
// log when the reader was there. The tests play them in Chromium, `make browsers` in other engines.
import { createPinia } from "pinia";
import { createApp, h, nextTick, reactive, ref, type App } from "vue";
import MessageThread from "@/components/messaging/MessageThread.vue";
import type { Message, Outgoing, Thread } from "@/types/messaging";
import "@/styles.css";
import { conversation, ME, message, people, TIMO } from "../builders";

export interface Given {
  thread: Thread;
  outgoing: Outgoing[];
  dividerSeq: number | null;
}

const lines = (seq: number) => Array.from({ length: 1 + ((seq * 7) % 20) }, (_, i) => `line ${i} of ${seq}`).join("\n");
export const make = (from: number, to: number): Message[] =>
  Array.from({ length: to - from }, (_, i) => message(from + i, { body: lines(from + i), authorId: i % 3 ? TIMO : ME }));

let app: App<Element> | undefined;
let room: HTMLElement | undefined;
export let given: Given;
export const thread = ref<InstanceType<typeof MessageThread>>();

export const log = () => document.querySelector<HTMLElement>("[role=log]") ?? document.body;
export const article = (seq: number) => document.querySelector<HTMLElement>(`article[data-seq="${seq}"]`);
export const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
export const distanceToEnd = () => log().scrollHeight - log().scrollTop - log().clientHeight;

/** Opens a log with the messages of these numbers, at its end. */
export async function show(from: number, to: number, more: Partial<Given> = {}): Promise<void> {
  close();
  given = reactive({ thread: { messages: make(from, to), hasOlder: false, hasNewer: false }, outgoing: [], dividerSeq: null, ...more });
  // Its own id: a place is remembered for each conversation.
  const held = conversation({ id: crypto.randomUUID(), lastSeq: to });
  const host = document.createElement("div");
  host.style.cssText = "display:flex;flex-direction:column;height:600px;width:800px";
  document.body.append(host);
  room = host;
  const opened = createApp(() =>
    h(MessageThread, {
      ref: thread,
      conversation: held,
      me: ME,
      personOf: (id: string) => people.find((one) => one.id === id) ?? null,
      typingNames: [],
      load: "idle",
      olderLoad: "idle",
      errorText: "",
      isOffline: false,
      ...given,
    }),
  );
  opened.use(createPinia()).mount(host);
  app = opened;
  await thread.value?.settle();
  await frame();
}

export function close(): void {
  app?.unmount();
  app = undefined;
  room?.remove();
}

export function resize(height: number): void {
  if (room) room.style.height = `${height}px`;
}
function grow(seq: number, px: number): void {
  const one = article(seq);
  if (one) one.style.paddingBottom = `${px}px`;
}

/** Scrolls so that a message stands near the top. */
export async function readAt(seq: number): Promise<void> {
  const target = article(seq);
  if (target) log().scrollTop += target.getBoundingClientRect().top - log().getBoundingClientRect().top - 40;
  await frame();
}

/** How far the line being read moves while something happens. */
async function drift(seq: number, happen: () => void): Promise<number> {
  const before = article(seq)?.getBoundingClientRect().top ?? NaN;
  happen();
  await nextTick();
  await nextTick();
  await frame();
  return Math.abs((article(seq)?.getBoundingClientRect().top ?? NaN) - before);
}

async function whileReading(seq: number, happen: () => void): Promise<number> {
  await show(100, 200);
  await readAt(seq);
  return drift(seq, happen);
}
async function atTheEnd(...happen: (() => void)[]): Promise<number> {
  await show(100, 200);
  let worst = 0;
  for (const one of happen) {
    one();
    await nextTick();
    await frame();
    worst = Math.max(worst, distanceToEnd());
  }
  return worst;
}

/** What happens, and the reader of it. */
export const SCENES: Record<string, () => Promise<number>> = {
  "reading: a message comes": () => whileReading(150, () => given.thread.messages.push(...make(200, 203))),
  "reading: an older page comes": () => whileReading(110, () => given.thread.messages.unshift(...make(50, 100))),
  "reading: an older page comes at the very top": async () => {
    await show(100, 200);
    log().scrollTop = 0;
    await frame();
    return drift(100, () => given.thread.messages.unshift(...make(50, 100)));
  },
  "reading: something above grows": () => whileReading(150, () => grow(120, 180)),
  "reading: the composer grows": () => whileReading(150, () => resize(450)),
  "at the end: messages come": () => atTheEnd(() => given.thread.messages.push(...make(200, 203))),
  "at the end: the last row grows, the room shrinks": () => atTheEnd(() => grow(199, 200), () => resize(400)),
};
