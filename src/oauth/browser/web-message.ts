/**
 * `response_mode=web_message`: the answer is posted to the window that framed or opened this page, and to one origin only.
 * Browsers let no other site frame it.
 */
import type { HttpReply } from '#kernel/exchange.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { scriptJson } from './html.ts'

/** @param origin scheme, host and port of the application. */
export function webMessage(ctx: TenantContext, origin: string, answer: ReadonlyMap<string, string>): HttpReply {
  const nonce = ctx.random.token(16)
  const message = { type: 'authorization_response', response: Object.fromEntries(answer) }
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors ${origin}`,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    },
    body: `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Signing in</title></head>
<body>
<script nonce="${nonce}">
const receiver = window.parent !== window ? window.parent : window.opener
if (receiver) receiver.postMessage(${scriptJson(message)}, ${scriptJson(origin)})
</script>
</body>
</html>
`,
  }
}
