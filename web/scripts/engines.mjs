// Plays the scenes of tests/browser/scenes.ts in engines that `npm run check` does not open: `make browsers`.
// The page plays and tells by itself, so a browser has only to be opened.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createServer } from "vite";

const LIMIT_PX = 1;
const TOLD_WITHIN_MS = 120_000;
const LIBRARIES = `/usr/lib/${process.arch === "arm64" ? "aarch64" : "x86_64"}-linux-gnu`;

const ENGINES = {
  Chromium: {
    program: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: (profile, url) => ["--headless=new", ...(process.getuid() === 0 ? ["--no-sandbox"] : []), "--disable-gpu", "--window-size=1280,900", `--user-data-dir=${profile}`, url],
  },
  Firefox: {
    program: process.env.FIREFOX ?? "/usr/bin/firefox-esr",
    args: (profile, url) => ["--headless", "--no-remote", "--profile", profile, url],
  },
  WebKitGTK: {
    program: process.env.MINIBROWSER ?? `${LIBRARIES}/webkit2gtk-4.1/MiniBrowser`,
    args: (_, url) => ["--geometry=1280x900", url],
    // A sandbox and a graphics card are more than a container has.
    env: { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1", WEBKIT_DISABLE_COMPOSITING_MODE: "1", GDK_BACKEND: "x11", NO_AT_BRIDGE: "1" },
    drawsOnDisplay: true,
  },
};

/** A screen in memory; it says its number when it is there. */
async function openDisplay() {
  const child = spawn("Xvfb", ["-displayfd", "1", "-screen", "0", "1280x960x24", "-nolisten", "tcp"], { stdio: ["ignore", "pipe", "ignore"] });
  const [number] = await once(createInterface({ input: child.stdout }), "line");
  return { child, name: `:${number}` };
}

async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  await gone;
}

let tell = () => undefined;
const vite = await createServer({
  server: { port: 0, host: "127.0.0.1", hmr: false, watch: null },
  logLevel: "error",
  cacheDir: "node_modules/.vite-engines",
  optimizeDeps: { entries: ["tests/browser/engines.html"] },
  plugins: [
    {
      name: "found",
      configureServer: (server) => {
        server.middlewares.use("/found", async (request, response) => {
          let body = "";
          for await (const part of request) body += part;
          response.end();
          tell(JSON.parse(body));
        });
      },
    },
  ],
});

async function play({ program, args, env, drawsOnDisplay }, url) {
  const profile = await mkdtemp(join(tmpdir(), "tidings-engine-"));
  const opened = [];
  try {
    const told = new Promise((resolve) => (tell = resolve));
    const display = drawsOnDisplay ? await openDisplay() : undefined;
    if (display) opened.push(display.child);
    const browser = spawn(program, args(profile, url), { env: { ...process.env, ...env, ...(display ? { DISPLAY: display.name } : {}) }, stdio: "ignore" });
    opened.push(browser);
    const gone = once(browser, "exit").then(([code, signal]) => ({ "the browser": `ended by itself (${signal ?? code})` }));
    const late = new Promise((resolve) => setTimeout(resolve, TOLD_WITHIN_MS, { "the page": "told nothing" }).unref());
    return await Promise.race([told, gone, late]);
  } finally {
    for (const child of opened.reverse()) await end(child);
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

let isOver = false;
try {
  await vite.listen();
  const url = new URL("tests/browser/engines.html", vite.resolvedUrls.local[0]).href;
  for (const [name, engine] of Object.entries(ENGINES)) {
    for (const [scene, px] of Object.entries(await play(engine, url))) {
      const isFine = typeof px === "number" && px <= LIMIT_PX;
      isOver ||= !isFine;
      console.log(`${isFine ? "ok    " : "FAILED"} ${name}, ${scene}: ${typeof px === "number" ? `${px.toFixed(2)} px` : px}`);
    }
  }
} finally {
  await vite.close();
}
process.exit(isOver ? 1 : 0);
