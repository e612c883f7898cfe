// The states of the admin console in a real browser, over answers written here.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ID, TIMO } from "../builders";
import { adminAnswers, REPORT, type Role } from "./adminAnswers";
import { closeApp, eventually, openApp, press, text, violations } from "./app";

vi.mock("@/composables/useSocket", () => ({
  useSocket: () => ({ start: () => undefined, stop: () => undefined, reconnectNow: () => undefined, emit: () => undefined }),
}));

async function giveReason(words: string): Promise<void> {
  const field = await eventually(() => document.querySelector<HTMLTextAreaElement>("dialog[open] textarea"), "the question why");
  field.value = words;
  field.dispatchEvent(new Event("input"));
  await eventually(() => document.querySelector("dialog[open] footer button:not(:disabled)"), "the way on");
  field.form?.requestSubmit();
}
async function find(field: string, words: string): Promise<HTMLInputElement> {
  const input = await eventually(() => document.querySelector<HTMLInputElement>(field), field);
  input.focus();
  input.value = words;
  input.dispatchEvent(new Event("input"));
  return input;
}
const range = () => eventually(() => document.querySelector<HTMLInputElement>("input[type=range]"), "the scrubber");
async function scrub(to: number): Promise<void> {
  const slider = await range();
  slider.value = String(to);
  slider.dispatchEvent(new Event("input"));
}

beforeEach(() => adminAnswers.start("admin"));
afterEach(() => {
  closeApp();
  adminAnswers.stop();
});

describe.each(["light", "dark"] as const)("axe finds nothing in the %s theme in", (theme) => {
  const states: [string, () => Promise<void>][] = [
    ["the table of conversations", async () => {
      await openApp("/admin/messaging?status=active", theme);
      await text("The new logo", "td *");
    }],
    ["the empty table", async () => {
      adminAnswers.rows = [];
      await openApp("/admin/messaging", theme);
      await text("No conversations yet");
    }],
    ["the question why", async () => {
      await openApp(`/admin/messaging/${ID}`, theme);
      await text("You take no part", "dialog *");
    }],
    ["a conversation", async () => {
      await openApp(`/admin/messaging/${ID}`, theme);
      await giveReason("a complaint");
      await text("Clara Okafor", "td *");
    }],
    ["a conversation without a reason", async () => {
      await openApp(`/admin/messaging/${ID}`, theme);
      (await eventually(() => document.querySelector<HTMLElement>("dialog[open] header button"), "the dialog")).click();
      await text("only for a reason");
    }],
    ["the reports", async () => {
      await openApp("/admin/messaging/reports", theme);
      await text("Insult or threat", "td");
    }],
    ["a report", async () => {
      await openApp(`/admin/messaging/reports/${REPORT}`, theme);
      await text("as it was when it was reported");
      await press("Show what was said around it");
      await giveReason("a complaint");
      await text("Reported message");
    }],
    ["a report to resolve", async () => {
      await openApp(`/admin/messaging/reports/${REPORT}`, theme);
      await press("Resolve");
      await text("Remove the message", "dialog *");
    }],
    ["a replay", async () => {
      await openApp(`/admin/messaging/replay/${ID}`, theme);
      await giveReason("a complaint");
      await scrub(3);
      await eventually(() => document.querySelector("ins"), "the comparison");
    }],
    ["a replay as a participant saw it", async () => {
      await openApp(`/admin/messaging/replay/${ID}?as=${TIMO}`, theme);
      await giveReason("a complaint");
      await text("as Timo Brandt saw it");
      await text("Message deleted", "article *");
    }],
    ["the search for a person", async () => {
      await openApp("/admin/messaging/directory", theme);
      await press("Harbour Coffee");
      await find("#admin-new-member", "a");
      await text("Ada Lindqvist", "[role=option] *");
    }],
    ["the directory's projects", async () => {
      await openApp("/admin/messaging/directory", theme);
      await press("Harbour Coffee");
      await text("Members of Harbour Coffee");
    }],
    ["the directory's people", async () => {
      await openApp("/admin/messaging/directory", theme);
      await press("People");
      await text("Timo Brandt", "td *");
    }],
    ["the evidence", async () => {
      await openApp("/admin/messaging/evidence", theme);
      await press("Check now");
      await text("Intact: 12 events checked");
    }],
  ];
  test.each(states)("%s", async (_, show) => {
    await show();
    expect(await violations()).toEqual([]);
  });
});

