import type { ReadingPlace } from "@/composables/useChatScroll";

/** A reader who comes back within this time finds their place again. */
const KEPT_MS = 10 * 60_000;

const places = new Map<string, { place: ReadingPlace; at: number }>();

export function keepPlace(conversationId: string, place: ReadingPlace | null, now = Date.now()): void {
  if (place) places.set(conversationId, { place, at: now });
  else places.delete(conversationId);
}

export function placeOf(conversationId: string, now = Date.now()): ReadingPlace | null {
  const kept = places.get(conversationId);
  return kept && now - kept.at < KEPT_MS ? kept.place : null;
}
