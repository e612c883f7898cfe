/** Nobody waits for more than this; 10,000 entries at 100 a page. */
const PAGES_MAX = 100;

type Fetch<T> = (cursor?: string) => Promise<{ items: T[]; nextCursor?: string | null }>;

/** All pages of a list; for those that a screen needs whole. */
export const allPages = async <T>(fetch: Fetch<T>): Promise<T[]> => (await pagesUpTo(Infinity, fetch)).items;

/** Pages of a list until there are so many, and whether there would be more. */
export async function pagesUpTo<T>(wanted: number, fetch: Fetch<T>): Promise<{ items: T[]; hasMore: boolean }> {
  const items: T[] = [];
  let cursor: string | undefined;
  for (let n = 0; n < PAGES_MAX; n += 1) {
    const page = await fetch(cursor);
    items.push(...page.items);
    if (!page.nextCursor) return { items, hasMore: false };
    if (items.length >= wanted) break;
    cursor = page.nextCursor;
  }
  return { items: items.slice(0, wanted), hasMore: true };
}
