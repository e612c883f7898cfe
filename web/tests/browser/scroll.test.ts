// The reader's line stays where it is, measured in a real browser; one pixel is the limit.
import { mount, type VueWrapper } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { h, nextTick, reactive, ref } from "vue";
import MessageThread from "@/components/messaging/MessageThread.vue";
import type { Message, Outgoing, Thread } from "@/types/messaging";
import "@/styles.css";
import { conversation, idOf, ME, message, outgoing, people, TIMO } from "../builders";

const LIMIT_PX = 1;
const lines = (seq: number) => Array.from({ length: 1 + ((seq * 7) % 20) }, (_, i) => `line ${i} of ${seq}`).join("\n");
const make = (from: number, to: number): Message[] =>
  Array.from({ length: to - from }, (_, i) => message(from + i, { body: lines(from + i), authorId: i % 3 ? TIMO : ME }));

interface Given {
  thread: Thread;
  outgoing: Outgoing[];
  dividerSeq: number | null;
}
let given: Given;
let wrapper: VueWrapper;
const thread = ref<InstanceType<typeof MessageThread>>();
const log = () => document.querySelector<HTMLElement>("[role=log]") ?? document.body;
const article = (seq: number) => document.querySelector<HTMLElement>(`article[data-seq="${seq}"]`);
const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
const distanceToEnd = () => log().scrollHeight - log().scrollTop - log().clientHeight;

async function show(from: number, to: number, more: Partial<Given> = {}): Promise<void> {
  given = reactive({ thread: { messages: make(from, to), hasOlder: false, hasNewer: false }, outgoing: [], dividerSeq: null, ...more });
  // Its own id: a place is remembered for each conversation.
  const held = conversation({ id: crypto.randomUUID(), lastSeq: to });
  const host = document.createElement("div");
  document.body.append(host);
  wrapper = mount(
    () =>
      h("div", { class: "room", style: "display:flex;flex-direction:column;height:600px;width:800px" }, h(MessageThread, {
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
      })),
    { attachTo: host },
  );
  await thread.value?.settle();
  await frame();
}
async function readAt(seq: number): Promise<void> {
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

beforeEach(() => setActivePinia(createPinia()));
afterEach(() => {
  wrapper.unmount();
  document.body.innerHTML = "";
});

describe("a reader above the end", () => {
  test("keeps their line when a message comes", async () => {
    await show(100, 200);
    await readAt(150);
    expect(await drift(150, () => given.thread.messages.push(...make(200, 203)))).toBeLessThanOrEqual(LIMIT_PX);
  });

  test("keeps their line when an older page comes", async () => {
    await show(100, 200);
    await readAt(110);
    expect(await drift(110, () => given.thread.messages.unshift(...make(50, 100)))).toBeLessThanOrEqual(LIMIT_PX);
  });

  test("keeps their line when an older page comes at the very top", async () => {
    await show(100, 200);
    log().scrollTop = 0;
    await frame();
    expect(await drift(100, () => given.thread.messages.unshift(...make(50, 100)))).toBeLessThanOrEqual(LIMIT_PX);
  });

  test("keeps their line when something above it grows", async () => {
    await show(100, 200);
    await readAt(150);
    const grow = () => {
      const above = article(120);
      if (above) above.style.paddingBottom = "180px";
    };
    expect(await drift(150, grow)).toBeLessThanOrEqual(LIMIT_PX);
  });

  test("keeps their line when the composer grows", async () => {
    await show(100, 200);
    await readAt(150);
    const shrink = () => {
      const host = document.querySelector<HTMLElement>(".room");
      if (host) host.style.height = "450px";
    };
    expect(await drift(150, shrink)).toBeLessThanOrEqual(LIMIT_PX);
  });

  test("is told how many came, and gets to the end by one press", async () => {
    await show(100, 200);
    await readAt(150);
    given.thread.messages = [...given.thread.messages, message(200)];
    await frame();
    const pill = [...document.querySelectorAll("button")].find((button) => button.textContent.includes("1 new message"));
    pill?.click();
    await frame();
    expect(distanceToEnd()).toBeLessThanOrEqual(LIMIT_PX);
  });
});

describe("a reader at the end", () => {
  test("follows what comes", async () => {
    await show(100, 200);
    given.thread.messages.push(...make(200, 203));
    await frame();
    expect(distanceToEnd()).toBeLessThanOrEqual(LIMIT_PX);
  });

  test("stays at the end when the last row grows or the room shrinks", async () => {
    await show(100, 200);
    const last = article(199);
    if (last) last.style.paddingBottom = "200px";
    await frame();
    expect(distanceToEnd()).toBeLessThanOrEqual(LIMIT_PX);
    const host = document.querySelector<HTMLElement>(".room");
    if (host) host.style.height = "400px";
    await frame();
    expect(distanceToEnd()).toBeLessThanOrEqual(LIMIT_PX);
  });
});

test("an own message goes to the end from wherever one reads", async () => {
  await show(100, 200);
  await readAt(150);
  given.outgoing = [outgoing()];
  await nextTick();
  await frame();
  expect(distanceToEnd()).toBeLessThanOrEqual(LIMIT_PX);
});

test("a conversation opens with its first unread message in the middle", async () => {
  await show(100, 200, { dividerSeq: 150 });
  const divider = document.querySelector("[data-unread-divider]")?.getBoundingClientRect();
  const box = log().getBoundingClientRect();
  expect(Math.abs((divider?.top ?? 0) - (box.top + box.height / 2))).toBeLessThan(40);
});

test("a searched message is shown in the middle and flashes", async () => {
  await show(100, 200);
  await thread.value?.show(130);
  await frame();
  expect(article(130)?.classList.contains("flashed")).toBe(true);
  expect(article(130)?.dataset["key"]).toBe(idOf(130));
  const rect = article(130)?.getBoundingClientRect();
  const box = log().getBoundingClientRect();
  expect(rect && rect.top >= box.top && rect.bottom <= box.bottom).toBe(true);
});

test("one tab stop for the whole log, whatever links are in it", async () => {
  await show(100, 120);
  given.thread.messages.push(message(120, { body: "https://example.com and https://example.org" }));
  await nextTick();
  await frame();
  expect(log().querySelectorAll("[tabindex='0'], a:not([tabindex]), button:not([tabindex])")).toHaveLength(1);
});
