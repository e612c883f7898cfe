// Files in the composer: whose they are, how long they stay, and what becomes of what is under way.
import { flushPromises, mount } from "@vue/test-utils";
import { createPinia, setActivePinia } from "pinia";
import { beforeEach, describe, expect, test, vi } from "vitest";
import MessageInput from "@/components/messaging/MessageInput.vue";
import { createMessaging } from "@/composables/useMessaging";
import { useSessionStore } from "@/stores/sessionStore";
import { useUploadsStore } from "@/stores/uploadsStore";
import type { FileInfo } from "@/types/messaging";
import { ID, idOf, ME } from "../builders";

interface Running {
  file: File;
  signal: AbortSignal;
  progress: (share: number) => void;
  done: () => void;
}
const running = vi.hoisted((): Running[] => []);
const deleted = vi.hoisted((): string[] => []);

vi.mock(import("@/api/messaging"), async (original) => ({
  ...(await original()),
  uploadFile: (file, progress, signal) =>
    new Promise<FileInfo>((resolve, reject) => {
      const info: FileInfo = { id: idOf(700 + running.length), name: file.name, size: file.size, contentType: file.type, sha256: "", state: "ready", url: "/f" };
      running.push({ file, signal, progress, done: () => resolve(info) });
      signal.addEventListener("abort", () => reject(new DOMException("cancelled", "AbortError")));
    }),
  signOut: () => Promise.resolve(undefined as never),
  deleteFile: (id) => {
    deleted.push(id);
    return Promise.resolve(undefined as never);
  },
}));

const OTHER = "cccccccc-cccc-4ccc-8ccc-cccccccccccc";
const compose = (conversationId = ID) =>
  mount(MessageInput, { props: { me: ME, conversationId, charsMax: 10_000, fileEndings: [".pdf"], editing: null, isOffline: false, nameOf: () => "Timo" } });
const chips = (wrapper: ReturnType<typeof compose>) => wrapper.findAll(".chip .name").map((one) => one.text());

beforeEach(async () => {
  // Those that waited for their turn come after.
  while (running.length > 0) {
    for (const one of running.splice(0)) one.done();
    await flushPromises();
  }
  deleted.length = 0;
  setActivePinia(createPinia());
  const session = useSessionStore();
  session.fileTypes = ["pdf"];
  session.limits = { ...session.limits, files: 5, fileBytes: 1_000 };
});

describe("files in a composer", () => {
  test("stay with their conversation while their person looks elsewhere", () => {
    const first = compose();
    first.vm.addFiles([new File(["x"], "plan.pdf")]);
    first.unmount();
    const other = compose(OTHER);
    expect(chips(other)).toEqual([]);
    other.unmount();
    expect(chips(compose())).toEqual(["plan.pdf"]);
  });

  test("are uploaded meanwhile, and sent with what they were given", async () => {
    const first = compose();
    first.vm.addFiles([new File(["x"], "plan.pdf")]);
    await flushPromises();
    first.unmount();
    running[0]?.done();
    await flushPromises();
    expect(running.map((one) => one.signal.aborted)).toEqual([false]);

    const again = compose();
    expect(again.find("progress").exists()).toBe(false);
    await again.get("form").trigger("submit");
    const [, files] = again.emitted<[string, { info?: FileInfo }[]]>("send")?.[0] ?? [];
    expect(files?.map((one) => one.info?.id)).toEqual([idOf(700)]);
    expect([running.length, deleted]).toEqual([1, []]);
    again.unmount();
    expect(chips(compose())).toEqual([]);
  });

  test("that are taken away are cancelled, or deleted where they had arrived", async () => {
    const wrapper = compose();
    wrapper.vm.addFiles([new File(["x"], "one.pdf"), new File(["x"], "two.pdf")]);
    await flushPromises();
    running[0]?.done();
    await flushPromises();
    for (const button of wrapper.findAll(".chip .act")) await button.trigger("click");
    expect(chips(wrapper)).toEqual([]);
    expect([running[1]?.signal.aborted, deleted]).toEqual([true, [idOf(700)]]);
  });

  test("beyond the limit are refused with words, those before stay", async () => {
    const wrapper = compose();
    wrapper.vm.addFiles(Array.from({ length: 6 }, (_, n) => new File(["x"], `${n}.pdf`)));
    await flushPromises();
    expect(chips(wrapper)).toEqual(["0.pdf", "1.pdf", "2.pdf", "3.pdf", "4.pdf"]);
    expect(wrapper.get("[role=alert]").text()).toContain("5");
  });

  test("wait while there is no connection, and go when it is back", async () => {
    const online = vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    const wrapper = compose();
    wrapper.vm.addFiles([new File(["x"], "plan.pdf"), new File(["x"], "gone.pdf")]);
    await flushPromises();
    expect([running.length, wrapper.find("[role=alert]").exists(), wrapper.get("[type=submit]").attributes("disabled")]).toEqual([0, false, undefined]);
    await wrapper.findAll(".chip .act").at(1)?.trigger("click");
    online.mockReturnValue(true);
    window.dispatchEvent(new Event("online"));
    await flushPromises();
    expect(running.map((one) => one.file.name)).toEqual(["plan.pdf"]);
    online.mockRestore();
  });

  test("do not outlive a sign-out", async () => {
    const wrapper = compose();
    wrapper.vm.addFiles([new File(["x"], "plan.pdf")]);
    await flushPromises();
    const socket = { start: () => undefined, stop: () => undefined, reconnectNow: () => undefined, emit: () => undefined };
    await createMessaging(() => socket).signOut();
    await flushPromises();
    expect([chips(wrapper), running[0]?.signal.aborted]).toEqual([[], true]);
  });

  test("of a conversation that one has left are taken away", async () => {
    const wrapper = compose();
    wrapper.vm.addFiles([new File(["x"], "plan.pdf")]);
    await flushPromises();
    useUploadsStore().drop(ID);
    await flushPromises();
    expect([chips(wrapper), running[0]?.signal.aborted]).toEqual([[], true]);
  });
});
