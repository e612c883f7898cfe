import { onScopeDispose, ref, type Ref } from "vue";
import type { Conversation } from "@/types/messaging";

export type Overlay = "finder" | "keys" | null;

const REGIONS = ["list", "log", "composer", "drawer"] as const;

/** The keys of the whole app; all with a modifier or a function key, so that none fires while somebody writes. */
export function useShortcuts(ports: {
  conversations: () => Conversation[];
  currentId: () => string | null;
  open: (id: string) => void;
}): Ref<Overlay> {
  const overlay = ref<Overlay>(null);

  function go(by: 1 | -1, isUnreadOnly: boolean): void {
    const all = ports.conversations();
    let at = all.findIndex((one) => one.id === ports.currentId());
    for (at += by; at >= 0 && at < all.length; at += by) {
      const next = all[at];
      if (next && (!isUnreadOnly || next.unread > 0)) {
        ports.open(next.id);
        return;
      }
    }
  }

  /** The next region that is on the screen. */
  function goRegion(by: 1 | -1): void {
    const shown = REGIONS.flatMap((name) => [...document.querySelectorAll<HTMLElement>(`[data-region="${name}"]`)]).filter((one) => one.offsetParent !== null);
    const at = shown.findIndex((one) => one.contains(document.activeElement));
    const next = shown[(at + by + shown.length) % shown.length];
    const target = next?.matches("[tabindex='0']") ? next : next?.querySelector<HTMLElement>("textarea, [data-row][tabindex='0'], button, input");
    target?.focus();
  }

  function onKeydown(event: KeyboardEvent): void {
    const isMod = event.ctrlKey || event.metaKey;
    if (event.key === "F6") goRegion(event.shiftKey ? -1 : 1);
    else if (isMod && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") overlay.value = overlay.value === "finder" ? null : "finder";
    else if (isMod && event.key === "/") overlay.value = overlay.value === "keys" ? null : "keys";
    else if (event.altKey && !isMod && event.key === "ArrowUp") go(-1, event.shiftKey);
    else if (event.altKey && !isMod && event.key === "ArrowDown") go(1, event.shiftKey);
    else return;
    event.preventDefault();
  }

  window.addEventListener("keydown", onKeydown);
  onScopeDispose(() => window.removeEventListener("keydown", onKeydown));
  return overlay;
}
