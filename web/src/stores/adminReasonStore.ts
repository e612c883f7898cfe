import { defineStore } from "pinia";
import { ref } from "vue";

/** What a reason is wanted for. */
export type Purpose = "conversation" | "reveal" | "export" | "erase";

/** Thrown where somebody would rather not say why. */
export class NoReason extends Error {
  constructor() {
    super("no reason was given");
    this.name = "NoReason";
  }
}

interface Pending {
  purpose: Purpose;
  subject: string;
  give: (reason: string) => void;
  refuse: () => void;
}

/** Why somebody looks at what is not theirs: asked once per visit to a conversation, and held no longer than that. */
export const useAdminReasonStore = defineStore("admin-reason", () => {
  const pending = ref<Pending | null>(null);
  let visited: { conversationId: string; reason: Promise<string> } | null = null;

  /** Asks in a dialog; rejects with `NoReason` when it is closed. A question still open is taken back. */
  function ask(purpose: Purpose, subject = ""): Promise<string> {
    pending.value?.refuse();
    return new Promise<string>((resolve, reject) => {
      const settle = (end: () => void) => {
        pending.value = null;
        end();
      };
      pending.value = {
        purpose,
        subject,
        give: (reason) => settle(() => resolve(reason)),
        refuse: () => settle(() => reject(new NoReason())),
      };
    });
  }

  /** The reason of this visit: the one that was given, or else asked for now. Who asks meanwhile gets the same answer. */
  function forVisit(conversationId: string): Promise<string> {
    if (visited?.conversationId === conversationId) return visited.reason;
    const visit = { conversationId, reason: ask("conversation") };
    visited = visit;
    visit.reason.catch(() => {
      if (visited === visit) visited = null;
    });
    return visit.reason;
  }

  /** The visit is over, unless it goes on with the same conversation. */
  function leave(nextConversationId: string | null = null): void {
    if (visited?.conversationId === nextConversationId) return;
    pending.value?.refuse();
    visited = null;
  }

  return { pending, ask, forVisit, leave };
});
