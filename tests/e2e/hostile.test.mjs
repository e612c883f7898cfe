// Texts that try to make something active of themselves, as messages, subjects, names of files and of
// people: before the real server, under its real policy, in every place that shows them.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { eventually, openBrowser, Person } from "./people.mjs";
import { Server } from "./server.mjs";

const XSS = JSON.parse(await readFile(new URL("../../web/tests/hostile.json", import.meta.url), "utf8"));
const TALK = "The new logo";
const SUBJECT = "<img src=x onerror=alert(1)>";

let server;
let browser;
let clara;
let timo;

before(async () => {
  [server, browser] = await Promise.all([Server.start("--rate-limits", "off"), openBrowser()]);
  [clara, timo] = await Promise.all(["Clara Okafor", "Timo Brandt"].map((name) => Person.arrive(browser, server.url, name)));
  for (const person of [clara, timo]) watch(person);
});

after(async () => {
  await browser?.close();
  await server?.end();
});

/** Notes what must not happen: dialogs, other pages, requests to others. Violations of the policy are noted already. */
function watch(person) {
  const { context, page, faults } = person;
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  // A link that is pressed opens elsewhere, which is its purpose; only the page itself is watched.
  context.on("page", (opened) => void opened.close());
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== server.url && protocol !== "blob:") faults.push(`request: ${request.url()}`);
  });
}

/** Elements that could act and attributes that could run, within an element. */
const active = (root) =>
  root.evaluate((element) => {
    const found = [...element.querySelectorAll("script, iframe, object, embed, math, video, audio, base, meta, link, style, template, marquee, [srcset], [ping], [contenteditable], [formaction], [srcdoc]")];
    for (const one of element.querySelectorAll("*")) {
      for (const { name, value } of one.attributes) {
        if (name.startsWith("on") || (["href", "src", "action"].includes(name) && !/^(?:https?:|mailto:|blob:|\/(?!\/))/i.test(value))) found.push(one);
      }
    }
    return found.map((one) => one.outerHTML.slice(0, 120));
  });

async function post(person, path, data) {
  const answer = await person.context.request.post(path, { data, headers: { Origin: server.url } });
  assert.ok(answer.ok(), `${answer.status()} ${await answer.text()}`);
  return answer.json();
}

const conversationPath = (person) => new URL(person.page.url()).pathname.replace("/dashboard/messages/", "/api/messaging/conversations/");

/** What was provoked so far is nothing. */
function isQuiet() {
  for (const person of [clara, timo]) assert.deepEqual(person.faults, [], person.name);
}

test("hostile messages stand in the thread as words, and nothing acts", async () => {
  await Promise.all([clara.enter(TALK), timo.enter(TALK)]);
  const path = conversationPath(clara);
  for (const body of XSS) await post(clara, `${path}/messages`, { body });
  await clara.say("That was all of it");
  await timo.sees("That was all of it");
  const log = timo.page.getByRole("log");
  assert.deepEqual(await active(log), []);
  isQuiet();

  // What can be pressed or reached is pressed and reached.
  for (const link of await log.getByRole("link").all()) await link.evaluate((element) => element.click());
  for (const message of await log.getByRole("article").all()) await message.evaluate((element) => element.focus());
  isQuiet();
});

test("hostile messages stand in the history of a thread that is opened", async () => {
  await timo.page.reload();
  await timo.sees("That was all of it");
  assert.deepEqual(await active(timo.page.locator("body")), []);
  isQuiet();
});

test("hostile words are previewed, quoted and found as words", async () => {
  await timo.act("That was all of it", "Reply");
  // Sent before the next message is, which is to be the last one.
  const sent = () => timo.page.getByRole("log").locator("[data-send-state=sent]").count();
  const before = await sent();
  await timo.say(XSS[0]);
  await eventually(sent, (count) => count > before);
  await post(clara, `${conversationPath(clara)}/messages`, { body: SUBJECT });
  await timo.row(TALK).getByText("onerror").waitFor();
  await timo.act("onerror", "Reply");
  await timo.say("A quoted one");
  await clara.message("A quoted one").getByText("onerror").waitFor();
  await timo.page.goto("/dashboard/search?q=alert");
  await timo.page.getByRole("main").locator("mark").first().waitFor();
  for (const person of [clara, timo]) assert.deepEqual(await active(person.page.locator("body")), [], person.name);
  isQuiet();
});

test("hostile subjects and names of files stand as words", async () => {
  const { projectId } = (await (await timo.context.request.get(conversationPath(clara))).json()).conversation;
  const { conversation } = await post(timo, "/api/messaging/conversations", { projectId, subject: SUBJECT, participantIds: [] });
  await timo.page.goto(`/dashboard/messages/${conversation.id}`);
  await timo.page.getByRole("heading", { level: 2, name: SUBJECT }).waitFor();
  await timo.page.locator("input[type=file]").setInputFiles({ name: "\"><img src=x onerror=alert(1)>.txt", mimeType: "text/plain", buffer: Buffer.from("words") });
  await timo.say(SUBJECT);
  await timo.message(SUBJECT).locator("[data-send-state=sent]").waitFor();
  await timo.page.getByRole("button", { name: "About this conversation" }).click();
  await timo.page.getByRole("complementary").getByText("onerror").first().waitFor();
  assert.deepEqual(await active(timo.page.locator("body")), []);
  isQuiet();
});

test("hostile words stand in the admin console as words", async () => {
  const ada = await Person.arrive(browser, server.url, "Ada Lindqvist");
  watch(ada);
  const { page } = ada;
  await post(ada, "/api/admin/directory/people", { subject: "mallory", name: "<script>alert(1)</script>", role: "client" });
  const id = new URL(clara.page.url()).pathname.split("/").at(-1);
  await page.goto("/admin/messaging/directory");
  await page.getByRole("tab", { name: "People" }).click();
  await page.getByRole("searchbox", { name: "Search by name or e-mail" }).fill("script");
  await page.getByRole("cell", { name: "<script>" }).first().waitFor();
  assert.deepEqual(await active(page.locator("body")), []);
  await page.goto(`/admin/messaging/replay/${id}`);
  await page.getByRole("textbox", { name: "Reason" }).fill(SUBJECT);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByText("A quoted one").first().waitFor();
  const drawn = await eventually(() => page.getByRole("article").count(), (count) => count > XSS.length);
  assert.ok(drawn > XSS.length, `${drawn} messages are drawn`);
  assert.deepEqual(await active(page.locator("body")), []);
  assert.deepEqual(ada.faults, []);
  await ada.leave();
});
