// Makes the pictures of the README from the demo: TIDINGS=path/of/the/binary node pictures.mjs
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { DESKTOP, openBrowser, Person, PHONE } from "./people.mjs";
import { Server } from "./server.mjs";

const FOLDER = fileURLToPath(new URL("../../docs/pictures/", import.meta.url));

await mkdir(FOLDER, { recursive: true });
const [server, browser] = await Promise.all([Server.start(), openBrowser()]);
// A phone's share of the screen beside the desktop's, at the same height.
const phone = { ...PHONE, viewport: { width: 390, height: 800 } };

async function take({ page }, name) {
  await page.mouse.move(0, 0);
  // What was fetched late is drawn too.
  await page.evaluate(() => Promise.all(Array.from(document.images, (image) => image.decode().catch(() => undefined))));
  await page.screenshot({ path: `${FOLDER}${name}.png`, animations: "disabled", caret: "hide" });
}

/** Reads a conversation to its end, so that the picture begins there. */
async function read(person, subject) {
  await person.enter(subject);
  const toEnd = person.page.getByRole("button", { name: "Go to the end" });
  await toEnd.click({ timeout: 1_000 }).catch(() => undefined);
  await person.row(subject).and(person.page.getByRole("link", { name: /unread/ })).waitFor({ state: "detached" });
}

try {
  const clara = await Person.arrive(browser, server.url, "Clara Okafor");
  const before = await Person.arrive(browser, server.url, "Nadia Rahman");
  await read(before, "Shipping to Norway");
  await read(before, "The new logo");
  await clara.enter("The new logo");
  await clara.say("That is it! The rust ring goes with our cups, and the smaller anchor reads well on the **street sign** too.");
  await before.sees("That is it!");
  await before.act("That is it!", "Reply");
  await before.say("Lovely. I will prepare the files for print and web:\n- SVG and PDF for the printer\n- PNG in three sizes for the site");
  await clara.sees("Lovely");
  await clara.say("Thank you both. When could it be on the website?");
  await before.sees("Thank you both");
  await clara.message("Thank you both").locator("[data-send-state^=read]").waitFor();
  await before.leave();
  for (const colorScheme of ["light", "dark"]) {
    const desk = await Person.arrive(browser, server.url, "Nadia Rahman", { ...DESKTOP, colorScheme });
    await desk.enter("The new logo");
    await clara.composer.pressSequentially("And ");
    await desk.page.getByText("Clara Okafor is typing").waitFor();
    await take(desk, `desktop-${colorScheme}`);
    await clara.composer.fill("");
    await desk.leave();
    const mobile = await Person.arrive(browser, server.url, "Nadia Rahman", { ...phone, colorScheme });
    await take(mobile, `phone-list-${colorScheme}`);
    await mobile.enter("Shipping to Norway");
    await take(mobile, `phone-thread-${colorScheme}`);
    await mobile.leave();
  }
  const audrey = await Person.arrive(browser, server.url, "Audrey Martin");
  const { page } = audrey;
  await page.getByRole("link", { name: "Administration" }).click();
  await page.getByRole("link", { name: "Opening hours and the map" }).click();
  await page.getByRole("textbox", { name: "Reason" }).fill("The yearly audit.");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("link", { name: "Audit replay" }).click();
  await page.getByText("edited a message").first().click();
  await take(audrey, "replay");
} finally {
  await browser.close();
  await server.end();
}
