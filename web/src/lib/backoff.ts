const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** How long to wait before attempt `n` (from 0): half fixed, half random, so that clients do not come back together. */
export function backoffMs(n: number, random: () => number = Math.random): number {
  const whole = Math.min(FIRST_MS * 2 ** Math.min(n, 16), LONGEST_MS);
  return whole / 2 + (whole / 2) * random();
}

/** What a Retry-After header asks for, in milliseconds; seconds or a date, a second where it says nothing. */
export function retryAfterMs(header: string | null, now: number): number {
  if (header === null) return 1_000;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(seconds, 0) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? 1_000 : Math.max(at - now, 0);
}
