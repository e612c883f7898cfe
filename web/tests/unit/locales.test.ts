import { beforeEach, describe, expect, test } from "vitest";
import { LOCALES, locale, setLocale, t, type Locale, type MessageKey, type Words } from "@/lib/i18n";
import en from "@/locales/en";

const names = Object.keys(LOCALES) as Locale[];
const load = async (name: Locale): Promise<Words> => (await LOCALES[name].load()).default;
const placeholders = (text: string) => new Set(text.match(/\{\w+\}/g) ?? []);

describe.each(names)("the locale %s", (name) => {
  test("has every key and none besides", async () => {
    expect(Object.keys(await load(name)).sort()).toEqual(Object.keys(en).sort());
  });

  test("uses only the placeholders that English has", async () => {
    const words = await load(name);
    for (const key of Object.keys(en) as MessageKey[]) {
      const [ours, theirs]: [unknown, unknown] = [en[key], words[key]];
      const all = (value: unknown) => (typeof value === "string" ? [value] : Object.values(value as Record<string, string>));
      const known = placeholders(all(ours).join(" "));
      for (const text of all(theirs)) for (const one of placeholders(text)) expect(known, `${key}: ${text}`).toContain(one);
    }
  });

  test("has every plural form that its language needs", async () => {
    const words = await load(name);
    const needed = new Intl.PluralRules(name).resolvedOptions().pluralCategories;
    for (const [key, value] of Object.entries(words)) {
      if (typeof value === "string") continue;
      for (const form of needed) expect(value[form] ?? value.other, `${key}.${form}`).toBeTruthy();
    }
  });
});

describe("words", () => {
  beforeEach(() => setLocale("en"));

  test("choose their plural", () => {
    expect(t("list.unread", { count: 1 })).toBe("1 unread message");
    expect(t("list.unread", { count: 1_200 })).toBe("1,200 unread messages");
  });

  test("turn the page around in a language that is written from the right", async () => {
    await setLocale("ar");
    expect([document.documentElement.lang, document.documentElement.dir, locale.value]).toEqual(["ar", "rtl", "ar"]);
    expect(t("list.unread", { count: 2 })).toBe("رسالتان غير مقروءتين");
    // A name from the left stands for itself among words from the right.
    expect(t("list.by", { name: "Timo" })).toBe("\u2068Timo\u2069: ");
  });
});
