import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// Two builds of the same screens: the default one speaks only to the core and goes into the application;
// `--mode browser` has a door to the headless host (`tests/host`) and is what the browser tests open.
export default defineConfig(({ mode, command }) => ({
  plugins: [svelte()],
  define: { __CORE_ONLY__: JSON.stringify(command === 'build' && mode !== 'browser') },
  base: './',
  build: {
    outDir: mode === 'browser' ? 'test-results/site' : 'dist',
    emptyOutDir: true,
    target: ['es2022', 'safari16', 'chrome110'],
    modulePreload: false,
    sourcemap: false,
  },
  server: {
    port: 5173,
    strictPort: true,
    host: '127.0.0.1',
    proxy: { '/door': process.env.DUTY_DESK_HOST ?? 'http://127.0.0.1:5174' },
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
  resolve: mode === 'test' ? { conditions: ['browser'] } : undefined,
}));
