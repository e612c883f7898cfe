// What a key costs in a long conversation: the processor's time of the page's thread, beside a field that
// stands alone on a page.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { eventually, openBrowser, Person } from "./people.mjs";
import { Server } from "./server.mjs";

/** The most messages that a thread draws. */
const MESSAGES = 400;
const LIMIT_MS = 25;
const KEYS = "the quick brown fox jumps over it ";
/** The least of them is what it costs: whatever else the machine does only adds. */
const ROUNDS = 5;
const TALK = "The new logo";

let server;
let browser;

before(async () => {
  [server, browser] = await Promise.all([Server.start("--rate-limits", "off"), openBrowser()]);
});

after(async () => {
  await browser?.close();
  await server?.end();
});

/** The processor's time that a key takes in a field that has the focus, in ms. */
async function costOf(page, field) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  const spent = async () => {
    const { metrics } = await devtools.send("Performance.getMetrics");
    return metrics.find((one) => one.name === "TaskDuration").value * 1_000;
  };
  const painted = () => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));
  const costs = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await field.fill("");
    await painted();
    const before = await spent();
    for (const key of KEYS) {
      await page.keyboard.type(key);
      await painted();
    }
    costs.push(((await spent()) - before) / KEYS.length);
  }
  await devtools.detach();
  return Math.min(...costs);
}

/** Says so much in a conversation that its thread is full. */
async function fill(person) {
  const path = new URL(person.page.url()).pathname.replace("/dashboard/messages/", "/api/messaging/conversations/");
  const bodies = Array.from({ length: MESSAGES }, (_, n) => `Number **${n}**: ${"words and more words ".repeat(1 + ((n * 7) % 12))}\n- \`one\`\n- https://example.com/${n}`);
  for (let from = 0; from < bodies.length; from += 20) {
    const answers = await Promise.all(bodies.slice(from, from + 20).map((body) => person.context.request.post(`${path}/messages`, { data: { body }, headers: { Origin: server.url } })));
    for (const answer of answers) assert.equal(answer.status(), 201, await answer.text());
  }
}

test(`a key costs at most ${LIMIT_MS} ms more among ${MESSAGES} messages than in a bare field`, async (context) => {
  const timo = await Person.arrive(browser, server.url, "Timo Brandt");
  await timo.enter(TALK);
  await fill(timo);
  await timo.page.reload();
  // Older pages come as one reads up, until as many are drawn as there may be.
  const log = timo.page.getByRole("log");
  const drawn = await eventually(
    async () => {
      await log.evaluate((element) => element.scrollTo({ top: 0 }));
      return log.getByRole("article").count();
    },
    (count) => count >= MESSAGES,
    60_000,
  );
  assert.ok(drawn >= MESSAGES, `${drawn} messages are drawn`);
  await timo.composer.click();
  const among = await costOf(timo.page, timo.composer);

  const bare = await timo.context.newPage();
  await bare.setContent("<!doctype html><title>bare</title><textarea autofocus></textarea>");
  await bare.getByRole("textbox").click();
  const alone = await costOf(bare, bare.getByRole("textbox"));

  context.diagnostic(`a key costs ${among.toFixed(2)} ms among ${drawn} messages and ${alone.toFixed(2)} ms in a bare field: ${(among - alone).toFixed(2)} of ${LIMIT_MS} ms`);
  assert.ok(among - alone <= LIMIT_MS, `${(among - alone).toFixed(2)} ms a key`);
  await timo.leave();
});
