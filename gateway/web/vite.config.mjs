import { defineConfig } from 'vite';

export default defineConfig({
  // The gateway may stand behind any path of a proxy.
  base: './',
  logLevel: 'warn',
  build: {
    target: 'es2023',
    // A data: URL would ask the content security policy for an exception.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1024,
    rolldownOptions: {
      input: ['index.html', 'graphiql.html'],
      // "use client" means something to servers that render React; here all of it runs in the browser.
      onwarn: (warning, warn) => warning.code === 'MODULE_LEVEL_DIRECTIVE' || warn(warning),
    },
  },
});
