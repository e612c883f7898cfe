// Sizes after gzip, from dist/.vite/manifest.json. The initial load is what the list of conversations needs.
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";

const KB = 1_000;
const BUDGETS = { "initial JS": 95 * KB, CSS: 8 * KB, "largest lazy chunk": 30 * KB };
const FIRST = ["index.html", "src/pages/dashboard/messages.vue", "src/pages/dashboard/choose.vue"];

const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(await readFile(new URL(".vite/manifest.json", dist), "utf8"));
const sizeOf = async (file) => gzipSync(await readFile(new URL(file, dist)), { level: 9 }).length;

const initial = new Set();
const walk = (key) => {
  if (initial.has(key)) return;
  initial.add(key);
  for (const next of manifest[key].imports ?? []) walk(next);
};
FIRST.forEach(walk);

const sum = async (files) => (await Promise.all([...new Set(files)].map(sizeOf))).reduce((a, b) => a + b, 0);
const scripts = Object.entries(manifest).filter(([, chunk]) => chunk.file.endsWith(".js"));
const lazy = await Promise.all(scripts.filter(([key]) => !initial.has(key)).map(async ([, chunk]) => [chunk.file, await sizeOf(chunk.file)]));
const [largest, largestSize] = lazy.sort((a, b) => b[1] - a[1])[0];

const found = {
  "initial JS": await sum([...initial].map((key) => manifest[key].file)),
  CSS: await sum([...initial].flatMap((key) => manifest[key].css ?? [])),
  "largest lazy chunk": largestSize,
};
let isOver = false;
for (const [name, size] of Object.entries(found)) {
  const over = size > BUDGETS[name];
  isOver ||= over;
  console.log(`${over ? "OVER" : "ok  "} ${name}: ${(size / KB).toFixed(1)} of ${BUDGETS[name] / KB} kB${name === "largest lazy chunk" ? ` (${largest})` : ""}`);
}
process.exit(isOver ? 1 : 0);
