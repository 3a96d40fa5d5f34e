/** A page for when no tenant's own look is to be had: unknown host, unknown path, something broken. No script, nothing loaded. */
import { createHash } from 'node:crypto'

const style =
  ':root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1.5rem}h1{font-size:1.5rem}small{opacity:.7}'

/** Allows exactly that style. */
export const pagePolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

export function plainPage(page: { title: string; sentence: string; id: string }): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escape(page.title)}</title><style>${style}</style></head>
<body><main><h1>${escape(page.title)}</h1><p>${escape(page.sentence)}</p><p><small>Reference: ${escape(page.id)}</small></p></main></body>
</html>
`
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escape = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character]!)
