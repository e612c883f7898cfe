import { ref } from "vue";
import { changeStatus } from "@/api/admin";
import { Problem } from "@/api/client";
import { ta, type AdminKey } from "@/lib/adminWords";
import { d, t } from "@/lib/i18n";
import { useAdminStore } from "@/stores/adminStore";
import { useToastStore } from "@/stores/toastStore";
import type { Status } from "@/types/admin";
import { wordsFor } from "./useLoad";

interface Target {
  id: string;
  version: number;
  status: string;
}

/** Who changed it before us, in words; or what else went wrong. */
export function wordsOfConflict(error: unknown): string {
  const store = useAdminStore();
  if (!(error instanceof Problem) || error.current === null) return wordsFor(error);
  return ta("changedBy", { name: store.nameOf(error.current.by) ?? t("person.unknown"), time: d.exact(error.current.at) });
}

/** A change of status: asked, shown at once, and taken back when it is refused. */
export function useStatusChange(ports: { show: (target: Target, status: string, version: number) => () => void; refetch: () => Promise<void> }) {
  const toasts = useToastStore();
  const asked = ref<{ target: Target; status: Status } | null>(null);

  async function confirm(reason: string): Promise<void> {
    if (asked.value === null) return;
    const { target, status } = asked.value;
    asked.value = null;
    const undo = ports.show(target, status, target.version);
    try {
      const { conversation } = await changeStatus(target.id, target.version, { status, ...(reason === "" ? {} : { reason }) });
      ports.show(target, conversation.status, conversation.version);
      toasts.show(ta("status.changed", { status: ta(`status.${conversation.status}` as AdminKey) }));
    } catch (error) {
      undo();
      toasts.show(wordsOfConflict(error), { isError: true });
      if (error instanceof Problem && error.status === 412) await ports.refetch();
    }
  }
  return {
    asked,
    ask: (target: Target, status: Status) => {
      asked.value = { target, status };
    },
    cancel: () => {
      asked.value = null;
    },
    confirm,
  };
}
