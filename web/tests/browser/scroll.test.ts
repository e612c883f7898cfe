// The reader's line stays where it is, measured in a real browser; one pixel is the limit.
import { afterEach, expect, test } from "vitest";
import { nextTick } from "vue";
import { idOf, message, outgoing } from "../builders";
import { article, close, distanceToEnd, frame, given, log, readAt, SCENES, show, thread } from "./scenes";

const LIMIT_PX = 1;

afterEach(() => {
  close();
});

test.each(Object.entries(SCENES))("nothing moves while %s", async (_, play) => {
  expect(await play()).toBeLessThanOrEqual(LIMIT_PX);
});

test("a reader above the end is told how many came, and gets there by one press", async () => {
  await show(100, 200);
  await readAt(150);
  given.thread.messages = [...given.thread.messages, message(200)];
  await frame();
  const pill = [...document.querySelectorAll("button")].find((button) => button.textContent.includes("1 new message"));
  pill?.click();
  await frame();
  expect(distanceToEnd()).toBeLessThanOrEqual(LIMIT_PX);
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
