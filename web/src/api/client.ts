// The one door to HTTP: openapi-fetch over the generated contract, and refusals as `Problem`.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema";

type ProblemBody = components["schemas"]["ProblemBody"];

export const api = createClient<paths>({ baseUrl: location.origin, fetch: (request) => fetch(request) });

/** Who made the version that stands, where another one was expected. */
export interface Current {
  version: number;
  by: string;
  at: string;
}

/** A refusal by the server, with its stable code; status 0 where no answer came. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly retryAfter: string | null = null,
    readonly errors: readonly { pointer?: string | null; message: string }[] = [],
    readonly current: Current | null = null,
  ) {
    super(detail);
    this.name = "Problem";
  }

  /** Whether the same request may be answered later: nothing definite was said. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

function isProblem(body: unknown): body is ProblemBody & { current?: Current } {
  return typeof body === "object" && body !== null && "code" in body && "detail" in body;
}

/** The problem that an answer carries; a proxy's page has none, its status is all we know. */
export function problemOf(status: number, body: unknown, retryAfter: string | null): Problem {
  return isProblem(body)
    ? new Problem(status, body.code, body.errors?.[0]?.message ?? body.detail, retryAfter, body.errors ?? [], body.current)
    : new Problem(status, status === 0 ? "network" : "unavailable", "", retryAfter);
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The data of an answer, or its problem thrown; what never got an answer is a problem of status 0. */
export async function take<T>(request: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await request;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw problemOf(0, null, null);
  }
  if (answer.response.ok) return answer.data as T;
  const problem = problemOf(answer.response.status, answer.error, answer.response.headers.get("Retry-After"));
  if (problem.status === 401) onSignedOut?.();
  throw problem;
}

let onSignedOut: (() => void) | undefined;

/** Tells who is to hear that the session ended. */
export function whenSignedOut(hear: () => void): void {
  onSignedOut = hear;
}
