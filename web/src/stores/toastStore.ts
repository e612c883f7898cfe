import { defineStore } from "pinia";
import { ref } from "vue";

export interface ToastAction {
  label: string;
  run: () => void;
}
export interface Toast {
  id: number;
  text: string;
  isError: boolean;
  action?: ToastAction;
}

const SHOWN_MS = 5_000;

/** Short words about what just happened; one that offers an action stays longer. */
export const useToastStore = defineStore("toasts", () => {
  const toasts = ref<Toast[]>([]);
  let next = 1;

  function dismiss(id: number): void {
    toasts.value = toasts.value.filter((toast) => toast.id !== id);
  }

  function show(text: string, options: { isError?: boolean; action?: ToastAction; ms?: number } = {}): number {
    const id = next++;
    toasts.value = [...toasts.value.slice(-2), { id, text, isError: options.isError ?? false, action: options.action }];
    setTimeout(() => dismiss(id), options.ms ?? SHOWN_MS);
    return id;
  }

  return { toasts, show, dismiss };
});
