/** The first line and the framing of a request, where the parser leaves room for two opinions (RFC 9112 sections 3.2 and 11.2). */
import type { IncomingMessage } from 'node:http'

/** Headers of which there is one; a second is an attempt to be read differently by a proxy and by us. */
const alone = new Set(['host', 'content-length', 'content-type', 'transfer-encoding', 'authorization'])

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
export const knownMethods = [...methods].join(', ')
export const isKnownMethod = (method: string | undefined): boolean => methods.has(method ?? '')

/** A sentence when the request is not to be trusted. Turns the absolute form of the target into a path. */
export function objection(request: IncomingMessage): string | undefined {
  const seen = new Set<string>()
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    const name = request.rawHeaders[i]!.toLowerCase()
    if (!alone.has(name)) continue
    if (seen.has(name)) return `The header ${name} was sent twice.`
    seen.add(name)
  }
  if (seen.has('transfer-encoding') && seen.has('content-length')) return 'Content-Length and Transfer-Encoding were both sent.'
  // The parser takes any list that ends in chunked; what stands before it we could not undo, and another reader may (section 6.1).
  const coding = request.headers['transfer-encoding']
  if (coding !== undefined && /,\s*chunked\s*$/i.test(coding)) return 'The only Transfer-Encoding accepted is chunked.'
  const absolute = /^https?:\/\/([^/?#]*)/i.exec(request.url!)
  if (absolute) {
    if (absolute[1]!.toLowerCase() !== request.headers.host?.toLowerCase()) return 'The host of the address and the Host header differ.'
    const rest = request.url!.slice(absolute[0].length)
    request.url = rest.startsWith('/') ? rest : `/${rest}`
  }
  // The library ends the path at a # as well; no client may send one.
  if (!request.url!.startsWith('/') || request.url!.includes('#')) return 'The address of this request cannot be read.'
  return undefined
}
