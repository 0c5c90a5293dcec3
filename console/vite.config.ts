import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

// In development the API is that of a running daemon.
const daemon = process.env['SOJOURN_URL'] ?? 'http://127.0.0.1:7070';

/** Panels read what the definition's schema allows, not how it is described: half of its weight. */
const unread = ['description', 'pattern', 'minLength', 'propertyNames', 'dependencies'];
const withoutProse: Plugin = {
  name: 'schema-without-prose',
  enforce: 'pre',
  transform(code, id) {
    if (!id.endsWith('definition.schema.json')) return null;
    const read = (name: string, value: unknown) => (unread.includes(name) && (typeof value !== 'object' || name === 'propertyNames' || name === 'dependencies') ? undefined : value);
    return { code: JSON.stringify(JSON.parse(code), read), map: null };
  },
};

export default defineConfig({
  base: '/console/',
  plugins: [svelte(), withoutProse],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0, // a strict content policy has no room for data: scripts and fonts
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        // What every page is made of is one file: dozens of small ones cost more in headers than they weigh.
        codeSplitting: {
          groups: [{ name: 'shared', test: /\/src\/(parts|shell|api)\/(?!Chart|Code|Difference|lines|editor)|\/node_modules\/(svelte|esm-env|clsx|@tanstack|openapi-fetch)\// }],
        },
      },
    },
  },
  server: { proxy: { '/v1': daemon, '/healthz': daemon, '/readyz': daemon } },
  test: { include: ['src/**/*.test.ts'], environment: 'node', testTimeout: 60_000 },
});
