// axe over the real pages as they are in the demo, light and dark, under the real policy.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, Person, PHONE } from "./people.mjs";
import { Server } from "./server.mjs";

const REASON = "An accessibility check.";

let server;
let browser;

before(async () => {
  [server, browser] = await Promise.all([Server.start(), openBrowser()]);
});

after(async () => {
  await browser?.close();
  await server?.end();
});

/** Nothing found, in either theme, and nothing that broke the policy. */
async function isClean(person, state) {
  for (const colorScheme of ["light", "dark"]) {
    await person.page.emulateMedia({ colorScheme });
    assert.deepEqual(await person.axe(), [], `${state}, ${colorScheme}`);
  }
  assert.deepEqual(person.faults, [], state);
}

/** Says why, where an admin looks at what is not theirs. */
async function giveReason(person) {
  await person.page.getByRole("textbox", { name: "Reason" }).fill(REASON);
  await person.page.getByRole("button", { name: "Continue" }).click();
}

test("axe finds nothing before the sign-in", async () => {
  const context = await browser.newContext({ baseURL: server.url, reducedMotion: "reduce" });
  const guest = await Person.watched("a guest", context);
  await guest.page.goto("/");
  await guest.page.getByRole("button", { name: "Timo Brandt" }).waitFor();
  await isClean(guest, "the sign-in");
  await guest.leave();
});

test("axe finds nothing where there is nothing", async () => {
  const ada = await Person.arrive(browser, server.url, "Ada Lindqvist");
  const { page } = ada;
  await page.getByText("No conversations yet").waitFor();
  await isClean(ada, "the empty list");
  await page.getByRole("textbox", { name: "Filter conversations" }).fill("nothing like it");
  await page.getByText("No conversations match").waitFor();
  await isClean(ada, "a filter without a match");
  await page.goto("/dashboard/messages/00000000-0000-4000-8000-000000000000");
  await page.getByText("This conversation is not available").waitFor();
  ada.forgive(/status of 404/);
  await isClean(ada, "a conversation that is not there");
  await page.goto("/dashboard/nowhere");
  await page.getByText("This page does not exist").waitFor();
  await isClean(ada, "a page that is not there");
  await ada.leave();
});

test("axe finds nothing in what goes wrong", async () => {
  const clara = await Person.arrive(browser, server.url, "Clara Okafor");
  const { page, context } = clara;
  await clara.enter("The new logo");

  let goOn;
  const held = new Promise((resolve) => (goOn = resolve));
  await context.route("**/api/messaging/files", async (route) => {
    await held;
    await route.continue();
  }, { times: 1 });
  await page.locator("input[type=file]").setInputFiles([
    { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("words") },
    { name: "run.exe", mimeType: "application/octet-stream", buffer: Buffer.from("x") },
  ]);
  await page.getByRole("progressbar").waitFor();
  await page.getByText("This type of file is not accepted").waitFor();
  await isClean(clara, "an upload and a refused file");
  goOn();
  await page.getByRole("button", { name: "Remove run.exe" }).click();
  await page.getByRole("button", { name: "Remove notes.txt" }).click();

  const problem = { type: "about:blank", title: "Conflict", status: 409, detail: "the conversation is closed", code: "conversation-not-open", requestId: "r" };
  await context.route("**/messages", (route) => (route.request().method() === "POST" ? route.fulfill({ status: 409, contentType: "application/problem+json", json: problem }) : route.continue()), { times: 1 });
  await clara.say("This will not go");
  await page.getByText("Not sent: the conversation is closed").waitFor();
  clara.forgive(/status of 409/);
  await isClean(clara, "a failed send");
  await page.getByRole("button", { name: "Delete" }).click();

  await context.setOffline(true);
  await page.getByText("You are offline.").waitFor();
  await clara.say("This waits");
  await clara.message("This waits").getByText("Waiting for connection").waitFor();
  await isClean(clara, "no connection");
  await context.setOffline(false);
  await clara.message("This waits").locator("[data-send-state=sent]").waitFor();
  await clara.leave();
});

