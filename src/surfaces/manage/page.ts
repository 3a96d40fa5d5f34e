/** Pages of the dashboard's host with their headers: no inline code, nothing from another host but the place where people sign in. */
import type { HttpReply } from '#kernel/exchange.ts'
import { digest } from '#platform/crypto/index.ts'

/** What the dashboard must know to begin; read by `dashboard/src/api/place.ts`. */
export type Place = { authority: string; client_id: string; audience: string; scope: string; tenant_host: string; secure_origin: string; idle_minutes: number }

const style = `:root{color-scheme:light dark}body{font:1rem/1.6 system-ui,sans-serif;max-width:38rem;margin:12vh auto;padding:0 1.25rem}h1{font-size:1.5rem}`
const styleHash = digest(style).toString('base64')

const escape = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)

/**
 * While scripts are fetched nothing is to be seen, and when one of them does not come, none is there to say so: the page's own sentence shows itself after
 * some seconds. Styled here, as the file that would hold it may be the one that is missing; allowed by its hash, as the page is also read while another is open.
 */
const late = '@keyframes late{from{visibility:hidden}}.late{font:1rem/1.6 system-ui,sans-serif;max-width:33rem;margin:20vh auto;padding:0 1.25rem;animation:late 0s 6s backwards}@media(scripting:none){.late{display:none}}'
const lateHash = digest(late).toString('base64')

/** The built page with a nonce for the styles that its components write, and the place in a meta element. */
export function dashboardPage(built: string, nonce: string, place: Place): HttpReply {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}' 'sha256-${lateHash}'`,
    // Positions of menus and bars of charts are attributes; they can load and run nothing.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self' ${place.authority}`,
    `frame-src 'self' ${place.authority}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ]
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy.join('; '),
      'x-frame-options': 'DENY',
      'referrer-policy': 'strict-origin',
      // The token is fetched there first of all, and the connection is open by then (RFC 8288).
      link: `<${place.authority}>; rel=preconnect; crossorigin`,
      'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    },
    body: built.replaceAll('%NONCE%', nonce).replace('</head>', () => `<style>${late}</style><meta name="bailiwick-place" content="${escape(JSON.stringify(place))}"></head>`),
  }
}

export const plainPage = (title: string, sentence: string): HttpReply => ({
  status: 200,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; frame-ancestors 'none'; base-uri 'none'`,
  },
  body: `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Bailiwick</title><style>${style}</style></head>
<body><main><h1>${escape(title)}</h1><p>${escape(sentence)}</p></main></body></html>`,
})
