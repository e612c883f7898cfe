// The whole, as people meet it: Chromium before `tidings serve --demo`. The tests go on from each
// other, as a conversation does.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { DESKTOP, eventually, openBrowser, Person, PHONE } from "./people.mjs";
import { Server } from "./server.mjs";

const LOGO = fileURLToPath(new URL("../../tidings/src/demo/files/logo-draft-2.png", import.meta.url));
const TALK = "The new logo";

let server;
let browser;
let clara;
let timo;
const everybody = [];

async function arrive(name, options) {
  const person = await Person.arrive(browser, server.url, name, options);
  everybody.push(person);
  return person;
}

before(async () => {
  [server, browser] = await Promise.all([Server.start(), openBrowser()]);
  [clara, timo] = await Promise.all([arrive("Clara Okafor"), arrive("Timo Brandt")]);
  await Promise.all([clara.enter(TALK), timo.enter(TALK)]);
});

after(async () => {
  await browser?.close();
  await server?.end();
});

test("what one writes the other sees, and it is read when it was in sight", async () => {
  await clara.composer.pressSequentially("Good mor");
  await timo.page.getByText("Clara Okafor is typing").waitFor();
  await clara.say("Good morning, Timo");
  await timo.sees("Good morning, Timo");
  assert.equal(await timo.page.getByText("Clara Okafor is typing").count(), 0);
  // He looks at the first unread message, further up.
  assert.equal(await clara.message("Good morning, Timo").locator("[data-send-state=sent]").count(), 1);
  await timo.page.getByRole("button", { name: "1 new message" }).click();
  await clara.message("Good morning, Timo").locator("[data-send-state=read]").waitFor();
});

test("an answer shows what it answers", async () => {
  await timo.act("Good morning, Timo", "Reply");
  await timo.say("To you too, Clara");
  await clara.message("To you too, Clara").getByRole("button", { name: "Good morning, Timo" }).waitFor();
});

test("an edit is seen as one", async () => {
  await timo.act("To you too, Clara", "Edit");
  await timo.say("To you **too**, Clara!");
  await clara.message("To you too, Clara!").getByText("edited").waitFor();
  assert.equal(await clara.message("To you too, Clara!").locator("strong").innerText(), "too");
});

test("a deleted message is gone for both, and back by Undo", async () => {
  await clara.say("This goes away");
  await timo.sees("This goes away");
  await clara.act("This goes away", "Delete");
  await timo.sees("Message deleted");
  assert.equal(await timo.message("This goes away").count(), 0);
  await clara.page.getByRole("button", { name: "Undo" }).click();
  await timo.sees("This goes away");
  assert.equal(await timo.message("Message deleted").count(), 0);
});

test("a picture is sent, seen, and opened large", async () => {
  await clara.page.locator("input[type=file]").setInputFiles(LOGO);
  await clara.say("As you have it now");
  const picture = timo.message("As you have it now").getByRole("button", { name: "Open image logo-draft-2.png" });
  await picture.click();
  const large = timo.page.getByRole("dialog", { name: "Images" }).getByRole("img");
  const width = await eventually(() => large.evaluate((image) => image.naturalWidth), (pixels) => pixels > 0);
  assert.ok(width > 100, `${width} pixels wide`);
  await timo.page.keyboard.press("Escape");
  await large.waitFor({ state: "hidden" });
});

test("a hit of the search leads to its message", async () => {
  await timo.page.getByRole("link", { name: "Search all messages" }).click();
  await timo.page.getByRole("textbox", { name: "Search" }).fill("template cups");
  await timo.page.getByRole("link", { name: /I have a template of your cups/ }).click();
  await timo.message("I have a template of your cups").waitFor();
  assert.match(timo.page.url(), /\?seq=\d+$/);
  await timo.page.getByRole("button", { name: "Search in this conversation" }).click();
  await timo.page.getByRole("textbox", { name: "Search in this conversation" }).fill("anchor");
  await timo.page.getByText(/^1 of [2-9]/).waitFor();
  await timo.page.keyboard.press("Escape");
});

