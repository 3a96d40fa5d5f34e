/** OAuth 2.0 Form Post Response Mode: a page that posts the answer to the application by itself, or by its button without JavaScript. */
import type { HttpReply } from '#kernel/exchange.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { escapeHtml } from './html.ts'

export function formPost(ctx: TenantContext, target: string, answer: ReadonlyMap<string, string>): HttpReply {
  const nonce = ctx.random.token(16)
  const fields = [...answer].map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      // No form-action: browsers hold it against every redirect that follows, and the application's next hop is not ours to know.
      'content-security-policy': `default-src 'none'; script-src 'nonce-${nonce}'; base-uri 'none'; frame-ancestors 'none'`,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    },
    body: `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Returning to the application</title></head>
<body>
<form method="post" action="${escapeHtml(target)}">
${fields.join('\n')}
<noscript><p>Your browser runs no scripts here, so one more step is needed to return to the application.</p><button type="submit">Continue</button></noscript>
</form>
<script nonce="${nonce}">document.forms[0].submit()</script>
</body>
</html>
`,
  }
}
