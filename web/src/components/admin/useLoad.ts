import { ref, shallowRef, type Ref, type ShallowRef } from "vue";
import { wordsOf } from "@/lib/words";
import { ta } from "@/lib/adminWords";
import { NoReason } from "@/stores/adminReasonStore";

export interface Load<T> {
  value: ShallowRef<T | null>;
  errorText: Ref<string>;
  isLoading: Ref<boolean>;
  run: () => Promise<void>;
}

/** What a failure says; not having said why is one too. */
export const wordsFor = (error: unknown): string => (error instanceof NoReason ? ta("why.needed") : wordsOf(error));

/** Something that is fetched, with its states: what was there stays while it is fetched again, and when that fails. */
export function useLoad<T>(fetch: () => Promise<T>): Load<T> {
  const value: ShallowRef<T | null> = shallowRef(null);
  const errorText = ref("");
  const isLoading = ref(false);
  let latest = 0;

  async function run(): Promise<void> {
    const mine = (latest += 1);
    isLoading.value = true;
    errorText.value = "";
    try {
      const fetched = await fetch();
      if (mine === latest) value.value = fetched;
    } catch (error) {
      if (mine === latest) errorText.value = wordsFor(error);
    } finally {
      if (mine === latest) isLoading.value = false;
    }
  }
  return { value, errorText, isLoading, run };
}
