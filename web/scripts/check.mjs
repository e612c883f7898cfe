// Everything that has to hold before a change goes in. Two at a time: the machines that run it are small.
import { spawn } from "node:child_process";

const STEPS = [
  ["contract", ["node", "scripts/generate.mjs", "--check"]],
  ["types", ["vue-tsc", "--noEmit"]],
  ["lint", ["eslint", "."]],
  ["tests", ["vitest", "run"]],
  ["type coverage", ["npm", "run", "-s", "type-coverage"]],
  ["build and budgets", ["sh", "-c", "npm run -s build -- --logLevel warn && node scripts/budgets.mjs"]],
];
const AT_ONCE = 2;

function run([name, [command, ...args]]) {
  const began = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (part) => (output += part));
    child.stderr.on("data", (part) => (output += part));
    child.on("error", (error) => resolve({ name, ok: false, output: String(error) }));
    child.on("close", (code) => {
      const seconds = ((performance.now() - began) / 1_000).toFixed(1);
      console.log(`${code === 0 ? "ok    " : "FAILED"} ${name} (${seconds} s)`);
      resolve({ name, ok: code === 0, output });
    });
  });
}

const waiting = [...STEPS];
const results = [];
const worker = async () => {
  for (let step = waiting.shift(); step; step = waiting.shift()) results.push(await run(step));
};
await Promise.all(Array.from({ length: AT_ONCE }, worker));
const failed = results.filter((result) => !result.ok);
for (const { name, output } of failed) console.error(`\n--- ${name}\n${output}`);
process.exit(failed.length > 0 ? 1 : 0);
