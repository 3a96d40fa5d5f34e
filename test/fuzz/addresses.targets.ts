/** Where people and codes may be sent, and what our own name is. */
import { isIPv4 } from 'node:net'
import fc from 'fast-check'
import { createAddresses } from '#platform/addresses/index.ts'
import { matchesCallback } from '../../src/oauth/authorize/redirect-uri.ts'
import { isAllowedReturn } from '../../src/oauth/logout/return-url.ts'
import { parseHostName } from '../../src/platform/http/host-name.ts'
import { clientAddress, normalAddress, trusting } from '../../src/platform/http/proxies.ts'
import { parseProxyHeader } from '../../src/platform/http/proxy-protocol.ts'
import { isCallback, isUrl } from '../../src/resources/clients/urls.ts'
import { must, pieces, spoiled, target } from './target.ts'

const callbacks = ['https://app.example.com/callback', 'https://*.wide.example.org/cb', 'https://pr-*.preview.example.net:8443/cb?x=1', 'http://127.0.0.1/cb', 'http://[::1]:3000/cb', 'com.example.app:/cb', 'com.example.app://host/cb', 'http://localhost:3000/callback']
const urlPieces = ['https://', 'http://', 'com.example.app:', '//', '/', '\\', '@', ':', '?', '#', '%2f', '%00', '%0d%0a', '\r\n', '\t', '*', '..', '.', 'app.example.com', 'wide.example.org', '.wide.example.org', 'preview.example.net', 'evil.example', '127.0.0.1', '[::1]', ':3000', ':8443', 'localhost', '/callback', '/cb', '?x=1', 'javascript:', 'data:', '\u3002', '\u00ad', '\uff0f', 'x']
const anyUrl = fc.oneof(spoiled([...callbacks, 'https://a.wide.example.org/cb', 'http://127.0.0.1:5000/cb']), pieces(urlPieces, 8))
/** What a browser would go to. */
const destination = (url: string) => URL.parse(url)
const registeredHosts = /^(app\.example\.com|[a-z0-9-]+\.wide\.example\.org|pr-[a-z0-9-]+\.preview\.example\.net:8443|127\.0\.0\.1(:\d+)?|\[::1\](:\d+)?|localhost:3000)$/

function staysRegistered(url: string, who: string): void {
  const going = destination(url)
  must(going !== null, `${who} accepted what no browser can read: ${url}`)
  must(!/[\r\n\t\0\\ ]/.test(url), `${who} accepted a character that readers differ about`)
  if (going.protocol === 'com.example.app:') return
  must(going.protocol === 'https:' || going.protocol === 'http:', `${who} accepted ${going.protocol}`)
  must(registeredHosts.test(going.host), `${who} leads to ${going.host}`)
  must(going.username === '' && going.password === '', `${who} accepted credentials`)
}

const redirectUri = target({
  name: 'redirect-uri', about: 'callback matching: never an address whose host is not registered',
  inputs: fc.tuple(anyUrl, fc.boolean()), quick: 4000, long: 150_000,
  check([uri, native]) {
    const matches = matchesCallback(uri, callbacks, { native })
    must(matches === matchesCallback(uri, callbacks, { native }), 'the same question was answered twice differently')
    if (!matches) return
    staysRegistered(uri, 'matchesCallback')
    // What is appended for the answer must not lead elsewhere either.
    const answered = `${uri}${uri.includes('?') ? '&' : '?'}code=x&state=y`
    must(destination(answered)?.host === destination(uri)?.host, 'the answer goes to another host')
  },
})

const returnUrl = target({
  name: 'return-url', about: 'logout return addresses: never a host that is not registered',
  inputs: anyUrl, quick: 4000, long: 150_000,
  check(url) {
    if (!isAllowedReturn(url, callbacks)) return
    const going = destination(url)
    must(going !== null, `accepted what no browser can read: ${url}`)
    if (going.protocol === 'com.example.app:') return
    must(registeredHosts.test(going.host), `leads to ${going.host}`)
    must(!/[\r\n\t\0\\ ]/.test(url), 'accepted a character that readers differ about')
    must(going.username === '' && going.password === '', 'accepted credentials')
  },
})

const registration = target({
  name: 'registered-url', about: 'addresses that may be registered: a callback matches itself, and no wildcard reaches beyond one label',
  inputs: fc.tuple(anyUrl, anyUrl), quick: 2000, long: 80_000,
  check([registered, asked]) {
    const callback = isCallback(registered)
    must(!callback || isUrl(registered), 'a callback that is no URL')
    if (!callback) return
    must(!/^(javascript|data|vbscript|blob):/i.test(registered), 'registered what a browser would run')
    if (!matchesCallback(asked, [registered], { native: false }) || asked === registered) return
    must(registered.includes('*'), 'matched something else than itself without a wildcard')
    const [wide, narrow] = [destination(registered.replace('*', 'x')), destination(asked)]
    must(wide?.hostname.split('.').slice(1).join('.') === narrow?.hostname.split('.').slice(1).join('.') && wide?.port === narrow?.port && wide?.protocol === narrow?.protocol, `${registered} reached ${asked}`)
  },
})

