import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** The largest library by far; only what draws charts waits for it. */
const charts = /node_modules[\\/](recharts|@mantine[\\/]charts|d3-|victory-|@reduxjs|react-redux|redux|reselect|immer|es-toolkit|decimal\.js|eventemitter3|internmap|use-sync-external-store|tiny-invariant|@standard-schema)/

/**
 * The page asks for the whole shell by itself, not one script for the next. Whoever comes back signed in gets `callback.html`: there, what every page is
 * made of is asked for as well.
 */
const asked: Plugin = {
  name: 'asked-for-at-once',
  enforce: 'post',
  generateBundle: {
    order: 'post',
    handler(_, bundle) {
      const page = bundle['index.html']
      const [begin, pieces] = ['begin', 'pieces'].map((name) => Object.values(bundle).find((file) => file.type === 'chunk' && file.name === name))
      if (page?.type !== 'asset' || begin?.type !== 'chunk' || pieces?.type !== 'chunk') throw new Error('The page, or a script that it asks for, was not built.')
      const styles = [...(begin.viteMetadata?.importedCss ?? [])].map((file) => `<link rel="preload" as="style" crossorigin href="/${file}">`)
      const script = (file: string) => `<link rel="modulepreload" crossorigin href="/${file}">`
      const asking = (links: readonly string[]) => String(page.source).replace('</head>', () => `  ${links.join('\n  ')}\n</head>`)
      this.emitFile({ type: 'asset', fileName: 'callback.html', source: asking([...styles, script(begin.fileName), script(pieces.fileName)]) })
      page.source = asking([...styles, script(begin.fileName)])
    },
  },
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), asked],
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
