import { defineConfig } from "vite";
import type { Plugin } from "vite";

const ownCode = /dashboards\/web\/src\/(?:ui|lib|app)\//;
// The list of rows is for the pages that have one.
const libraries =
  /node_modules\/(?:react|react-dom|scheduler|zod|@tanstack\/(?!react-virtual|virtual))/;

export default defineConfig({
  root: import.meta.dirname,
  base: "/",
  plugins: [layersInOrder()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Browsers with `popover` and `light-dark()`: both have been in all of them since May 2024.
    target: ["chrome125", "edge125", "firefox128", "safari17.5"],
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // First of all that is run, since the other chunks make schemas.
            { name: "first", test: /zod-without-eval/, priority: 2 },
            { name: "libraries", test: libraries, minShareCount: 2 },
            { name: "base", test: ownCode, minShareCount: 3 },
          ],
        },
      },
      onLog(level, log, handler) {
        // Directives for servers that render components mean nothing here.
        if (log.code !== "MODULE_LEVEL_DIRECTIVE") handler(level, log);
      },
    },
  },
  oxc: { jsx: { runtime: "automatic" } },
  css: { modules: { localsConvention: "camelCaseOnly" } },
  server: {
    host: "127.0.0.1",
    // Another server on this computer answers the questions while pages are developed.
    proxy: { "/v1": process.env["TOOLMARK_URL"] ?? "http://127.0.0.1:7070" },
  },
});

/**
 * Says the order of the layers in every style sheet, since browsers take it from the sheet that comes
 * first, and a page's sheets come in any order.
 */
function layersInOrder(): Plugin {
  return {
    name: "layers-in-order",
    enforce: "pre",
    transform(code, id) {
      return id.endsWith(".module.css") ? `@layer tokens, base, components;\n${code}` : undefined;
    },
  };
}
