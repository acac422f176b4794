import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

/** The chat widget: one self-contained script that any page can include. Runs after the pages' build and adds to dist/. */
export default defineConfig({
  plugins: [vue()],
  publicDir: false,
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    target: 'es2021',
    outDir: 'dist',
    emptyOutDir: false,
    cssCodeSplit: false,
    lib: {
      entry: fileURLToPath(new URL('src/widget/main.ts', import.meta.url)),
      formats: ['iife'],
      name: 'XiaoxinWidget',
      fileName: () => 'widget.js',
    },
  },
});
