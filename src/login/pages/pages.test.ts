import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { speak } from '../texts/index.ts'
import { contrast, parseColour, readableOn, textOn } from './colour.ts'
import { brandOf } from './brand.ts'
import { formTargetsOf } from './headers.ts'

const channel = fc.integer({ min: 0, max: 255 })
const colour = fc.tuple(channel, channel, channel)
const tenant = (settings: Record<string, unknown>) => ({ tenant: { id: 1, name: 'main', isRoot: false, settings, version: 1, createdAt: new Date() } })

describe('colours', () => {
  it('knows the two ends of contrast', () => assert.equal(contrast([0, 0, 0], [255, 255, 255]), 21))

  it('puts readable text on any colour', () => {
    fc.assert(fc.property(colour, (ground) => contrast(textOn(ground), ground) >= 4.5))
  })

  it('moves any colour until it reads on both cards', () => {
    for (const ground of [[255, 255, 255], [30, 33, 41]] as const) {
      fc.assert(fc.property(colour, (any) => contrast(readableOn(any, ground), ground) >= 4.5))
    }
  })

  it('takes nothing else for a colour', () => {
    assert.deepEqual(parseColour('#fc0'), [255, 204, 0])
    assert.deepEqual(parseColour('#FFCC00'), [255, 204, 0])
    for (const other of ['red', '#ff', '#fffff', '#fff;}body{', 'url(x)', 5, null, undefined]) assert.equal(parseColour(other), undefined, String(other))
  })
})

describe('brand', () => {
  it('lets only images in that a policy can name', () => {
    assert.deepEqual(brandOf(tenant({ picture_url: 'https://cdn.example:444/a.png' })).logo, { url: 'https://cdn.example:444/a.png', origin: 'https://cdn.example:444' })
    assert.equal(brandOf(tenant({ picture_url: 'data:image/png;base64,AAAA' })).logo?.origin, undefined)
    for (const url of ['http://cdn.example/a.png', 'javascript:1', 'data:text/html,x', "https://a.example;script-src'unsafe-inline'/", 'nonsense']) {
      assert.equal(brandOf(tenant({ picture_url: url })).logo, undefined, url)
    }
  })

  it('links to help by web or mail only', () => {
    assert.equal(brandOf(tenant({ support_url: 'javascript:alert(1)', support_email: 'help@example.com' })).support, 'mailto:help@example.com')
    assert.equal(brandOf(tenant({ support_email: 'a@b?bcc=c@d' })).support, undefined)
  })
})

describe('form targets', () => {
  it('name registered plain origins and schemes, and nothing that ends a directive', () => {
    const urls = ['https://a.example/cb', 'http://localhost:3000/cb', 'http://127.0.0.1/x', 'http://[::1]:5000/x', 'com.example.app://cb', 'javascript:x', 'data:x', 'http://a b;script-src *', 'x; script-src *:']
    assert.deepEqual(formTargetsOf(urls), ['http://localhost:3000', 'http://127.0.0.1', 'http://[::1]:5000', 'com.example.app:', 'http://a'])
    fc.assert(fc.property(fc.array(fc.string()), (any) => formTargetsOf(any).every((target) => /^[A-Za-z0-9.:/+*[\]-]+$/.test(target))))
  })
})

describe('languages', () => {
  const chosen = (uiLocales: string | undefined, acceptLanguage: string | undefined, enabled?: string[]) => speak({ uiLocales, acceptLanguage, enabled }).locale

  it('are chosen by wish, then by browser, then by tenant', () => {
    assert.equal(chosen(undefined, undefined), 'en')
    assert.equal(chosen('de', undefined), 'en', 'not enabled')
    assert.equal(chosen('fr de-CH en', undefined, ['en', 'de']), 'de')
    assert.equal(chosen(undefined, 'fr, de;q=0.7, en;q=0.8', ['en', 'de']), 'en')
    assert.equal(chosen('xx', 'yy;q=oops', ['de', 'en']), 'de')
    assert.equal(chosen('__proto__ constructor', undefined, ['constructor', 'en']), 'en')
  })
})
