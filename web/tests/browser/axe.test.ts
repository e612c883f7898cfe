import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { SocketPorts } from "@/composables/useSocket";
import { ID } from "../builders";
import { answers, closeApp, eventually, fill, openApp, press, text, violations } from "./app";

vi.mock("@/composables/useSocket", () => ({
  useSocket: (ports: SocketPorts) => ({
    start: () => {
      ports.onFrame({ event: "presence", data: { online: ["22222222-2222-4222-8222-222222222222"] } });
      ports.onState("online");
    },
    stop: () => undefined,
    reconnectNow: () => undefined,
    emit: () => undefined,
  }),
}));

const THREAD = `/dashboard/messages/${ID}`;
async function write(words: string): Promise<HTMLTextAreaElement> {
  const field = await eventually(() => document.querySelector<HTMLTextAreaElement>("textarea"), "the composer");
  field.value = words;
  field.dispatchEvent(new Event("input"));
  return field;
}
async function openMenu(): Promise<void> {
  await text("Thank you!", "article");
  document.querySelectorAll<HTMLElement>("article .more")[1]?.click();
  await eventually(() => document.querySelector("[role=menu]"), "the menu");
}

beforeEach(fill);
afterEach(closeApp);

describe.each(["light", "dark"] as const)("axe finds nothing in the %s theme in", (theme) => {
  const states: [string, () => Promise<void>][] = [
    ["the sign-in", async () => {
      answers.signedIn = false;
      await openApp("/sign-in", theme);
      await text("Timo Brandt");
    }],
    ["the list", async () => {
      await openApp("/dashboard/messages", theme);
      await text("Photos");
    }],
    ["the empty list", async () => {
      answers.conversations = [];
      await openApp("/dashboard/messages", theme);
      await text("No conversations yet");
    }],
    ["a thread", async () => {
      await openApp(THREAD, theme);
      await text("One more", "article");
    }],
    ["a thread with its menu", async () => {
      await openApp(THREAD, theme);
      await openMenu();
    }],
    ["a thread with its drawer", async () => {
      await openApp(THREAD, theme);
      await text("One more", "article");
      await press("About this conversation");
      await text("floor plan.pdf", "aside *");
    }],
    ["an edit", async () => {
      await openApp(THREAD, theme);
      await openMenu();
      (await text("Edit", "[role=menuitem]")).click();
      await text("Edit message");
    }],
    ["a failed send", async () => {
      answers.send = 409;
      await openApp(THREAD, theme);
      await text("One more", "article");
      const field = await write("will fail");
      field.form?.requestSubmit();
      await text("Not sent: the conversation is closed");
    }],
    ["an upload", async () => {
      await openApp(THREAD, theme);
      await text("One more", "article");
      const picker = await eventually(() => document.querySelector<HTMLInputElement>("input[type=file]"), "the file field");
      const chosen = new DataTransfer();
      chosen.items.add(new File(["x"], "run.exe"));
      picker.files = chosen.files;
      picker.dispatchEvent(new Event("change"));
      await text("not accepted");
    }],
    ["a new conversation", async () => {
      await openApp("/dashboard/messages/new", theme);
      await text("Jonas Weber", "dialog *");
    }],
    ["a report", async () => {
      await openApp(THREAD, theme);
      await text("Hello", "article");
      document.querySelector<HTMLElement>("article .more")?.click();
      (await text("Report", "[role=menuitem]")).click();
      await text("Insult or threat", "dialog *");
    }],
    ["the search", async () => {
      await openApp("/dashboard/search?q=Hello", theme);
      await eventually(() => document.querySelector("mark"), "a hit");
    }],
    ["the lightbox", async () => {
      await openApp(THREAD, theme);
      await press("Open image");
      await eventually(() => document.querySelector("dialog[open] img"), "the lightbox");
    }],
    ["the settings", async () => {
      await openApp("/dashboard/settings", theme);
      await text("Appearance");
    }],
    ["a conversation that is not there", async () => {
      await openApp("/dashboard/messages/dddddddd-dddd-4ddd-8ddd-dddddddddddd", theme);
      await text("not available");
    }],
  ];
  test.each(states)("%s", async (_, show) => {
    await show();
    expect(await violations()).toEqual([]);
  });
});
