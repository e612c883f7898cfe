/** Nobody waits for more than this; 10,000 entries at 100 a page. */
const PAGES_MAX = 100;

/** All pages of a list; for those that a screen needs whole. */
export async function allPages<T>(fetch: (cursor?: string) => Promise<{ items: T[]; nextCursor?: string | null }>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  for (let n = 0; n < PAGES_MAX; n += 1) {
    const page = await fetch(cursor);
    items.push(...page.items);
    if (!page.nextCursor) break;
    cursor = page.nextCursor;
  }
  return items;
}
