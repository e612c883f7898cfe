import { Problem } from "@/api/client";
import { t } from "@/lib/i18n";

/** What a failure says to people: the server's words, or ours where it said nothing. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Problem)) return t("error.unknown");
  if (error.status === 0) return t("error.network");
  if (error.status === 412) return t("error.changedMeanwhile");
  return error.message || t("error.unavailable");
}
