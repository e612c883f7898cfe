const BEFORE = 60;
const SHOWN = 280;

export interface ExcerptPart {
  text: string;
  isHit: boolean;
}

/** The stretch of a text around its first hit, in parts; offsets are UTF-16 code units, as the server gives them. */
export function excerptOf(body: string, highlights: readonly (readonly number[])[]): ExcerptPart[] {
  const first = highlights[0]?.[0] ?? 0;
  let start = Math.max(first - BEFORE, 0);
  // At a space, and never between the halves of a pair.
  if (start > 0) {
    const space = body.indexOf(" ", start);
    if (space >= 0 && space < first) start = space + 1;
    else if (/[\uDC00-\uDFFF]/u.test(body.charAt(start))) start += 1;
  }
  const end = Math.min(start + SHOWN, body.length);
  const parts: ExcerptPart[] = [];
  const add = (from: number, to: number, isHit: boolean) => {
    if (to > from) parts.push({ text: body.slice(from, to), isHit });
  };
  let at = start;
  for (const [from = 0, to = 0] of highlights) {
    if (to <= at || from >= end) continue;
    add(at, Math.max(from, at), false);
    add(Math.max(from, at), Math.min(to, end), true);
    at = Math.min(to, end);
  }
  add(at, end, false);
  if (start > 0) parts.unshift({ text: "…", isHit: false });
  if (end < body.length) parts.push({ text: "…", isHit: false });
  return parts;
}
