/** Writes every answer there is, so that no path forgets a header. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { isDownload, type Download } from '#kernel/download.ts'
import type { Cookie, HttpReply } from '#kernel/exchange.ts'
import type { Arrival } from './arrival.ts'
import { isLocalName } from './host-name.ts'

/** `extra` yields to the reply's own headers. Throws when a header cannot be sent, before anything has been. */
export function writeReply(
  request: IncomingMessage,
  response: ServerResponse,
  arrival: Arrival,
  reply: HttpReply,
  options: { extra?: Record<string, string>; closing: boolean },
): void {
  const file = isDownload(reply.body) ? reply.body : undefined
  const { bytes, type } = file ? { bytes: undefined, type: file.type ?? 'application/octet-stream' } : encode(reply)
  const own = lowerCase(reply.headers)
  if (file) own['content-disposition'] ??= `attachment; filename="${file.name.replaceAll(/[^A-Za-z0-9._-]/g, '_')}"`
  if (type !== undefined && own['content-type'] === undefined) own['content-type'] = type
  const headers = { ...standing(arrival, own['content-type']), ...options.extra, ...own }
  if (options.extra?.vary && own.vary) headers.vary = `${own.vary}, ${options.extra.vary}`
  if (headers.location !== undefined) headers.location = asciiLocation(headers.location)

  // One flat list, checked and written at once: setting header by header costs several times as much.
  const list: (string | number)[] = []
  for (const name in headers) list.push(name, headers[name]!)
  for (const cookie of reply.cookies ?? []) list.push('set-cookie', serializeCookie(cookie, arrival.secure))
  const hasBody = reply.status !== 204 && reply.status !== 304
  if (hasBody && bytes) list.push('content-length', bytes.length)
  if (file?.bytes !== undefined) list.push('content-length', file.bytes)
  if (options.closing || isUnread(request)) list.push('connection', 'close')
  response.writeHead(reply.status, list as string[])
  if (file && hasBody && request.method !== 'HEAD') return void sendFile(file, response)
  response.end(hasBody && request.method !== 'HEAD' ? bytes : undefined)
}

/** Half a file must not look like a whole one: when reading it fails, the connection is cut. */
function sendFile(file: Download, response: ServerResponse): void {
  // A file takes as long as it takes; the server's idle limit still ends a reader that stands still.
  pipeline(Readable.from(file.open()), response).catch(() => response.destroy())
}

/** A body still under way: waiting for its end would let the client decide how long. */
function isUnread({ complete, headers }: IncomingMessage): boolean {
  return !complete && (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0)
}

function encode(reply: HttpReply): { bytes: Buffer; type: string | undefined } {
  const { body } = reply
  if (body === undefined) return { bytes: Buffer.alloc(0), type: undefined }
  if (Buffer.isBuffer(body)) return { bytes: body, type: 'application/octet-stream' }
  if (typeof body === 'string') return { bytes: Buffer.from(body), type: 'text/plain; charset=utf-8' }
  return { bytes: Buffer.from(JSON.stringify(body)), type: 'application/json; charset=utf-8' }
}

function lowerCase(headers: Record<string, string> = {}): Record<string, string> {
  const lower: Record<string, string> = {}
  for (const name in headers) lower[name.toLowerCase()] = headers[name]!
  return lower
}

/** On every answer unless the reply says otherwise. */
function standing(arrival: Arrival, contentType: string | undefined): Record<string, string> {
  const headers: Record<string, string> = {
    'x-request-id': arrival.id,
    'x-content-type-options': 'nosniff',
    // Not `no-referrer`: browsers then send `Origin: null` with our own forms, and the check of it would fail.
    'referrer-policy': 'strict-origin',
    'cache-control': 'no-store',
  }
  if (arrival.secure && arrival.host && !isLocalName(arrival.host.hostname)) headers['strict-transport-security'] = 'max-age=31536000'
  if (contentType?.startsWith('text/html')) {
    headers['content-security-policy'] = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
  }
  return headers
}

/** Header values are Latin-1 on the wire; what is beyond ASCII is percent-encoded as UTF-8. A line break still throws. */
const asciiLocation = (location: string) => location.replace(/[\u0080-\uffff]+/g, (beyond) => encodeURI(beyond.toWellFormed()))

const cookieName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

/** Defaults: path `/`, HttpOnly, SameSite=Lax, Secure when the request was. */
export function serializeCookie(cookie: Cookie, overTls: boolean): string {
  if (!cookieName.test(cookie.name)) throw new TypeError(`A cookie cannot be named ${JSON.stringify(cookie.name)}.`)
  const secure = cookie.secure ?? overTls
  // Browsers drop SameSite=None without Secure.
  const sameSite = cookie.sameSite === 'None' && !secure ? 'Lax' : (cookie.sameSite ?? 'Lax')
  const parts = [`${cookie.name}=${encodeURIComponent(cookie.value)}`, `Path=${cookie.path ?? '/'}`]
  if (cookie.maxAge !== undefined) parts.push(`Max-Age=${Math.trunc(cookie.maxAge)}`)
  if (cookie.maxAge === 0) parts.push('Expires=Thu, 01 Jan 1970 00:00:00 GMT')
  if (cookie.httpOnly ?? true) parts.push('HttpOnly')
  if (secure) parts.push('Secure')
  parts.push(`SameSite=${sameSite}`)
  return parts.join('; ')
}
