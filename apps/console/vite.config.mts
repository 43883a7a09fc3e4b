import { defineConfig } from 'vite';

/** Of the gateway that `npm run console` shows, while one works on the pages. */
const GATEWAY = process.env.FACEFLEET_URL ?? 'http://127.0.0.1:3000';

export default defineConfig({
  base: './', // also below a path, behind a proxy
  resolve: { tsconfigPaths: true },
  server: { proxy: { '/v1': GATEWAY, '/health': GATEWAY, '/docs': GATEWAY } },
  build: {
    outDir: '../../dist/console',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // what is inline would need an exception in the Content-Security-Policy
    license: { fileName: 'licences.md' },
  },
});