test("a message marked as unread is counted in the list until it is read", async () => {
  await timo.act("As you have it now", "Mark unread from here");
  const count = timo.row(TALK).getByText(/1 unread message/);
  await count.waitFor({ state: "attached" });
  await timo.row(TALK).click();
  await count.waitFor({ state: "detached" });
});

test("files wait in their conversation while one looks elsewhere, and are sent from there", async () => {
  const OTHER = "Opening hours and the map";
  await timo.page.locator("input[type=file]").setInputFiles(LOGO);
  const chip = timo.page.getByRole("list", { name: "Files to send" }).getByText("logo-draft-2.png");
  await chip.waitFor();
  await timo.row(OTHER).click();
  await timo.page.getByRole("heading", { level: 2, name: OTHER }).waitFor();
  assert.equal(await chip.count(), 0);
  await timo.row(TALK).getByText("logo-draft-2.png").waitFor();
  await timo.row(TALK).click();
  await chip.waitFor();
  await timo.say("Sent after a look elsewhere");
  await clara.message("Sent after a look elsewhere").getByRole("button", { name: "Open image logo-draft-2.png" }).waitFor();
  assert.equal(await chip.count(), 0);
});

test("who was offline gets what was said meanwhile, and sends what waited", async () => {
  await timo.context.setOffline(true);
  await timo.page.getByText("You are offline.").waitFor();
  await clara.say("Said while Timo was away");
  await timo.say("Written while away");
  await timo.message("Written while away").getByText("Waiting for connection").waitFor();
  await timo.context.setOffline(false);
  await timo.sees("Said while Timo was away");
  await clara.sees("Written while away");
  await timo.message("Written while away").getByText("Waiting for connection").waitFor({ state: "detached" });
});

test("a message whose answer was lost is sent again, and is there once", async () => {
  await clara.context.route("**/messages", async (route) => {
    await route.fetch();
    await route.abort();
  }, { times: 1 });
  await clara.say("Did you get this?");
  await timo.sees("Did you get this?");
  await clara.message("Did you get this?").locator("[data-send-state=sent], [data-send-state=read]").waitFor();
  await clara.say("One answer is enough");
  await timo.sees("One answer is enough");
  for (const person of [clara, timo]) assert.equal(await person.page.getByRole("log").getByText("Did you get this?").count(), 1, person.name);
});

test("a server that is killed under ten messages loses and doubles none", async () => {
  const numbered = (person) => person.page.getByRole("log").getByText(/^Message number \d+ of ten$/).allInnerTexts();
  const said = Array.from({ length: 10 }, (_, n) => `Message number ${n + 1} of ten`);
  for (const [n, text] of said.entries()) {
    await clara.say(text);
    if (n === 3) await server.kill();
  }
  await clara.page.getByText("Connection lost.").waitFor();
  await server.again();
  for (const person of [clara, timo]) {
    const shown = await eventually(() => numbered(person), (now) => now.length >= said.length, 30_000);
    assert.deepEqual(shown, said, person.name);
    const pending = person.page.locator("[data-send-state=queued], [data-send-state=sending], [data-send-state=failed]");
    assert.equal(await eventually(() => pending.count(), (now) => now === 0), 0);
  }
  // What a fresh look at the tables shows is the same.
  await timo.page.reload();
  assert.deepEqual(await eventually(() => numbered(timo), (now) => now.length >= said.length), said);
  // What they asked while it was starting was refused for the moment.
  for (const person of [clara, timo]) person.forgive(/status of 503/);
});

test("a phone shows one thing at a time, and nothing beside the screen", async () => {
  const mobile = await arrive("Nadia Rahman", PHONE);
  const isWide = () => mobile.page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  assert.equal(await isWide(), false);
  await mobile.enter(TALK);
  assert.equal(await mobile.row(TALK).isVisible(), false);
  assert.equal(await isWide(), false);
  await mobile.composer.fill("From the train");
  await mobile.page.getByRole("button", { name: "Send" }).click();
  await clara.sees("From the train");
  await mobile.page.getByRole("link", { name: "Back to conversations" }).click();
  await mobile.row(TALK).waitFor();
  await mobile.leave();
});

