import { defineStore } from "pinia";
import { computed, ref } from "vue";
import type { Limits, Person, Session } from "@/types/messaging";

const LIMITS: Limits = { bodyChars: 10_000, subjectChars: 200, noteChars: 2_000, participants: 100, files: 5, fileBytes: 10_485_760, restoreSeconds: 60 };

/** Who is signed in and what the server allows. The cookie is the browser's; nothing secret is held here. */
export const useSessionStore = defineStore("session", () => {
  const person = ref<Person | null>(null);
  const demo = ref<Person[] | null>(null);
  const limits = ref<Limits>(LIMITS);
  const fileTypes = ref<string[]>([]);
  const isKnown = ref(false);
  /** The session ended under us: the screen stays, with a banner. */
  const hasEnded = ref(false);

  function take(session: Session): void {
    person.value = session.person;
    demo.value = session.demo ?? null;
    limits.value = { ...LIMITS, ...session.limits };
    fileTypes.value = session.fileTypes;
    isKnown.value = true;
    hasEnded.value = false;
  }

  const me = computed(() => person.value?.id ?? "");
  return { person, demo, limits, fileTypes, isKnown, hasEnded, me, take };
});
