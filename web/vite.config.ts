import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompress, constants, gzip } from "node:zlib";
import { promisify } from "node:util";
import tailwindcss from "@tailwindcss/vite";
import vue from "@vitejs/plugin-vue";
import { playwright } from "@vitest/browser-playwright";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import packages from "./package.json" with { type: "json" };

// The server that `npm run dev` speaks to.
const server = process.env["TIDINGS_PUBLIC_URL"] ?? "http://127.0.0.1:8080";
// The server refuses other origins, so the proxy speaks in its name.
const upstream = { target: server, changeOrigin: true, headers: { origin: server } };

// Smaller forms beside each text file, made once here and not for every request.
function compressed(): Plugin {
  const dist = fileURLToPath(new URL("./dist", import.meta.url));
  return {
    name: "compressed",
    apply: "build",
    async closeBundle() {
      const entries = await readdir(dist, { recursive: true, withFileTypes: true });
      for (const entry of entries.filter((one) => one.isFile() && /\.(?:css|html|js|svg)$/.test(one.name))) {
        const place = join(entry.parentPath, entry.name);
        const bytes = await readFile(place);
        const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
        await writeFile(`${place}.br`, await promisify(brotliCompress)(bytes, { params }));
        await writeFile(`${place}.gz`, await promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION }));
      }
    },
  };
}

export default defineConfig({
  plugins: [vue(), tailwindcss(), compressed()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  // Decided at build time, so that what is not used is left out; the tools of the tests use it.
  define: process.env["VITEST"] ? {} : { __VUE_OPTIONS_API__: "false" },
  build: {
    manifest: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The lexer changes rarely; a chunk of its own stays in the caches.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "marked", test: /node_modules[\\/]marked/ }] } } },
  },
  server: {
    proxy: {
      "/api": upstream,
      "/socket.io": { ...upstream, ws: true },
    },
  },
  test: {
    projects: [
      {
        extends: true,
        test: { name: "unit", environment: "happy-dom", include: ["tests/unit/**/*.test.ts"], setupFiles: ["tests/setup.ts"] },
      },
      {
        extends: true,
        // Known from the start: one that is found on the way reloads the page under a test.
        optimizeDeps: { include: [...Object.keys(packages.dependencies), "axe-core", "@vue/test-utils"] },
        test: {
          name: "browser",
          include: ["tests/browser/**/*.test.ts"],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            viewport: { width: 1280, height: 800 },
            provider: playwright({
              launchOptions: {
                executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
                args: ["--no-sandbox", "--disable-gpu"],
              },
            }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
    ],
  },
});
