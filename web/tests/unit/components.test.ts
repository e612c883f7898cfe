import { mount } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { nextTick } from "vue";
import ConnectionBanner from "@/components/messaging/ConnectionBanner.vue";
import { actionsFor } from "@/components/messaging/menu";
import MessageBubble from "@/components/messaging/MessageBubble.vue";
import MessageFile from "@/components/messaging/MessageFile.vue";
import MessageInput from "@/components/messaging/MessageInput.vue";
import MessageStatus from "@/components/messaging/MessageStatus.vue";
import TypingLine from "@/components/messaging/TypingLine.vue";
import { clearDrafts } from "@/composables/useDraft";
import { useSessionStore } from "@/stores/sessionStore";
import type { FileInfo, Message, Person } from "@/types/messaging";
import { conversation, ID, ME, message, outgoing, people, TIMO } from "../builders";

const [clara, timo] = people as [Person, Person];
beforeEach(() => setActivePinia(createPinia()));

describe("the composer", () => {
  const compose = (editing: Message | null = null) =>
    mount(MessageInput, { props: { me: ME, conversationId: ID, charsMax: 10_000, fileEndings: [".png"], editing, isOffline: false, nameOf: () => "Timo" }, attachTo: document.body });
  const key = (wrapper: ReturnType<typeof compose>, options: object) => wrapper.get("textarea").trigger("keydown", options);

  test("leaves no draft behind when the person signs out while it is on the screen", async () => {
    const wrapper = compose();
    await wrapper.get("textarea").setValue("half a thought");
    clearDrafts(ME);
    wrapper.unmount();
    expect(Object.keys(localStorage)).toEqual([]);
  });

  test("sends on Enter and empties itself", async () => {
    const wrapper = compose();
    await wrapper.get("textarea").setValue("hello");
    await key(wrapper, { key: "Enter" });
    expect(wrapper.emitted("send")).toEqual([["hello", [], undefined]]);
    expect(wrapper.get("textarea").element.value).toBe("");
  });

  test("makes a new line on Shift+Enter", async () => {
    const wrapper = compose();
    await wrapper.get("textarea").setValue("hello");
    await key(wrapper, { key: "Enter", shiftKey: true });
    expect(wrapper.emitted("send")).toBeUndefined();
  });

  test.each([
    ["while a word is being composed", { isComposing: true }],
    ["that belongs to an input method", { keyCode: 229 }],
  ])("does not send on an Enter %s", async (_, options) => {
    const wrapper = compose();
    await wrapper.get("textarea").setValue("に");
    await key(wrapper, { key: "Enter", ...options });
    expect(wrapper.emitted("send")).toBeUndefined();
  });

  test.each(["", "  \n", "\u200B"])("does not send %j", async (text) => {
    const wrapper = compose();
    await wrapper.get("textarea").setValue(text);
    await key(wrapper, { key: "Enter" });
    expect(wrapper.emitted("send")).toBeUndefined();
  });

  test("sends 10,000 characters, and not one more", async () => {
    const wrapper = compose();
    await wrapper.get("textarea").setValue("😀".repeat(10_001));
    await key(wrapper, { key: "Enter" });
    expect(wrapper.emitted("send")).toBeUndefined();
    await wrapper.get("textarea").setValue("😀".repeat(10_000));
    await key(wrapper, { key: "Enter" });
    expect(wrapper.emitted("send")).toHaveLength(1);
  });

  test("keeps a draft for its conversation alone", async () => {
    const wrapper = compose();
    await wrapper.get("textarea").setValue("half a thought");
    wrapper.unmount();
    expect(compose().get("textarea").element.value).toBe("half a thought");
    const other = mount(MessageInput, { props: { me: ME, conversationId: "other", charsMax: 10_000, fileEndings: [], editing: null, isOffline: false, nameOf: () => "" } });
    expect(other.get("textarea").element.value).toBe("");
  });

  test("leaves the draft alone while a message is being edited", async () => {
    const wrapper = compose();
    await wrapper.get("textarea").setValue("draft");
    await wrapper.setProps({ editing: message(2, { body: "before" }) });
    expect(wrapper.get("textarea").element.value).toBe("before");
    await wrapper.get("textarea").setValue("after");
    await key(wrapper, { key: "Enter" });
    expect(wrapper.emitted("edit")?.[0]?.[1]).toBe("after");
    await wrapper.setProps({ editing: null });
    expect(wrapper.get("textarea").element.value).toBe("draft");
  });

  test("edits the last message on arrow up, only when it is empty", async () => {
    const wrapper = compose();
    await wrapper.get("textarea").setValue("x");
    await key(wrapper, { key: "ArrowUp" });
    expect(wrapper.emitted("editLast")).toBeUndefined();
    await wrapper.get("textarea").setValue("");
    await key(wrapper, { key: "ArrowUp" });
    expect(wrapper.emitted("editLast")).toHaveLength(1);
  });

  test("tells of typing at most every 1.5 seconds and of its end after 3", async () => {
    vi.useFakeTimers();
    try {
      const wrapper = compose();
      for (const text of ["a", "ab", "abc"]) await wrapper.get("textarea").setValue(text);
      expect(wrapper.emitted("typing")).toHaveLength(1);
      vi.advanceTimersByTime(3_000);
      expect(wrapper.emitted("stopTyping")).toHaveLength(1);
    } finally {
      vi.useRealTimers();
    }
  });

  test.each([
    ["run.exe", "x", "This type of file is not accepted"],
    ["big.png", "xxx", "Larger than"],
  ])("refuses %s with words", async (name, content, words) => {
    const session = useSessionStore();
    session.fileTypes = ["png"];
    session.limits = { ...session.limits, fileBytes: 2 };
    const wrapper = compose();
    wrapper.vm.addFiles([new File([content], name)]);
    await nextTick();
    expect(wrapper.get("[role=alert]").text()).toContain(words);
    await wrapper.get("textarea").setValue("hello");
    expect(wrapper.get("[type=submit]").attributes("disabled")).toBeDefined();
  });
});