test("where no WebSocket gets through, long-polling does", async () => {
  const behind = await arrive("Jonas Weber", {
    ...DESKTOP,
    prepare: (context) => context.addInitScript(() => {
      window.WebSocket = class extends EventTarget {
        constructor() {
          super();
          setTimeout(() => this.onerror?.(new Event("error")));
        }
        close() {}
      };
    }),
  });
  await behind.enter("Opening hours and the map");
  await timo.row("Opening hours and the map").click();
  await timo.say("Can you hear me?");
  await behind.sees("Can you hear me?");
  await behind.leave();
  await timo.enter(TALK);
});

test("a report reaches the admin, who settles it", async () => {
  await timo.say("Some bad words");
  await clara.act("Some bad words", "Report");
  await clara.page.getByRole("radio", { name: "Insult or threat" }).check();
  await clara.page.getByRole("dialog").getByRole("button", { name: "Report" }).click();
  await clara.page.getByText("Reported. Thank you.").waitFor();

  const ada = await arrive("Ada Lindqvist");
  await ada.page.getByRole("link", { name: "Administration" }).click();
  await ada.page.getByRole("link", { name: "Reports" }).click();
  await ada.page.getByRole("link", { name: "Some bad words" }).click();
  await ada.page.getByRole("button", { name: "Take it on" }).click();
  await ada.page.getByRole("button", { name: "Resolve" }).click();
  await ada.page.getByRole("radio", { name: "Remove the message" }).check();
  await ada.page.getByRole("dialog").getByRole("button", { name: "Resolve" }).click();
  await ada.page.getByRole("heading", { name: /Resolved/ }).waitFor();
  await clara.message("Some bad words").waitFor({ state: "detached" });
  await ada.leave();
});

test("an auditor sees a conversation as somebody saw it who takes part", async () => {
  const audrey = await arrive("Audrey Martin");
  const { page } = audrey;
  await page.getByRole("link", { name: "Administration" }).click();
  await page.getByRole("link", { name: TALK }).click();
  await page.getByRole("textbox", { name: "Reason" }).fill("The yearly audit.");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("link", { name: "Audit replay" }).click();
  const events = page.getByRole("complementary", { name: "Events" });
  await events.getByText("reported a message").first().waitFor();
  await page.getByRole("combobox", { name: "Seen by" }).selectOption("Timo Brandt");
  await page.getByText("as Timo Brandt saw it").waitFor();
  // Who complained about him, and who looked, is not told to him.
  await events.getByText("reported a message").first().waitFor({ state: "detached" });
  assert.equal(await events.getByText("looked at the conversation").count(), 0);
  await page.getByRole("article").filter({ hasText: "To you too, Clara!" }).first().waitFor();
  await audrey.leave();
});

test("a conversation that an admin closes takes no more words", async () => {
  const ada = await arrive("Ada Lindqvist");
  await ada.page.getByRole("link", { name: "Administration" }).click();
  await ada.page.getByRole("combobox", { name: `Status of “${TALK}”` }).selectOption("Closed");
  await ada.page.getByRole("textbox", { name: "Reason" }).fill("The logo is done.");
  await ada.page.getByRole("dialog").getByRole("button", { name: "Change status" }).click();
  for (const person of [clara, timo]) {
    await person.page.getByText("This conversation is closed. Nobody can write in it.").waitFor();
    assert.equal(await person.composer.count(), 0);
  }
  await ada.leave();
});

test("no page broke its policy or complained", () => {
  assert.deepEqual(Object.fromEntries(everybody.filter((one) => one.faults.length > 0).map((one) => [one.name, one.faults])), {});
});
