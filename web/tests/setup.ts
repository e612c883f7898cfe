import { enableAutoUnmount } from "@vue/test-utils";
import { afterEach, beforeEach } from "vitest";

// What a component still does by a timer must not outlive its test.
enableAutoUnmount(afterEach);
beforeEach(() => localStorage.clear());
afterEach(() => {
  document.body.innerHTML = "";
});
