import { nextTick, ref, watch, type Ref } from "vue";

/**
 * One tab stop for a list: the arrows move within it. `selector` finds the items in the root;
 * what is inside an item is reached by Enter and left by Escape.
 */
export function useRovingFocus(root: Ref<HTMLElement | null>, selector: string, options: { startAtEnd?: boolean } = {}) {
  /** The key of the item that holds the tab stop, from its data-key. */
  const current = ref<string | null>(null);

  const items = () => [...(root.value?.querySelectorAll<HTMLElement>(selector) ?? [])];
  const keyOf = (item: HTMLElement | undefined) => item?.dataset["key"] ?? null;

  /** Gives the tab stop to the item that holds it, or else to the first or newest. */
  function settle(): void {
    const all = items();
    const holder = all.find((item) => keyOf(item) === current.value) ?? (options.startAtEnd ? all.at(-1) : all[0]);
    for (const item of all) item.tabIndex = item === holder ? 0 : -1;
  }

  function focus(item: HTMLElement | undefined): void {
    if (item === undefined) return;
    leaveInside();
    current.value = keyOf(item);
    settle();
    item.focus({ preventScroll: false });
  }

  const inside = (item: HTMLElement) => [...item.querySelectorAll<HTMLElement>("a[href], button, [data-inside]")];

  function enter(item: HTMLElement): void {
    const targets = inside(item);
    for (const target of targets) target.tabIndex = 0;
    targets[0]?.focus();
  }

  function leaveInside(): void {
    for (const item of items()) for (const target of inside(item)) target.tabIndex = -1;
  }

  function onKeydown(event: KeyboardEvent): void {
    if (!(event.target instanceof HTMLElement) || event.altKey || event.ctrlKey || event.metaKey) return;
    const all = items();
    const at = all.findIndex((item) => item.contains(event.target as Node));
    const item = all[at];
    if (item === undefined) {
      // The list itself has the focus: the arrows step into it.
      if (event.key === "ArrowUp" || event.key === "End") focus(all.at(-1));
      else if (event.key === "ArrowDown" || event.key === "Home") focus(all[0]);
      else return;
      event.preventDefault();
      return;
    }
    if (event.target !== item) {
      if (event.key !== "Escape") return;
      focus(item);
    } else if (event.key === "ArrowUp") focus(all[at - 1]);
    else if (event.key === "ArrowDown") focus(all[at + 1]);
    else if (event.key === "Home") focus(all[0]);
    else if (event.key === "End") focus(all.at(-1));
    else if (event.key === "Enter" && item.tagName !== "A") enter(item);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function onFocusin(event: FocusEvent): void {
    const item = items().find((one) => one.contains(event.target as Node));
    if (item && keyOf(item) !== current.value) {
      current.value = keyOf(item);
      settle();
    }
  }

  watch(root, () => void nextTick(settle));
  return { current, settle, onKeydown, onFocusin, focusKey: (key: string) => focus(items().find((item) => keyOf(item) === key)) };
}
