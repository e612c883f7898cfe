import type { Person } from "@/types/messaging";

/** From so many people on, a list of them has a field to find one. */
export const SEARCHED_FROM = 8;

/** Without marks and case, so that "zoe" finds "Zoë". */
const plain = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();

/** Whether every word that was typed is in a person's name. */
export function isNamed(person: Person, typed: string): boolean {
  const name = plain(person.name ?? "");
  return plain(typed).split(/\s+/u).every((word) => name.includes(word));
}
