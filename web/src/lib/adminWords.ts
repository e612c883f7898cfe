// Words of the admin console: the keys of its own English file, and the language of the whole app.
import { shallowRef, watch } from "vue";
import en from "@/locales/admin/en";
import { inBackground } from "./browser";
import { locale, say, type Locale, type Plural } from "./i18n";

export type AdminKey = keyof typeof en;
export type AdminWords = { [K in AdminKey]: (typeof en)[K] extends string ? string : Plural };

export const ADMIN_LOCALES: Record<Locale, () => Promise<{ default: AdminWords }>> = {
  en: () => Promise.resolve({ default: en }),
  de: () => import("@/locales/admin/de"),
  ar: () => import("@/locales/admin/ar"),
};

const words = shallowRef<AdminWords>(en);

async function load(wanted: Locale): Promise<void> {
  const loaded = (await ADMIN_LOCALES[wanted]()).default;
  // A language that was chosen meanwhile comes by itself.
  if (locale.value === wanted) words.value = loaded;
}
watch(locale, (wanted) => inBackground(load(wanted)), { immediate: true });

/** The console's words for a key. */
export const ta = (key: AdminKey, params?: Record<string, string | number>): string => say(words.value[key], params);
