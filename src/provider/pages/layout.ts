/** The frame of every page, and its headers. */
import type { Cookie, HttpReply } from '#kernel/exchange.ts'
import { digest } from '#platform/crypto/index.ts'
import type { ConsoleContext, SignedIn } from '../context/index.ts'
import { html, type Html } from './html.ts'

const style = `:root{color-scheme:light dark;--line:#8884;--quiet:#8889;--accent:#2f5fd0}
body{font:1rem/1.5 system-ui,sans-serif;max-width:70rem;margin:0 auto;padding:0 1.25rem 4rem}
header{display:flex;gap:1.5rem;align-items:baseline;border-bottom:1px solid var(--line);padding:1rem 0;margin-bottom:1.5rem;flex-wrap:wrap}
header strong{font-size:1.1rem}header form{margin-left:auto}h1{font-size:1.5rem;margin:.5rem 0 1rem}h2{font-size:1.15rem;margin:2rem 0 .5rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.45rem .75rem .45rem 0;border-bottom:1px solid var(--line)}th{font-weight:600}
td:last-child,th:last-child{padding-right:0}pre{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid var(--line);border-radius:.5rem;padding:.75rem;font-size:.85rem}
.quiet{color:GrayText}.chip{border:1px solid var(--line);border-radius:1rem;padding:.05rem .6rem;font-size:.85rem;white-space:nowrap}.chip.good{border-color:#2e9e5b;color:#2e9e5b}.chip.bad{border-color:#d0412f;color:#d0412f}
form.card,article{border:1px solid var(--line);border-radius:.5rem;padding:.75rem 1rem;margin:.75rem 0}article.provider{margin-left:3rem}article header{all:unset;display:block;font-size:.85rem;color:GrayText}
label{display:block;margin:.5rem 0 .15rem;font-weight:600}input:not([type=checkbox]),textarea,select{font:inherit;width:100%;max-width:40rem;box-sizing:border-box;padding:.4rem .5rem}textarea{min-height:5rem}
label.tick{font-weight:400}button{font:inherit;padding:.4rem .9rem;margin-top:.75rem;border-radius:.4rem;border:1px solid var(--accent);background:var(--accent);color:#fff;cursor:pointer}button.quiet{background:none;color:inherit;border-color:var(--line);margin:0}
.said{border-left:.25rem solid #2e9e5b;padding:.4rem .75rem;background:#2e9e5b1a}.wrong{border-left:.25rem solid #d0412f;padding:.4rem .75rem;background:#d0412f1a}
a{color:var(--accent)}dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.5rem}dt{color:GrayText}dd{margin:0;overflow-wrap:anywhere}`
const styleHash = digest(style).toString('base64')

export const securityHeaders = (formTargets = ''): Record<string, string> => ({
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; img-src 'self'; form-action 'self'${formTargets}; frame-ancestors 'none'; base-uri 'none'`,
  'x-frame-options': 'DENY', 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin', 'cache-control': 'no-store', 'x-robots-tag': 'noindex, nofollow',
})

export type PageInput = { title: string; body: Html; status?: number; who?: SignedIn; said?: string | undefined; wrong?: string | undefined; cookies?: Cookie[] }

export function consolePage({ console }: ConsoleContext, input: PageInput): HttpReply {
  const { title, body, status = 200, who, said, wrong, cookies } = input
  const top = who
    ? html`<nav><a href="/">Appliances</a> · <a href="/connect">Connect one</a> · <a href="/people">People</a> · <a href="/record">Record</a></nav>
<form method="post" action="/sign-out"><input type="hidden" name="csrf" value="${who.csrf}"><span class="quiet">${who.person.name} </span><button class="quiet">Sign out</button></form>`
    : ''
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title} · ${console.name}</title><style>${{ html: style }}</style></head>
<body><header><strong>${console.name}</strong>${top}</header><main><h1>${title}</h1>
${said && html`<p class="said" role="status">${said}</p>`}${wrong && html`<p class="wrong" role="alert">${wrong}</p>`}
${body}</main></body></html>`
  return { status, headers: securityHeaders(), ...(cookies ? { cookies } : {}), body: page.html }
}

export const seeOther = (location: string, cookies?: Cookie[]): HttpReply => ({ status: 303, headers: { location, 'cache-control': 'no-store' }, ...(cookies ? { cookies } : {}) })