describe("a bubble", () => {
  const bubble = (props: object) => mount(MessageBubble, { props: { author: timo, isMine: false, isHead: true, ...props } });

  test("names its author with their role, and the time", () => {
    const wrapper = bubble({ message: message(2) });
    expect(wrapper.get(".author").text()).toBe("Timo Brandt Team");
    expect(wrapper.attributes("aria-label")).toMatch(/^Timo Brandt, /);
    expect(wrapper.get("time").attributes("datetime")).toBe(message(2).sentAt);
  });

  test("of a deleted message shows nothing of it", () => {
    const wrapper = bubble({ message: message(2, { body: "", deletedAt: message(3).sentAt }) });
    expect(wrapper.text()).toContain("Message deleted");
    expect(wrapper.find(".more").exists()).toBe(false);
  });

  test("that failed says why, and offers to take it back", async () => {
    const wrapper = bubble({ outgoing: outgoing({ state: "failed", reason: "the conversation is closed" }), isMine: true, sendState: "failed" });
    expect(wrapper.get(".under").text()).toContain("Not sent: the conversation is closed");
    const [retry, takeBack] = wrapper.findAll(".under button");
    await retry?.trigger("click");
    await takeBack?.trigger("click");
    expect([wrapper.emitted("retry"), wrapper.emitted("takeBack")]).toEqual([[[]], [[]]]);
  });

  test("whose fate is unknown can only be tried again", () => {
    const wrapper = bubble({ outgoing: outgoing({ state: "failed", unknown: true, reason: "network" }), isMine: true, sendState: "failed" });
    expect(wrapper.findAll(".under button").map((one) => one.text())).toEqual(["Retry"]);
  });

  test("for reading only has nothing to press", () => {
    expect(bubble({ message: message(2), readonly: true }).findAll("button")).toEqual([]);
  });

  test("folds what is longer than thirty lines", async () => {
    const wrapper = bubble({ message: message(2, { body: "line\n".repeat(40) }) });
    expect(wrapper.find(".folded").exists()).toBe(true);
    await wrapper.get(".fold").trigger("click");
    expect(wrapper.find(".folded").exists()).toBe(false);
  });
});

