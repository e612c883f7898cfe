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
  await giveReason(ada);
  await page.getByRole("cell", { name: "Mei Tanaka" }).waitFor();
  await isClean(ada, "a conversation");
  await page.getByRole("link", { name: "Audit replay" }).click();
  await page.getByText("Replay, not live").waitFor();
  await page.getByRole("button", { name: "To the beginning" }).click();
  for (let n = 0; n < 5; n += 1) await page.getByRole("button", { name: "Next event" }).click();
  await isClean(ada, "a replay");
  const goTo = (place) => page.getByRole("navigation", { name: "Administration" }).getByRole("link", { name: place }).click();
  await goTo("Directory");
  await page.getByText("Harbour Coffee: new website").first().waitFor();
  await isClean(ada, "the directory");
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
