// Words of the screen: a key from en.ts, plurals by Intl, a chunk per language loaded when it is chosen.
import { ref, shallowRef } from "vue";
import en from "@/locales/en";
import { dayName, formatDate, shortTime } from "./dates";

export type MessageKey = keyof typeof en;
export type Plural = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;
/** The shape of every locale: each key of en.ts, a plural where en.ts has one. */
export type Words = { [K in MessageKey]: (typeof en)[K] extends string ? string : Plural };
export type Params = Record<string, string | number>;

export const LOCALES = {
  en: { name: "English", dir: "ltr", load: () => Promise.resolve({ default: en }) },
  de: { name: "Deutsch", dir: "ltr", load: () => import("@/locales/de") },
  ar: { name: "العربية", dir: "rtl", load: () => import("@/locales/ar") },
} as const;
export type Locale = keyof typeof LOCALES;

const STORED = "tidings.locale";

export const locale = ref<Locale>("en");
const words = shallowRef<Words>(en);
const rules = new Map<string, Intl.PluralRules>();
const numbers = new Map<string, Intl.NumberFormat>();

function isLocale(name: string): name is Locale {
  return Object.hasOwn(LOCALES, name);
}

/** The language that was chosen, or the best the browser asks for. */
export function preferredLocale(): Locale {
  const stored = localStorage.getItem(STORED);
  if (stored !== null && isLocale(stored)) return stored;
  for (const wanted of navigator.languages) {
    const base = wanted.split("-")[0] ?? "";
    if (isLocale(base)) return base;
  }
  return "en";
}

/** Loads a language and shows it. */
export async function setLocale(next: Locale): Promise<void> {
  words.value = (await LOCALES[next].load()).default;
  locale.value = next;
  localStorage.setItem(STORED, next);
  document.documentElement.lang = next;
  document.documentElement.dir = LOCALES[next].dir;
}

/** The words for a key. `count` chooses the plural; names in braces are replaced. */
export function t(key: MessageKey, params: Params = {}): string {
  return say(words.value[key], params);
}

/** Words with what they name filled in; for words that come in chunks of their own. */
export function say(found: string | Plural, params: Params = {}): string {
  let text: string;
  if (typeof found === "string") {
    text = found;
  } else {
    let rule = rules.get(locale.value);
    if (rule === undefined) {
      rule = new Intl.PluralRules(locale.value);
      rules.set(locale.value, rule);
    }
    text = found[rule.select(Number(params["count"] ?? 0))] ?? found.other;
  }
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    return value === undefined ? whole : typeof value === "number" ? n(value) : isolated(value);
  });
}

/** In a language from the right, a name from the left would take its neighbours along: it stands for itself. */
const isolated = (text: string): string => (LOCALES[locale.value].dir === "rtl" ? `\u2068${text}\u2069` : text);

/** A number as this language writes it. */
export function n(value: number, options: Intl.NumberFormatOptions = {}): string {
  const key = `${locale.value} ${JSON.stringify(options)}`;
  let format = numbers.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(locale.value, options);
    numbers.set(key, format);
  }
  return format.format(value);
}

/** A size in the unit that reads best. */
export function bytes(size: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  const power = Math.min(Math.floor(Math.log(Math.max(size, 1)) / Math.log(1024)), units.length - 1);
  return n(size / 1024 ** power, { style: "unit", unit: units[power] ?? "byte", unitDisplay: power === 0 ? "long" : "short", maximumFractionDigits: power > 1 ? 1 : 0 });
}

/** Names as a sentence has them. */
export function list(items: string[]): string {
  return new Intl.ListFormat(locale.value, { type: "conjunction" }).format(items.map(isolated));
}

const dayWords = () => ({ today: t("date.today"), yesterday: t("date.yesterday") });

/** Times as the screen shows them. */
export const d = {
  time: (at: string) => formatDate(locale.value, "time", Date.parse(at)),
  exact: (at: string) => formatDate(locale.value, "exact", Date.parse(at)),
  record: (at: string) => formatDate(locale.value, "record", Date.parse(at)),
  short: (at: string, now = Date.now()) => shortTime(locale.value, Date.parse(at), now, dayWords()),
  day: (at: string, now = Date.now()) => dayName(locale.value, Date.parse(at), now, dayWords()),
};
