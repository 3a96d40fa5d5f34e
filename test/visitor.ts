/**
 * A person's browser without a browser: cookies per host, redirects followed by hand, forms read out of the real HTML.
 * What a page does not offer cannot be submitted, so a broken form breaks the test.
 */
import assert from 'node:assert/strict'
import './loopback.ts'

export type Form = { method: string; action: string; fields: Record<string, string> }

export type Page = {
  url: URL
  status: number
  headers: Headers
  html: string
  forms: Form[]
  /** Where the visitor was sent instead, when that place is not the appliance's to answer. */
  left: URL | undefined
}

export type Visitor = {
  /** Follows redirects while they stay on the given hosts (default: the host asked first). */
  visit(url: string | URL, init?: RequestInit): Promise<Page>
  /** One request, no redirect followed, cookies kept. */
  request(url: string | URL, init?: RequestInit): Promise<Response>
  /** Fills the page's form (the first, or the first that has all these fields) and sends it. */
  submit(page: Page, fields: Record<string, string>): Promise<Page>
  cookies(url: string | URL): Record<string, string>
}

type Jar = Map<string, { value: string; secure: boolean; path: string }>

export function visitor(headers: Record<string, string> = {}): Visitor {
  const jars = new Map<string, Jar>()
  const jarOf = (url: URL) => jars.get(url.hostname) ?? jars.set(url.hostname, new Map()).get(url.hostname)!
  const cookies = (address: string | URL) => {
    const url = new URL(address)
    const fitting = [...jarOf(url)].filter(([, cookie]) => (!cookie.secure || url.protocol === 'https:') && url.pathname.startsWith(cookie.path))
    return Object.fromEntries(fitting.map(([name, cookie]) => [name, cookie.value]))
  }

  const request = async (address: string | URL, init: RequestInit = {}) => {
    const url = new URL(address)
    const sent = new Headers(init.headers)
    for (const [name, value] of Object.entries(headers)) if (!sent.has(name)) sent.set(name, value)
    const cookie = Object.entries(cookies(url)).map(([name, value]) => `${name}=${value}`).join('; ')
    if (cookie) sent.set('cookie', cookie)
    const response = await fetch(url, { ...init, headers: sent, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) keep(jarOf(url), line)
    return response
  }

  const visit = async (address: string | URL, init: RequestInit = {}): Promise<Page> => {
    let url = new URL(address)
    const home = url.host
    let response = await request(url, init)
    for (let hops = 0; [301, 302, 303, 307, 308].includes(response.status); hops += 1) {
      assert.ok(hops < 15, `redirected too often, last to ${url}`)
      await response.arrayBuffer()
      url = new URL(response.headers.get('location') ?? '', url)
      if (url.host !== home) return { url, status: response.status, headers: response.headers, html: '', forms: [], left: url }
      response = await request(url)
    }
    const html = await response.text()
    return { url, status: response.status, headers: response.headers, html, forms: formsIn(html), left: undefined }
  }

  const submit = (page: Page, fields: Record<string, string>) => {
    const form = page.forms.find((candidate) => Object.keys(fields).every((name) => name in candidate.fields))
    assert.ok(form, `no form with ${Object.keys(fields).join(', ')} at ${page.url} (HTTP ${page.status}):\n${page.html.slice(0, 2000)}`)
    const body = new URLSearchParams({ ...form.fields, ...fields })
    const action = new URL(form.action || page.url, page.url)
    return visit(action, {
      method: form.method,
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: page.url.origin, referer: page.url.href },
      body,
    })
  }
  return { visit, request, submit, cookies }
}

function keep(jar: Jar, line: string): void {
  const [pair = '', ...attributes] = line.split(';').map((part) => part.trim())
  const name = pair.slice(0, pair.indexOf('='))
  const value = pair.slice(pair.indexOf('=') + 1)
  const attribute = (wanted: string) => attributes.find((text) => text.toLowerCase().startsWith(`${wanted}=`))?.slice(wanted.length + 1)
  const expires = attribute('expires')
  const gone = Number(attribute('max-age') ?? 1) <= 0 || (expires !== undefined && attribute('max-age') === undefined && Date.parse(expires) <= Date.now())
  if (gone) jar.delete(name)
  else jar.set(name, { value, secure: attributes.some((text) => text.toLowerCase() === 'secure'), path: attribute('path') ?? '/' })
}

/** The forms of a page with what a browser would send: hidden and prefilled inputs, checked boxes, selects; buttons only by their name. */
export function formsIn(html: string): Form[] {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].map(([, head = '', content = '']) => {
    const fields: Record<string, string> = {}
    for (const [, kind = '', attributes = ''] of content.matchAll(/<(input|select|textarea|button)\b([^>]*)>/gi)) {
      const name = attributeOf(attributes, 'name')
      if (!name) continue
      const type = attributeOf(attributes, 'type')?.toLowerCase()
      const choice = kind.toLowerCase() === 'button' || type === 'submit' || ((type === 'checkbox' || type === 'radio') && !/\schecked\b/i.test(attributes))
      if (!choice) fields[name] = attributeOf(attributes, 'value') ?? ''
      else if (kind.toLowerCase() === 'button' && !(name in fields)) fields[name] = attributeOf(attributes, 'value') ?? ''
    }
    return { method: (attributeOf(head, 'method') ?? 'GET').toUpperCase(), action: attributeOf(head, 'action') ?? '', fields }
  })
}

function attributeOf(attributes: string, name: string): string | undefined {
  const match = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i').exec(attributes)
  const raw = match?.[1] ?? match?.[2] ?? match?.[3]
  return raw?.replace(/&#(x?)([0-9a-f]+);/gi, (_, hex: string, code: string) => String.fromCodePoint(Number.parseInt(code, hex ? 16 : 10)))
    .replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&apos;', "'").replaceAll('&amp;', '&')
}
