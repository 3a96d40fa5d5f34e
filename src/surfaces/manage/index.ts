/**
 * The dashboard's host until the dashboard exists: one plain page that says where things are.
 * Knows no tenant and asks for no sign-in, so it tells nothing that is not public.
 */
import { endpoint } from '#kernel/exchange.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { digest } from '#platform/crypto/index.ts'

const style = `:root{color-scheme:light dark}body{font:1rem/1.6 system-ui,sans-serif;max-width:38rem;margin:12vh auto;padding:0 1.25rem}h1{font-size:1.5rem}code{font-size:.95em}`
const styleHash = digest(style).toString('base64')

const escape = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)

const page = (tenantHost: string) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Bailiwick</title><style>${style}</style></head>
<body><main><h1>This appliance is running</h1>
<p>Applications sign people in at <code>${escape(tenantHost)}</code>; each tenant's Management API is there too, under <code>/api/v2/</code>.</p>
<p>The browser dashboard will be here. Until then the Management API and the command line do what it will do; the address for creating the first administrator was printed at the first start and stands in <code>bootstrap.json</code> in the data directory.</p>
</main></body></html>`

const home = endpoint<TenantContext>({
  name: 'manage.home',
  http: 'GET /',
  about: 'The plain page of the dashboard host.',
  authority: 'manage',
  handle: async (_request, context) => ({
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; frame-ancestors 'none'; base-uri 'none'`,
    },
    body: page(context.addresses.hostOf('<tenant>')),
  }),
})

export const manageEndpoints = [home]
