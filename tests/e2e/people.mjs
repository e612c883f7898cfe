// People at browsers. What they see is found as they would find it: by its role and its words.
import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import { chromium } from "playwright-core";

/** Long enough for a machine that has other things to do. */
const SEEN_WITHIN_MS = 20_000;

export const DESKTOP = { viewport: { width: 1280, height: 800 } };
export const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

/** What a browser itself says of a connection that a test has cut. */
const OF_THE_NETWORK = /net::ERR_|WebSocket connection to/;

/** The system's Chromium. Root's needs to do without a sandbox. */
export function openBrowser() {
  const args = ["--disable-gpu", ...(process.getuid() === 0 ? ["--no-sandbox"] : [])];
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args });
}

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export class Person {
  /** What went wrong on the pages, in their own words. */
  faults = [];

  constructor(name, context, page) {
    this.name = name;
    this.context = context;
    this.page = page;
  }

  /** Opens a browser of their own and signs in by the card of the demo. */
  static async arrive(browser, url, name, { prepare, ...options } = DESKTOP) {
    const context = await browser.newContext({ baseURL: url, locale: "en-GB", reducedMotion: "reduce", ...options });
    context.setDefaultTimeout(SEEN_WITHIN_MS);
    await prepare?.(context);
    const person = await Person.watched(name, context);
    const { page } = person;
    await page.goto("/");
    await page.getByRole("button", { name }).click();
    await page.getByRole("navigation", { name: "Conversations" }).waitFor();
    return person;
  }

  /** Somebody at a page of a context, whose faults are noted; not signed in. */
  static async watched(name, context) {
    const person = new Person(name, context, await context.newPage());
    await person.#watch();
    return person;
  }

  async #watch() {
    const { page, context } = this;
    const note = (fault) => this.faults.push(fault);
    page.on("pageerror", (error) => note(`error: ${error.stack}`));
    page.on("console", (message) => {
      // Who leaves while the socket is still being opened may ask once more for a session that they ended.
      const isOver = message.text().includes("status of 400") && message.location().url.includes("/socket.io/");
      if (["error", "warning"].includes(message.type()) && !isOver && !OF_THE_NETWORK.test(message.text())) note(`console: ${message.text()}`);
    });
    await context.exposeFunction("tellViolation", (words) => note(`policy: ${words}`));
    // Before anything of the page: the policy forbids to add it later.
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => window.tellViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
    });
    await context.addInitScript(axe);
  }

  row(subject) {
    return this.page.getByRole("navigation", { name: "Conversations" }).getByRole("link", { name: subject });
  }

  /** Goes to a conversation by the list, and sees its messages. */
  async enter(subject) {
    await this.row(subject).click();
    await this.page.getByRole("heading", { level: 2, name: subject }).waitFor();
    await this.page.getByRole("log").getByRole("article").first().waitFor();
  }

  get composer() {
    return this.page.getByRole("textbox", { name: "Write a message" });
  }

  async say(text) {
    await this.composer.fill(text);
    await this.composer.press("Enter");
  }

  /** The newest message with these words. */
  message(text) {
    return this.page.getByRole("log").getByRole("article").filter({ hasText: text }).last();
  }

  sees(text) {
    return this.message(text).waitFor();
  }

  async act(text, action) {
    const message = this.message(text);
    await message.hover();
    await message.getByRole("button", { name: "Message actions" }).click();
    await this.page.getByRole("menuitem", { name: action }).click();
  }

  /** Strikes out faults that a test has provoked. */
  forgive(pattern) {
    this.faults = this.faults.filter((fault) => !pattern.test(fault));
  }

  /** What axe finds on the page as it is now. */
  async axe() {
    const { violations } = await this.page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
    return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" ")}`);
  }

  leave() {
    return this.context.close();
  }
}

/** Until a question has the answer that is wanted; the last answer otherwise. */
export async function eventually(ask, isWanted, withinMs = SEEN_WITHIN_MS) {
  const until = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (isWanted(answer) || Date.now() > until) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
