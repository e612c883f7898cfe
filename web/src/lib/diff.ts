export interface DiffPart {
  kind: "same" | "added" | "removed";
  text: string;
}

/** Beyond this many comparisons a text counts as written anew. */
const CELLS_MAX = 4_000_000;

const wordsOf = (text: string): string[] => text.match(/\s+|[\p{L}\p{N}\p{M}_]+|[^\s\p{L}\p{N}\p{M}_]/gu) ?? [];

/** What became of a text, word by word: the longest common run of words stays. */
export function wordDiff(before: string, after: string): DiffPart[] {
  const [a, b] = [wordsOf(before), wordsOf(after)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let tail = 0;
  while (tail < a.length - start && tail < b.length - start && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;

  const parts: DiffPart[] = [];
  const add = (kind: DiffPart["kind"], words: string[]) => {
    const text = words.join("");
    if (text === "") return;
    const last = parts.at(-1);
    if (last?.kind === kind) last.text += text;
    else parts.push({ kind, text });
  };
  add("same", a.slice(0, start));
  middle(a.slice(start, a.length - tail), b.slice(start, b.length - tail), add);
  add("same", a.slice(a.length - tail));
  return parts;
}

function middle(a: string[], b: string[], add: (kind: DiffPart["kind"], words: string[]) => void): void {
  const width = b.length + 1;
  if (a.length * b.length > CELLS_MAX) {
    add("removed", a);
    add("added", b);
    return;
  }
  // How long the common run of what follows i in a and j in b is.
  const common = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      common[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      add("same", b.slice(j, j + 1));
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) {
      add("removed", a.slice(i, i + 1));
      i += 1;
    } else {
      add("added", b.slice(j, j + 1));
      j += 1;
    }
  }
  add("removed", a.slice(i));
  add("added", b.slice(j));
}
