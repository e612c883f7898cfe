/** Whether the main pointer is a finger: Enter then makes a new line. */
export const isCoarsePointer = () => matchMedia("(pointer: coarse)").matches;

export const prefersReducedMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Runs `work` while no other tab of ours does; without Web Locks it just runs. */
export async function withLock(name: string, work: () => Promise<void>): Promise<void> {
  // Not everywhere: Web Locks need a secure context.
  const locks = (navigator as { locks?: LockManager | null }).locks;
  await (locks ? locks.request(name, work) : work());
}

/** A random UUID; `crypto.randomUUID` is missing on plain http off loopback. */
export function newId(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** For work that nobody waits for: what goes wrong is said in the console, and nothing is left unhandled. */
export function inBackground(work: Promise<unknown>): void {
  work.catch((error: unknown) => console.warn(error));
}