describe("the console", () => {
  test("asks why once per visit, and sends it percent-encoded", async () => {
    await openApp(`/admin/messaging/${ID}`, "light");
    await giveReason("Prüfung 1");
    await text("Clara Okafor", "td *");
    await press("Audit replay");
    await range();
    const reasons = adminAnswers.asked.filter((one) => one.reason !== null).map((one) => one.reason);
    expect(new Set(reasons)).toEqual(new Set(["Pr%C3%BCfung%201"]));
    expect(reasons.length).toBeGreaterThan(1);
  });

  test("draws the thread as of the chosen event", async () => {
    await openApp(`/admin/messaging/replay/${ID}`, "light");
    await giveReason("a complaint");
    await text("Message deleted", "article *");
    await scrub(2);
    await text("the wrong adress", "article *");
    await scrub(0);
    await text("Nothing was said yet");
  });

  test("shows the past as a participant saw it, by an address that says so", async () => {
    await openApp(`/admin/messaging/replay/${ID}`, "light");
    await giveReason("a complaint");
    await text("Message deleted", "article *");
    expect(document.querySelectorAll("article.mine").length).toBe(0);
    const choice = await eventually(() => document.querySelector<HTMLSelectElement>(`select:has(option[value="${TIMO}"])`), "the choice of eyes");
    choice.value = TIMO;
    choice.dispatchEvent(new Event("change"));
    await text("as Timo Brandt saw it");
    await eventually(() => document.querySelector("article.mine"), "his own messages on his side");
    expect(location.search).toBe(`?as=${TIMO}`);
    const asked = adminAnswers.asked.filter((one) => one.path.endsWith("/history"));
    expect(asked.map((one) => [one.query.get("as"), one.reason])).toEqual([[null, "a%20complaint"], [TIMO, "a%20complaint"]]);
    expect((await range()).max).toBe("6");
  });

  test("finds people of the directory by the server, a moment after the last key", async () => {
    await openApp("/admin/messaging/directory", "light");
    await press("People");
    await text("Clara Okafor", "td *");
    for (const words of ["t", "ti", "tim"]) await find("#admin-people-search", words);
    await eventually(() => document.querySelectorAll("tbody tr").length === 1, "only who is found");
    await text("Timo Brandt", "td *");
    expect(adminAnswers.asked.filter((one) => one.query.has("q")).map((one) => one.query.get("q"))).toEqual(["tim"]);
    await find("#admin-people-search", "zzz");
    await text("Nobody is found");
  });

  test("filters the conversations by a person who is found by a few letters", async () => {
    await openApp("/admin/messaging", "light");
    const input = await find("#admin-participant", "timo");
    await text("Timo Brandt", "[role=option] *");
    input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
    await eventually(() => location.search.includes(`participant=${TIMO}`), "the filter in the URL");
    expect(input.value).toBe("Timo Brandt");
    await eventually(() => adminAnswers.asked.some((one) => one.query.get("participantId") === TIMO), "the question");
    await find("#admin-participant", "");
    await eventually(() => !location.search.includes("participant"), "no filter");
  });

  test("shows a deleted text only for a reason of its own", async () => {
    await openApp(`/admin/messaging/replay/${ID}`, "light");
    await giveReason("a complaint");
    await press("Reveal");
    await giveReason("to read it");
    await text("my card number");
    expect(adminAnswers.asked.find((one) => one.path.endsWith("/reveal"))?.reason).toBe("to%20read%20it");
  });

  test("takes a refused change of status back and says who was first", async () => {
    adminAnswers.status = 412;
    await openApp("/admin/messaging", "light");
    const select = await eventually(() => document.querySelector<HTMLSelectElement>("td select"), "the status");
    select.value = "closed";
    select.dispatchEvent(new Event("change"));
    await giveReason("done");
    await text("Ada Lindqvist changed this");
    expect(document.querySelector<HTMLSelectElement>("td select")?.value).toBe("active");
    expect(adminAnswers.asked.find((one) => one.path.endsWith("/status"))?.ifMatch).toBe('"1"');
  });

  test("keeps filters and order in the URL", async () => {
    await openApp("/admin/messaging", "light");
    await press("Open reports");
    await eventually(() => location.search.includes("sort=-openReports"), "the order in the URL");
    expect(document.querySelector("th[aria-sort=descending]")?.textContent).toContain("Open reports");
    const box = await eventually(() => [...document.querySelectorAll("label")].find((one) => one.textContent.trim() === "Closed")?.querySelector("input"), "the filter");
    box.click();
    await eventually(() => location.search.includes("status=closed"), "the filter in the URL");
    await eventually(() => adminAnswers.asked.some((one) => one.query.get("status") === "closed" && one.query.get("sort") === "-openReports"), "the question");
  });

  test.each<[Role, number]>([["admin", 1], ["auditor", 0]])("lets an %s change %i status", async (role, selects) => {
    adminAnswers.start(role);
    await openApp("/admin/messaging", "light");
    await text("The new logo", "td *");
    expect(document.querySelectorAll("td select").length).toBe(selects);
  });

  test("lets an auditor look at a report and change nothing", async () => {
    adminAnswers.start("auditor");
    await openApp(`/admin/messaging/reports/${REPORT}`, "light");
    await text("as it was when it was reported");
    expect(document.querySelectorAll("[role=toolbar], form").length).toBe(0);
  });

  test("is not for clients", async () => {
    adminAnswers.start("client");
    await openApp("/admin/messaging", "light");
    await text("for admins and auditors");
    expect(adminAnswers.asked.filter((one) => one.path.startsWith("/api/admin/"))).toEqual([]);
  });

  test("moves between the buttons of a report by arrows", async () => {
    await openApp(`/admin/messaging/reports/${REPORT}`, "light");
    await text("as it was when it was reported");
    const buttons = [...document.querySelectorAll<HTMLElement>("[role=toolbar] button")];
    expect(buttons.map((one) => one.tabIndex)).toEqual([0, -1, -1]);
    buttons[0]?.focus();
    buttons[0]?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
    expect(document.activeElement).toBe(buttons[1]);
  });
});
