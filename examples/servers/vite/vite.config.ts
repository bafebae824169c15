import { rivulet } from "@rivulet/sync-server/vite";
import { defineConfig } from "vite";

export default defineConfig({ plugins: [rivulet({ registry: "../registry.ts" })] });
