// Plays the scenes in whatever browser opens this page, and tells the server that gave it what came out.
import { setLocale } from "@/lib/i18n";
import { SCENES } from "./scenes";

async function play(): Promise<Record<string, number | string>> {
  await setLocale("en");
  const found: Record<string, number | string> = {};
  for (const [name, scene] of Object.entries(SCENES)) found[name] = await scene().catch((error: unknown) => String(error));
  return found;
}

const found = await play().catch((error: unknown) => ({ "the page": String(error) }));
await fetch("/found", { method: "POST", body: JSON.stringify(found) });
