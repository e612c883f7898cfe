/** The text without its marks, for previews and announcements. */
export function stripMarkdown(text: string): string {
  return text
    .replace(/^[ \t]*(?:```|~~~)[^\n]*$/gmu, "")
    .replace(/^[ \t]*(?:>[ \t]?)+/gmu, "")
    .replace(/^[ \t]*[-*+][ \t]+/gmu, "")
    .replace(/(\*\*|__|~~)(?=\S)(.*?\S)\1/gu, "$2")
    .replace(/(?<![\w*])([*_])(?=\S)([^*_\n]*\S)\1(?!\w)/gu, "$2")
    .replace(/`([^`\n]+)`/gu, "$1")
    .replace(/\s+/gu, " ")
    .trim();
}
