import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The largest library by far; only what draws charts waits for it. */
const charts = /node_modules[\\/](recharts|@mantine[\\/]charts|d3-|victory-|@reduxjs|react-redux|redux|reselect|immer|es-toolkit|decimal\.js|eventemitter3|internmap|use-sync-external-store|tiny-invariant|@standard-schema)/

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  // The server puts a fresh nonce in with each page.
  html: { cspNonce: '%NONCE%' },
  build: {
    target: 'es2023',
    // A `data:` address in a style sheet would need a wider policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    manifest: 'manifest.json',
    chunkSizeWarningLimit: 2_000,
    // Left alone, every piece that two pages share is a file of its own, and a page waits for forty of them, six at a time. Here: what signs in, the
    // rest of the shell (which is fetched and read while the sign-in is answered), what two pages share, and each page.
    rolldownOptions: {
      input: [join(import.meta.dirname, 'index.html'), join(import.meta.dirname, 'src/shell/begin.tsx')],
      output: {
        codeSplitting: {
          groups: [
            { name: 'sign-in', test: /[\\/](src[\\/]main\.ts|index\.html)/, priority: 3 },
            { name: 'shell', tags: ['$initial'], priority: 2 },
            { name: 'pieces', test: (id) => !charts.test(id), minShareCount: 2, priority: 1 },
          ],
        },
      },
    },
  },
})
