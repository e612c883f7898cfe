const DAY_MS = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();
const STYLES = {
  time: { hour: "numeric", minute: "2-digit" },
  weekday: { weekday: "short" },
  weekdayLong: { weekday: "long" },
  day: { day: "numeric", month: "short" },
  dayLong: { weekday: "long", day: "numeric", month: "long" },
  date: { day: "numeric", month: "short", year: "numeric" },
  exact: { dateStyle: "full", timeStyle: "short" },
  record: { dateStyle: "medium", timeStyle: "medium" },
} satisfies Record<string, Intl.DateTimeFormatOptions>;

/** A time in a style of ours; formats are kept, making one is slow. */
export function formatDate(locale: string, style: keyof typeof STYLES, at: number): string {
  const key = `${locale} ${style}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale, STYLES[style]);
    formats.set(key, format);
  }
  return format.format(at);
}

/** The local day of a time, as a key. */
export function dayKeyOf(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

/** Local days between a time and now, whatever the hour and daylight saving. */
function daysAgo(at: number, now: number): number {
  const start = (time: number) => new Date(time).setHours(0, 0, 0, 0);
  return Math.round((start(now) - start(at)) / DAY_MS);
}

export interface DayWords {
  today: string;
  yesterday: string;
}

/** A time for a list: 9:42, Yesterday, Tue, 3 Mar, 3 Mar 2024. */
export function shortTime(locale: string, at: number, now: number, words: DayWords): string {
  const days = daysAgo(at, now);
  if (days <= 0) return formatDate(locale, "time", at);
  if (days === 1) return words.yesterday;
  if (days < 7) return formatDate(locale, "weekday", at);
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return formatDate(locale, isThisYear ? "day" : "date", at);
}

/** The name of a day, for its heading. */
export function dayName(locale: string, at: number, now: number, words: DayWords): string {
  const days = daysAgo(at, now);
  if (days <= 0) return words.today;
  if (days === 1) return words.yesterday;
  if (days < 7) return formatDate(locale, "weekdayLong", at);
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return formatDate(locale, isThisYear ? "dayLong" : "date", at);
}
