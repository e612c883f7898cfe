import { describe, expect, test } from "vitest";
import { backoffMs, retryAfterMs } from "@/lib/backoff";
import { filesFrom } from "@/lib/clipboard";
import { dayName, shortTime } from "@/lib/dates";
import { excerptOf } from "@/lib/excerpt";
import { allPages, pagesUpTo } from "@/lib/pages";
import { isNamed } from "@/lib/people";
import { daysOf } from "@/lib/rows";
import { charsOf, initialsOf, isBlank, middleEllipsis, previewOf } from "@/lib/text";
import type { Person } from "@/types/messaging";
import { idOf, ME, message, outgoing, TIMO } from "../builders";

describe("the backoff", () => {
  test("is half fixed, half random, and doubles up to thirty seconds", () => {
    expect([0, 1, 2].map((n) => backoffMs(n, () => 0))).toEqual([250, 500, 1_000]);
    expect([0, 1, 2].map((n) => backoffMs(n, () => 1))).toEqual([500, 1_000, 2_000]);
    expect(backoffMs(1_000, () => 1)).toBe(30_000);
  });

  test("reads Retry-After as seconds or as a date", () => {
    expect(retryAfterMs("7", 0)).toBe(7_000);
    expect(retryAfterMs("Thu, 01 Jan 1970 00:00:05 GMT", 1_000)).toBe(4_000);
    expect(retryAfterMs(null, 0)).toBe(1_000);
    expect(retryAfterMs("soon", 0)).toBe(1_000);
  });
});

describe("times", () => {
  const words = { today: "Today", yesterday: "Yesterday" };
  const now = new Date(2026, 10, 24, 15, 0).getTime();
  const at = (...parts: [number, number, number, number]) => new Date(parts[0], parts[1], parts[2], parts[3], 42).getTime();

  test("are short in a list", () => {
    expect(shortTime("en", at(2026, 10, 24, 9), now, words)).toMatch(/^9:42\sAM$/);
    expect(shortTime("en", at(2026, 10, 23, 23), now, words)).toBe("Yesterday");
    expect(shortTime("en", at(2026, 10, 20, 9), now, words)).toBe("Fri");
    expect(shortTime("en", at(2026, 2, 3, 9), now, words)).toBe("Mar 3");
    expect(shortTime("en", at(2024, 2, 3, 9), now, words)).toBe("Mar 3, 2024");
  });

  test("name a day for its heading", () => {
    expect(dayName("en", at(2026, 10, 24, 0), now, words)).toBe("Today");
    expect(dayName("de", at(2026, 10, 20, 9), now, words)).toBe("Freitag");
  });
});

describe("rows", () => {
  const rowsOf = (days: ReturnType<typeof daysOf>) => days.map((day) => day.rows.map((row) => [row.key, row.isHead]));

  test("group what one author says within five minutes", () => {
    const days = daysOf([message(1), message(2), message(3, { authorId: ME }), message(4, { sentAt: "2026-11-24T09:30:00.000Z" })], [], ME, null);
    expect(days).toHaveLength(1);
    expect(days[0]?.rows.map((row) => row.isHead)).toEqual([true, false, true, true]);
  });

  test("never open the same day twice, whatever a clock says", () => {
    const back = message(2, { sentAt: "2026-11-20T09:00:00.000Z" });
    expect(daysOf([message(1), back, message(3)], [], ME, null)).toHaveLength(1);
  });

  test("show one on its way last, and not beside itself once it is there", () => {
    const entry = outgoing({ messageId: message(1).id });
    expect(rowsOf(daysOf([message(1)], [entry], ME, null))).toHaveLength(1);
    expect(daysOf([message(1)], [outgoing()], ME, null).flatMap((day) => day.rows.map((row) => row.kind))).toEqual(["message", "outgoing"]);
  });

  test("start a group at the unread divider", () => {
    expect(daysOf([message(1), message(2, { authorId: TIMO })], [], ME, 2)[0]?.rows[1]?.isHead).toBe(true);
  });
});

describe("text", () => {
  test("is counted as the server counts it", () => expect(charsOf("a😀é")).toBe(3));
  test("is previewed unchanged up to 120 characters", () => expect([previewOf("  a "), previewOf("x".repeat(121)).length]).toEqual(["  a ", 120]));
  test.each([" \n\t", "\u200B", "\u2800", "\u3164"])("%j is blank", (text) => expect(isBlank(text)).toBe(true));
  test.each(["a", " . ", "😀"])("%j is not blank", (text) => expect(isBlank(text)).toBe(false));
  test("keeps the end of a long file name in sight", () => expect(middleEllipsis("a very long name of a file.pdf", 16)).toBe("a very l…ile.pdf"));
  test("has initials", () => expect([initialsOf("Clara Okafor"), initialsOf("mei"), initialsOf("Ana Maria de Souza")]).toEqual(["CO", "M", "AS"]));
});

describe("an excerpt", () => {
  test("marks its hits", () => expect(excerptOf("the new logo", [[8, 12]])).toEqual([{ text: "the new ", isHit: false }, { text: "logo", isHit: true }]));

  test("begins near the first hit and cuts no pair in half", () => {
    const body = `${"😀".repeat(100)}logo`;
    const parts = excerptOf(body, [[200, 204]]);
    expect(parts.map((part) => part.text).join("")).toBe(`…${"😀".repeat(30)}logo`);
  });

  test("goes by UTF-16 units", () => expect(excerptOf("😀 logo", [[3, 7]]).find((part) => part.isHit)?.text).toBe("logo"));
});

describe("a paste", () => {
  const clipboard = (files: File[], text: string) =>
    ({ types: text === "" ? ["Files"] : ["text/plain", "Files"], files, getData: () => text }) as unknown as DataTransfer;
  const picture = new File(["x"], "image.png", { type: "image/png" });
  const now = new Date(2026, 10, 24, 9, 5, 7);

  test("of text with a picture of it is text", () => expect(filesFrom(clipboard([picture], "a\tb"), now)).toEqual([]));
  test("of a bare picture gets a name", () => expect(filesFrom(clipboard([picture], ""), now)[0]?.name).toBe("pasted-20261124-090507.png"));
  test("of a file keeps its name", () => expect(filesFrom(clipboard([new File(["x"], "plan.pdf")], ""), now)[0]?.name).toBe("plan.pdf"));
});

describe("a list of people", () => {
  const person = (name: string | null): Person => ({ id: idOf(1), name, role: "client" });
  test.each([
    ["zoe", "Zoë Müller", true],
    ["mull zo", "Zoë Müller", true],
    ["", "Zoë Müller", true],
    ["zoe x", "Zoë Müller", false],
    ["a", null, false],
  ])("searched for %j finds %j: %s", (typed, name, isFound) => expect(isNamed(person(name), typed)).toBe(isFound));
});

describe("pages of a list", () => {
  const pages = (cursor?: string) => Promise.resolve({ items: [Number(cursor ?? 0), Number(cursor ?? 0) + 1], nextCursor: cursor === "4" ? null : String(Number(cursor ?? 0) + 2) });
  test("are fetched until there are enough, and say whether there would be more", async () => {
    expect(await pagesUpTo(3, pages)).toEqual({ items: [0, 1, 2], hasMore: true });
    expect(await pagesUpTo(10, pages)).toEqual({ items: [0, 1, 2, 3, 4, 5], hasMore: false });
    expect(await allPages(pages)).toEqual([0, 1, 2, 3, 4, 5]);
  });
});
