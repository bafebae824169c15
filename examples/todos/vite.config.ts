import { rivulet } from "@rivulet/sync-server/vite";
import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";

export default defineConfig({
  // Inside this repository the packages resolve to their source, and need no build of their own.
  resolve: { conditions: ["@rivulet/source", ...defaultClientConditions] },
  plugins: [
    // Leaves out of the page what only the server runs; with `pnpm dev`, serves the actors too.
    rivulet(),
    react(),
    VitePWA({
      registerType: "autoUpdate",
      injectRegister: "script-defer",
      manifest: {
        id: "/",
        name: "Todos",
        short_name: "Todos",
        description: "A list of todos, shared by everyone who opens it. Works offline.",
        display: "standalone",
        background_color: "#f5f4f0",
        theme_color: "#f5f4f0",
        icons: [
          { src: "/icon-192.png", sizes: "192x192", type: "image/png" },
          { src: "/icon-512.png", sizes: "512x512", type: "image/png" },
          { src: "/icon-maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
          { src: "/icon.svg", sizes: "any", type: "image/svg+xml" },
        ],
      },
      workbox: {
        // All of the app: a reload without a network finds everything. The todos themselves are kept by the client.
        globPatterns: ["**/*.{html,js,css,woff2,svg,png}"],
        navigateFallback: "/index.html",
        navigateFallbackDenylist: [/^\/(?:sync|api|health|metadata|inspector|devtools)(?:\/|$)/],
        inlineWorkboxRuntime: true,
      },
    }),
  ],
});
