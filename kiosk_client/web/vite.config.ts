import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

/** Pages of the hall. Each keeps its path below dist/; the hall maps it to an address (see README.md). */
const page = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [vue()],
  build: {
    target: 'es2021',
    outDir: 'dist',
    assetsDir: 'assets',
    // three.js is a chunk of its own, fetched after the page stands.
    chunkSizeWarningLimit: 900,
    rollupOptions: {
      input: { kiosk: page('kiosk.html'), demo: page('widget-demo.html') },
      output: {
        // The widget is built by itself and must know where the worklet is.
        assetFileNames: (asset) =>
          asset.names.includes('capture_worklet.js') ? 'assets/[name][extname]' : 'assets/[name]-[hash][extname]',
      },
    },
  },
});
