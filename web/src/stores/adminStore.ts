// What the console knows: the table of conversations, and the names of people and projects. No network here.
import { defineStore } from "pinia";
import { ref } from "vue";
import type { OverseenConversation } from "@/types/admin";
import type { Person, Project } from "@/types/messaging";

export const useAdminStore = defineStore("admin", () => {
  const people = ref<Record<string, Person>>({});
  const projects = ref<Record<string, Project>>({});
  const rows = ref<OverseenConversation[]>([]);
  const nextCursor = ref<string | null>(null);

  function meet(met: readonly Person[]): void {
    for (const person of met) people.value[person.id] = { ...people.value[person.id], ...person };
  }

  function takeProjects(items: readonly Project[]): void {
    for (const project of items) projects.value[project.id] = project;
  }

  /** A page of the table. What moved while somebody paged comes twice: the newer row stays, where it was first. */
  function takePage(page: { items: OverseenConversation[]; nextCursor?: string | null; people: Person[] }, isFirst: boolean): void {
    meet(page.people);
    nextCursor.value = page.nextCursor ?? null;
    if (isFirst) {
      rows.value = page.items;
      return;
    }
    const fresh = new Map(page.items.map((one) => [one.id, one]));
    const known = rows.value.map((row) => {
      const newer = fresh.get(row.id);
      fresh.delete(row.id);
      return newer ?? row;
    });
    rows.value = [...known, ...fresh.values()];
  }

  /** Changes a row at once; what is given back puts the old one back. */
  function change(id: string, part: Partial<OverseenConversation>): () => void {
    const before = rows.value.find((row) => row.id === id);
    const put = (row: OverseenConversation) => (rows.value = rows.value.map((one) => (one.id === id ? row : one)));
    if (before === undefined) return () => undefined;
    put({ ...before, ...part });
    return () => put(before);
  }

  const nameOf = (id: string) => people.value[id]?.name ?? null;
  return { people, projects, rows, nextCursor, meet, takeProjects, takePage, change, nameOf };
});
