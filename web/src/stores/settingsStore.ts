import { useLocalStorage } from "@vueuse/core";
import { defineStore } from "pinia";
import { watch } from "vue";

export type Theme = "auto" | "light" | "dark";

/** What a person chose for this browser. `public/theme.js` reads the theme before the first paint. */
export const useSettingsStore = defineStore("settings", () => {
  const theme = useLocalStorage<Theme>("tidings.theme", "auto");
  const notifications = useLocalStorage("tidings.notifications", false);
  /** Notifications without names and words. */
  const isPrivate = useLocalStorage("tidings.private", true);

  watch(
    theme,
    (chosen) => {
      if (chosen === "auto") delete document.documentElement.dataset["theme"];
      else document.documentElement.dataset["theme"] = chosen;
    },
    { immediate: true },
  );
  return { theme, notifications, isPrivate };
});
