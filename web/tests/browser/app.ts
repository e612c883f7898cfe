// The whole app in a real browser, over answers written here: no server, no socket.
import axe from "axe-core";
import { createPinia } from "pinia";
import { createApp, nextTick } from "vue";
import App from "@/App.vue";
import { setLocale } from "@/lib/i18n";
import { createAppRouter } from "@/router";
import type { Conversation, FileInfo, Message } from "@/types/messaging";
import "@/styles.css";
import { conversation, ID, idOf, ME, message, people, PROJECT, TIMO } from "../builders";

export interface Answers {
  signedIn: boolean;
  conversations: Conversation[];
  messages: Message[];
  /** Status of the answer to a send. */
  send: number;
}

const PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
const picture: FileInfo = { id: idOf(700), name: "counter.png", size: 24_000, contentType: "image/png", sha256: "", state: "ready", width: 320, height: 200, url: PIXEL };
const plan: FileInfo = { id: idOf(701), name: "floor plan.pdf", size: 240_000, contentType: "application/pdf", sha256: "", state: "ready", url: "/api/messaging/files/x" };

export const answers: Answers = { signedIn: true, conversations: [], messages: [], send: 201 };

export function fill(): void {
  answers.signedIn = true;
  answers.send = 201;
  answers.messages = [
    message(2, { body: "Hello **Clara**, see https://example.com and `code`" }),
    message(3, { authorId: ME, body: "Thank you!", replyTo: { id: idOf(2), seq: 2, authorId: TIMO, preview: "Hello **Clara**", deleted: false } }),
    message(4, { files: [picture, plan], body: "" }),
    message(5, { body: "", deletedAt: message(5).sentAt, deletedBy: TIMO }),
    message(6, { authorId: ME, body: "One more", version: 2, editedAt: message(7).sentAt }),
  ];
  const last = { id: idOf(6), seq: 6, authorId: ME, preview: "One more", sentAt: message(6).sentAt };
  answers.conversations = [
    conversation({ lastSeq: 6, lastMessage: last }),
    conversation({ id: "cccccccc-cccc-4ccc-8ccc-cccccccccccc", subject: "Photos", unread: 3, muted: true, lastMessage: last }),
  ];
}

const LIMITS = { bodyChars: 10_000, files: 5, fileBytes: 10_485_760, subjectChars: 200, noteChars: 2_000, participants: 100, restoreSeconds: 60 };
const at = { position: "p", resume: "c" };

function answer(method: string, path: string): [number, unknown] {
  const everybody = { people };
  if (path === "/api/session") return [200, { person: answers.signedIn ? people[0] : null, demo: people, limits: LIMITS, fileTypes: ["png", "pdf"] }];
  if (path === "/api/messaging/projects") return [200, { items: [{ id: PROJECT, name: "Harbour Coffee" }], nextCursor: null, ...at }];
  if (path === "/api/messaging/people") return [200, { items: people, nextCursor: null, ...at }];
  if (path === "/api/messaging/conversations") return [200, { items: answers.conversations, nextCursor: null, unreadTotal: 3, ...everybody, ...at }];
  if (path === "/api/messaging/search") {
    const found = answers.messages.slice(0, 1).map((one) => ({ message: one, conversation: { id: ID, subject: "The new logo", projectId: PROJECT }, highlights: [[0, 5]] }));
    return [200, { items: found, nextCursor: null, ...everybody, ...at }];
  }
  if (path.endsWith("/files")) return [200, { items: [{ file: plan, messageId: idOf(4), seq: 4 }], nextCursor: null, ...at }];
  if (path.endsWith("/read")) return [200, { readSeq: 6, position: "p" }];
  if (path.endsWith("/messages") && method === "POST") return [answers.send, { type: "about:blank", title: "no", status: answers.send, detail: "the conversation is closed", code: "conversation-not-open", requestId: "r" }];
  if (path.endsWith("/messages")) return [200, { items: answers.messages, hasOlder: false, hasNewer: false, ...everybody, ...at }];
  const held = answers.conversations.find((one) => path.endsWith(one.id));
  return held ? [200, { conversation: held, ...everybody, ...at }] : [404, { type: "about:blank", title: "no", status: 404, detail: "there is nothing here", code: "not-found", requestId: "r" }];
}

const real = window.fetch.bind(window);
window.fetch = (input, init) => {
  const request = new Request(input, init);
  const { pathname } = new URL(request.url);
  if (!pathname.startsWith("/api/")) return real(input, init);
  const [status, body] = answer(request.method, pathname);
  return Promise.resolve(new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } }));
};

let unmount: (() => void) | undefined;
const router = createAppRouter();

/** Opens the app at a path, in a theme. */
export async function openApp(path: string, theme: "light" | "dark"): Promise<void> {
  closeApp();
  localStorage.setItem("tidings.theme", theme);
  document.documentElement.dataset["theme"] = theme;
  await setLocale("en");
  const host = document.createElement("div");
  host.id = "app";
  document.body.append(host);
  const app = createApp(App).use(createPinia()).use(router);
  unmount = () => app.unmount();
  await router.push(path);
  app.mount(host);
  await nextTick();
}
export function closeApp(): void {
  unmount?.();
  unmount = undefined;
  document.body.innerHTML = "";
}

/** Waits until what a sentence needs is on the screen. */
export async function eventually<T>(find: () => T | null | undefined | false, what: string): Promise<T> {
  const until = performance.now() + 5_000;
  for (;;) {
    const found = find();
    if (found) return found;
    if (performance.now() > until) throw new Error(`did not come: ${what}`);
    await new Promise((done) => requestAnimationFrame(done));
  }
}
export const text = (words: string, selector = "*") =>
  eventually(() => [...document.querySelectorAll<HTMLElement>(selector)].find((one) => one.textContent.includes(words) && one.checkVisibility()), words);
export const press = async (label: string): Promise<HTMLElement> => {
  const button = await eventually(() => [...document.querySelectorAll<HTMLElement>("button, a")].find((one) => (one.ariaLabel ?? one.textContent).includes(label)), label);
  button.click();
  return button;
};

/** What axe finds wrong, in words. */
export async function violations(): Promise<string[]> {
  const { violations: found } = await axe.run(document, { resultTypes: ["violations"] });
  return found.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 160)} ${node.failureSummary?.split("\n")[1] ?? ""}`));
}