test("axe finds nothing in what people see", async () => {
  const timo = await Person.arrive(browser, server.url, "Timo Brandt");
  const { page } = timo;
  await isClean(timo, "the list");
  await timo.enter("The new logo");
  await isClean(timo, "a thread");
  await timo.message("I have a template").hover();
  await timo.message("I have a template").getByRole("button", { name: "Message actions" }).click();
  await page.getByRole("menu").waitFor();
  await isClean(timo, "the menu of a message");
  await page.getByRole("menuitem", { name: "Edit" }).click();
  await page.getByText("Edit message").waitFor();
  await isClean(timo, "an edit");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Open image" }).first().click();
  await page.getByRole("dialog", { name: "Images" }).waitFor();
  await isClean(timo, "a picture");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "About this conversation" }).click();
  await page.getByRole("heading", { name: "About this conversation" }).waitFor();
  await isClean(timo, "about a conversation");
  await page.getByRole("button", { name: "Close" }).click();
  await timo.act("Glad to hear it", "Report");
  await page.getByRole("radio", { name: "Insult or threat" }).waitFor();
  await isClean(timo, "a report being made");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Search in this conversation" }).click();
  await page.getByRole("textbox", { name: "Search in this conversation" }).fill("anchor");
  await page.getByText(/^1 of [2-9]/).waitFor();
  await isClean(timo, "a search in a thread");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").waitFor();
  await isClean(timo, "the finder");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+/");
  await page.getByRole("dialog").waitFor();
  await isClean(timo, "the keys");
  await page.goto("/dashboard/settings");
  await page.getByText("Appearance").waitFor();
  await isClean(timo, "the settings");
  await page.goto("/dashboard/search?q=anchor");
  await page.getByRole("link", { name: /anchor/ }).first().waitFor();
  await isClean(timo, "a search");
  await page.goto("/dashboard/messages/new");
  await page.getByRole("dialog").waitFor();
  await isClean(timo, "a new conversation");
  await timo.leave();
});

test("axe finds nothing on a phone", async () => {
  const mei = await Person.arrive(browser, server.url, "Mei Tanaka", PHONE);
  await isClean(mei, "the list");
  await mei.enter("Shipping to Norway");
  await isClean(mei, "a thread");
  await mei.leave();
});

test("axe finds nothing in the admin console", async () => {
  const ada = await Person.arrive(browser, server.url, "Ada Lindqvist");
  const { page } = ada;
  await page.getByRole("link", { name: "Administration" }).click();
  await page.getByRole("link", { name: "Comments under the products" }).waitFor();
  await isClean(ada, "all conversations");
  await page.getByRole("link", { name: "Comments under the products" }).click();
  await page.getByRole("textbox", { name: "Reason" }).waitFor();
  await isClean(ada, "the question why");
  await giveReason(ada);
  await page.getByRole("cell", { name: "Mei Tanaka" }).waitFor();
  await isClean(ada, "a conversation");
  await page.getByRole("link", { name: "Audit replay" }).click();
  await page.getByText("Replay, not live").waitFor();
  await page.getByRole("button", { name: "To the beginning" }).click();
  for (let n = 0; n < 5; n += 1) await page.getByRole("button", { name: "Next event" }).click();
  await isClean(ada, "a replay");
  await page.getByRole("combobox", { name: "Seen by" }).selectOption("Timo Brandt");
  await page.getByText("as Timo Brandt saw it").waitFor();
  await page.getByRole("article").first().waitFor();
  await isClean(ada, "a replay as somebody saw it");
  const goTo = (place) => page.getByRole("navigation", { name: "Administration" }).getByRole("link", { name: place }).click();
  await goTo("Directory");
  await page.getByText("Harbour Coffee: new website").first().waitFor();
  await isClean(ada, "the directory");
  await page.getByRole("button", { name: "Harbour Coffee: new website" }).click();
  await page.getByRole("combobox", { name: "Add a person" }).fill("mei");
  await page.getByRole("option", { name: /Mei Tanaka/ }).waitFor();
  await isClean(ada, "the search for a person");
  await page.getByRole("tab", { name: "People" }).click();
  await page.getByRole("combobox", { name: "Role of Mei Tanaka" }).waitFor();
  await isClean(ada, "the people");
  await goTo("Evidence");
  await page.getByRole("button", { name: "Check now" }).waitFor();
  await isClean(ada, "the evidence");
  await goTo("Reports");
  await page.getByRole("checkbox", { name: "Resolved" }).check();
  await page.getByRole("link", { name: /Buy followers/ }).waitFor();
  await isClean(ada, "the reports");
  await page.getByRole("link", { name: /Buy followers/ }).click();
  await page.getByRole("heading", { name: /Resolved/ }).waitFor();
  await isClean(ada, "a report");
  await ada.leave();
});
