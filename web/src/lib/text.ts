const PREVIEW_CHARS = 120;

/** The server's preview of a text: its first 120 Unicode scalar values, unchanged. */
export function previewOf(body: string): string {
  // A short cut by units keeps the spread small for a text of 10,000 characters.
  return Array.from(body.slice(0, PREVIEW_CHARS * 2)).slice(0, PREVIEW_CHARS).join("");
}

/** How many characters the server counts: Unicode scalar values. */
export function charsOf(text: string): number {
  return Array.from(text).length;
}

/** Whether a text is blank for the server too, which also knows characters that show nothing. */
export function isBlank(text: string): boolean {
  return /^[\s\p{Cf}\u115F\u1160\u2800\u3164\uFFA0]*$/u.test(text);
}

/** A file name shortened in its middle, so that its end stays in sight. */
export function middleEllipsis(name: string, chars = 34): string {
  const all = Array.from(name);
  if (all.length <= chars) return name;
  const tail = Math.floor((chars - 1) / 2);
  return `${all.slice(0, chars - 1 - tail).join("")}…${all.slice(-tail).join("")}`;
}

/** The first letters of a name, for an avatar without a picture. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u);
  const first = Array.from(words[0] ?? "")[0] ?? "";
  const last = words.length > 1 ? (Array.from(words[words.length - 1] ?? "")[0] ?? "") : "";
  return (first + last).toUpperCase();
}
