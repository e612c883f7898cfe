import { createPinia } from "pinia";
import { createApp } from "vue";
import App from "./App.vue";
import { preferredLocale, setLocale } from "./lib/i18n";
import { createAppRouter } from "./router";
import "./styles.css";

async function main(): Promise<void> {
  await setLocale(preferredLocale()).catch(() => setLocale("en"));
  createApp(App).use(createPinia()).use(createAppRouter()).mount("#app");
}

void main();