const names = createAddresses({ baseDomain: 'bailiwick.localhost', httpsPort: 8443, httpPort: 8080 })
const hostHeader = target({
  name: 'host-header', about: 'Host headers: read as every browser would, or not at all',
  inputs: fc.oneof(spoiled(['main.bailiwick.localhost:8443', 'localhost', '[::1]:80', '127.0.0.1:1', 'xn--bcher-kva.example']), pieces(['main', '.', 'example', ':', '8443', '65536', '0', '[', ']', '::1', '@', '/', '?', '#', '%', '\\', '_', '-', ' ', '\t', 'xn--', '\u00e4'], 8)),
  quick: 4000, long: 150_000,
  check(text) {
    const host = parseHostName(text)
    if (!host) return
    must(/^[a-z0-9_.:-]+$/.test(host.hostname) && !host.hostname.endsWith('.'), `hostname ${host.hostname}`)
    must(host.port === undefined || (host.port > 0 && host.port < 65536), `port ${host.port}`)
    const name = host.hostname.includes(':') ? `[${host.hostname}]` : host.hostname
    const again = parseHostName(`${name}${host.port === undefined ? '' : `:${host.port}`}`)
    must(again?.hostname === host.hostname && again.port === host.port, 'what was read is read differently')
    const url = destination(`https://${text}/`)
    if (!url || host.hostname.includes(':')) return
    // What browsers read as a number is an address to them (0x7f.1); it must then be no name of ours. Everything else is the same name to both.
    if (isIPv4(url.hostname)) must(url.hostname === host.hostname || names.resolve(host.hostname) === undefined, `a browser reads ${url.hostname}, we a tenant`)
    else must(url.hostname.replace(/\.$/, '') === host.hostname, `a browser reads ${url.hostname}, we ${host.hostname}`)
  },
})

const proxyHeader = target({
  name: 'proxy-protocol', about: 'PROXY headers: the same reading however the bytes arrive, never more than were sent',
  inputs: fc.oneof(
    spoiled(['PROXY TCP4 203.0.113.9 192.0.2.1 56324 443\r\nGET / HTTP/1.1\r\n', 'PROXY TCP6 2001:db8::1 2001:db8::2 1 2\r\n', 'PROXY UNKNOWN\r\n', '\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\x7f\0\0\x01\x7f\0\0\x01\x1f\x90\x01\xbb', '\r\n\r\n\0\r\nQUIT\n\x20\0\0\0', '\r\n\r\n\0\r\nQUIT\n\x21\x21\0\x24' + '\0'.repeat(36)]),
    pieces(['PROXY ', 'TCP4 ', 'TCP6 ', 'UNKNOWN', '203.0.113.9 ', '::1 ', '1 ', '65535', '65536', '\r\n', '\n', '\r\n\r\n\0\r\nQUIT\n', '\x21', '\x20', '\x11', '\x31', '\0\x0c', '\xff\xff', '\0\0\0\0'], 10),
  ),
  quick: 3000, long: 150_000,
  check(text) {
    const bytes = Buffer.from(text, 'latin1')
    const whole = parseProxyHeader(bytes)
    let first: ReturnType<typeof parseProxyHeader> = 'more'
    const step = bytes.length > 64 ? 7 : 1
    for (let length = 0; length < bytes.length && first === 'more'; length += step) first = parseProxyHeader(bytes.subarray(0, length))
    if (first !== 'more') must(JSON.stringify(first) === JSON.stringify(whole), `piecewise ${JSON.stringify(first)}, whole ${JSON.stringify(whole)}`)
    if (typeof whole === 'string') return
    must(whole.length > 0 && whole.length <= bytes.length && whole.length <= 4096, `length ${whole.length} of ${bytes.length}`)
    must(whole.source === undefined || normalAddress(whole.source) === whole.source, `source ${whole.source}`)
  },
})

const trust = trusting(['10.0.0.0/8', '2001:db8::/32', '127.0.0.1'])
const forwardedFor = target({
  name: 'forwarded-for', about: 'X-Forwarded-For: always an address, and what a stranger wrote counts for nothing',
  inputs: fc.tuple(fc.constantFrom('203.0.113.7', '10.0.0.1', '2001:db8::1', '127.0.0.1'), pieces(['10.0.0.2', '203.0.113.9', ', ', ',', '::1', '[2001:db8::9]:80', '0x7f.1', '127.1', ':80', ' ', 'unknown', '_x', '%eth0', '::ffff:10.0.0.3'], 8)),
  quick: 2000, long: 80_000,
  check([peer, header]) {
    const address = clientAddress(peer, header, trust)
    must(normalAddress(address) !== undefined, `no address: ${address}`)
    if (!trust(peer)) must(address === peer, 'an untrusted peer chose its address')
    else must(clientAddress(peer, `203.0.113.66, ${header}`, trust) === address || trust(address), 'what stands further left decided')
  },
})

export const addressTargets = [redirectUri, returnUrl, registration, hostHeader, proxyHeader, forwardedFor]
