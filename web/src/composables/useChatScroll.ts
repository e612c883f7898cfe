import { nextTick, onScopeDispose, ref, watch, type Ref } from "vue";
import { prefersReducedMotion } from "@/lib/browser";

/** At most this far from the end counts as at the end. */
const END_PX = 24;

interface Anchor {
  element: HTMLElement;
  top: number;
}

/** Where a reader was, to come back to. */
export interface ReadingPlace {
  key: string;
  top: number;
}

/**
 * Keeps the reader's line where it is. At the end the list follows what comes; above it the first
 * visible message is the anchor, put back after every change of size before it is painted.
 */
export function useChatScroll(scroller: Ref<HTMLElement | null>, content: Ref<HTMLElement | null>) {
  const isAtEnd = ref(true);
  let anchor: Anchor | null = null;
  let isGliding = false;

  const distanceToEnd = (element: HTMLElement) => element.scrollHeight - element.scrollTop - element.clientHeight;
  const articles = () => [...(content.value?.querySelectorAll<HTMLElement>("article") ?? [])];

  /** The first message in sight: its bottom edge is below the top of the log. */
  function firstVisible(): HTMLElement | null {
    const box = scroller.value?.getBoundingClientRect();
    if (box === undefined) return null;
    const all = articles();
    let low = 0;
    let high = all.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const bottom = all[middle]?.getBoundingClientRect().bottom ?? 0;
      if (bottom > box.top + 1) high = middle;
      else low = middle + 1;
    }
    return all[low] ?? null;
  }

  function remember(): void {
    const log = scroller.value;
    if (log === null) return;
    isAtEnd.value = distanceToEnd(log) <= END_PX;
    const element = firstVisible();
    anchor = element && { element, top: element.getBoundingClientRect().top };
  }

  function restore(): void {
    const log = scroller.value;
    if (log === null || isGliding) return;
    if (isAtEnd.value) log.scrollTop = log.scrollHeight;
    else if (anchor?.element.isConnected) log.scrollTop += anchor.element.getBoundingClientRect().top - anchor.top;
    const element = isAtEnd.value || !anchor?.element.isConnected ? firstVisible() : anchor.element;
    anchor = element && { element, top: element.getBoundingClientRect().top };
  }

  function toEnd(): void {
    const log = scroller.value;
    if (log === null) return;
    isAtEnd.value = true;
    // A long glide is cut short by what changes size on its way.
    const isNear = distanceToEnd(log) < log.clientHeight * 2;
    if (!isNear || prefersReducedMotion() || distanceToEnd(log) <= END_PX) {
      restore();
      return;
    }
    isGliding = true;
    log.scrollTo({ top: log.scrollHeight, behavior: "smooth" });
    const done = () => {
      isGliding = false;
      log.removeEventListener("scrollend", done);
      restore();
    };
    log.addEventListener("scrollend", done);
    // Where the end of scrolling is not told.
    setTimeout(done, 400);
  }

  /** Puts an element in the middle of the log, at once. */
  function centre(element: HTMLElement): void {
    const log = scroller.value;
    if (log === null) return;
    isGliding = false;
    const box = log.getBoundingClientRect();
    const target = element.getBoundingClientRect();
    log.scrollTop += target.top - box.top - Math.max((box.height - target.height) / 2, 0);
    remember();
  }

  function place(): ReadingPlace | null {
    const key = anchor?.element.dataset["key"];
    const box = scroller.value?.getBoundingClientRect();
    return isAtEnd.value || key === undefined || anchor === null || box === undefined ? null : { key, top: anchor.top - box.top };
  }

  /** Comes back to where the reader was; false when that message is no longer there. */
  function comeBack(to: ReadingPlace): boolean {
    const log = scroller.value;
    const element = articles().find((one) => one.dataset["key"] === to.key);
    if (log === null || element === undefined) return false;
    log.scrollTop += element.getBoundingClientRect().top - log.getBoundingClientRect().top - to.top;
    remember();
    return true;
  }

  const observer = new ResizeObserver(restore);
  watch([scroller, content], ([log, list], _, onCleanup) => {
    if (log === null || list === null) return;
    observer.observe(log);
    observer.observe(list);
    const onScroll = () => {
      if (!isGliding) remember();
    };
    log.addEventListener("scroll", onScroll, { passive: true });
    onCleanup(() => {
      observer.unobserve(log);
      observer.unobserve(list);
      log.removeEventListener("scroll", onScroll);
    });
  });
  onScopeDispose(() => observer.disconnect());

  return {
    isAtEnd,
    toEnd,
    centre,
    place,
    comeBack,
    remember,
    /** After the rows changed: before the browser paints them elsewhere. */
    keep: () => nextTick(restore),
  };
}
