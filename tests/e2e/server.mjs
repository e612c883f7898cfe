// The real server in a folder of its own: started with demo people, killed, started again.
import { spawn } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const START_MAX_MS = 90_000;

/** A port that nobody has now. The server keeps it over restarts, as browsers know it by it. */
async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

export class Server {
  #data;
  #port;
  #child;
  #ended;
  #options = [];

  /** Starts a new one, with options of the command line. */
  static async start(...options) {
    const server = new Server();
    server.#options = options;
    server.#data = await mkdtemp(join(tmpdir(), "tidings-e2e-"));
    // Started by root, Postgres runs as somebody else, who has to get in.
    await chmod(server.#data, 0o711);
    server.#port = await freePort();
    await server.again();
    return server;
  }

  get url() {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts it on its folder and waits until it says that it is ready. */
  async again() {
    const binary = process.env.TIDINGS;
    if (!binary) throw new Error("TIDINGS has to name the binary");
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => name === "TIDINGS_POSTGRES_BIN" || !/^(?:TIDINGS|DATABASE_URL)/.test(name)));
    const args = ["serve", "--demo", "--data", this.#data, "--listen", `127.0.0.1:${this.#port}`, "--operator-listen", "127.0.0.1:0", ...this.#options];
    const child = spawn(binary, args, { env, cwd: join(import.meta.dirname, "../.."), stdio: ["ignore", "pipe", "pipe"] });
    let log = "";
    child.stderr.on("data", (part) => (log += part));
    this.#child = child;
    this.#ended = new Promise((resolve) => child.once("exit", resolve));
    const ready = new Promise((resolve) => createInterface({ input: child.stdout }).once("line", resolve));
    const late = AbortSignal.timeout(START_MAX_MS);
    const tooLate = new Promise((resolve) => late.addEventListener("abort", resolve, { once: true }));
    const first = await Promise.race([ready, this.#ended, tooLate]);
    if (first !== `ready ${this.url}`) throw new Error(`the server did not start:\n${log}`);
  }

  /** kill -9: nothing gets to say good-bye. */
  async kill() {
    this.#child.kill("SIGKILL");
    await this.#ended;
  }

  async end() {
    this.#child.kill("SIGTERM");
    await this.#ended;
    await rm(this.#data, { recursive: true, force: true });
  }
}