describe("a file", () => {
  const file = (more: Partial<FileInfo> = {}): FileInfo => ({ id: ID, name: "plan.pdf", size: 2_048, contentType: "application/pdf", sha256: "", state: "ready", url: "/f", ...more });

  test("is downloaded, not opened in the page", () => {
    const link = mount(MessageFile, { props: { file: file() } }).get("a");
    expect([link.attributes("href"), link.attributes("download")]).toEqual(["/f", "plan.pdf"]);
  });

  test("keeps the box of an image before it is there", () => {
    const button = mount(MessageFile, { props: { file: file({ contentType: "image/png", width: 640, height: 320 }) } }).get<HTMLElement>("button");
    expect(button.element.style.aspectRatio).toBe("640 / 320");
  });

  test("that is an SVG is never an image", () => {
    expect(mount(MessageFile, { props: { file: file({ contentType: "image/svg+xml" }) } }).find("img").exists()).toBe(false);
  });

  test("that is still being checked cannot be fetched", () => {
    const wrapper = mount(MessageFile, { props: { file: file({ state: "scanning" }) } });
    expect(wrapper.find("a").exists()).toBe(false);
    expect(wrapper.text()).toContain("Being checked");
  });
});

describe("the status", () => {
  test.each(["sent", "read", "read-by-all", "failed"] as const)("%s has words besides its sign", (state) => {
    const wrapper = mount(MessageStatus, { props: { state } });
    expect(wrapper.get(".sr-only").text()).not.toBe("");
    expect(wrapper.find("svg").exists()).toBe(true);
  });

  test("shows no clock for a send that is answered at once", () => {
    expect(mount(MessageStatus, { props: { state: "sending" } }).find("svg").exists()).toBe(false);
  });
});

describe("the connection banner", () => {
  const banner = (props: object) => mount(ConnectionBanner, { props: { state: "online", hasEnded: false, ...props } });

  test("says nothing while all is well or only blinking", () => expect([banner({}).text(), banner({ state: "lost" }).text()]).toEqual(["", ""]));

  test("says after a second that the connection is lost", async () => {
    vi.useFakeTimers();
    try {
      const wrapper = banner({ state: "lost" });
      vi.advanceTimersByTime(1_000);
      await nextTick();
      expect(wrapper.text()).toContain("Connection lost");
    } finally {
      vi.useRealTimers();
    }
  });

  test("says at once that the browser is offline", () => expect(banner({ state: "offline" }).text()).toContain("offline"));
  test("offers to sign in when the session ended", () => expect(banner({ hasEnded: true }).get("button").text()).toBe("Sign in"));
});

test("the typing line names two and counts more", () => {
  const words = (names: string[]) => mount(TypingLine, { props: { names } }).text();
  expect([words([]), words(["Timo"]), words(["Timo", "Mei"]), words(["a", "b", "c"])]).toEqual(["", "Timo is typing", "Timo and Mei are typing", "Several people are typing"]);
});

describe("the menu of a message", () => {
  test("offers the author edit and delete, others a report", () => {
    expect(actionsFor(clara, conversation(), message(2, { authorId: ME }))).toEqual(["reply", "copy", "edit", "delete"]);
    expect(actionsFor(clara, conversation(), message(2))).toEqual(["reply", "copy", "unread", "report"]);
  });

  test("offers nothing that a closed conversation refuses", () => {
    expect(actionsFor(clara, conversation({ status: "closed" }), message(2, { authorId: ME }))).toEqual(["copy"]);
  });

  test("lets an admin delete what others wrote", () => {
    expect(actionsFor({ id: "x", name: "Ada", role: "admin" }, conversation(), message(2, { authorId: TIMO }))).toContain("delete");
  });
});
