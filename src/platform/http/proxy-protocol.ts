/**
 * PROXY protocol, versions 1 and 2 (the specification in HAProxy's doc/proxy-protocol.txt, section 2): what a TCP balancer writes
 * before the client's first byte, and therefore before TLS.
 */
import { normalAddress } from './proxies.ts'

export type ProxyHeader =
  /** Not complete yet. */
  | 'more'
  /** Not a PROXY header: the connection is refused. */
  | 'broken'
  | {
      /** Bytes of the header; what follows belongs to the client. */
      length: number
      /** The client's address; undefined when the proxy speaks for itself (LOCAL, health checks) or does not know (UNKNOWN). */
      source: string | undefined
      /** `own`: the proxy's own connection, to be judged by the socket. */
      kind: 'client' | 'own'
    }

const signature = Buffer.from('0d0a0d0a000d0a515549540a', 'hex')
/** "PROXY UNKNOWN" with two full addresses and ports, section 2.1. */
const longestLine = 107
/** Addresses and all extensions; far more than any sender uses. */
const longestBinary = 4096

export function parseProxyHeader(bytes: Buffer): ProxyHeader {
  const seen = Math.min(bytes.length, signature.length)
  if (bytes.subarray(0, seen).equals(signature.subarray(0, seen))) {
    return seen < signature.length ? 'more' : parseBinary(bytes)
  }
  return parseLine(bytes)
}

function parseLine(bytes: Buffer): ProxyHeader {
  const text = bytes.subarray(0, longestLine).toString('latin1')
  if (!text.startsWith('PROXY '.slice(0, text.length))) return 'broken'
  const end = text.indexOf('\r\n')
  if (end < 0) return text.length >= longestLine ? 'broken' : 'more'
  const length = end + 2
  const words = text.slice(0, end).split(' ')
  if (words[1] === 'UNKNOWN') return { length, source: undefined, kind: 'client' }
  const [, family, from = '', to = '', fromPort = '', toPort = ''] = words
  if (words.length !== 6 || (family !== 'TCP4' && family !== 'TCP6')) return 'broken'
  if ((family === 'TCP6') !== from.includes(':') || !isPort(fromPort) || !isPort(toPort)) return 'broken'
  const source = normalAddress(from)
  if (source === undefined || normalAddress(to) === undefined) return 'broken'
  return { length, source, kind: 'client' }
}

const isPort = (text: string) => /^(0|[1-9][0-9]{0,4})$/.test(text) && Number(text) <= 65535

function parseBinary(bytes: Buffer): ProxyHeader {
  if (bytes.length < 16) return 'more'
  const versionAndCommand = bytes[12]!
  const family = bytes[13]! >> 4
  const addresses = bytes.readUInt16BE(14)
  if (versionAndCommand >> 4 !== 2 || (versionAndCommand & 15) > 1 || addresses > longestBinary) return 'broken'
  const length = 16 + addresses
  if (bytes.length < length) return 'more'
  if ((versionAndCommand & 15) === 0) return { length, source: undefined, kind: 'own' }
  if (family === 1 && addresses >= 12) {
    return { length, source: [...bytes.subarray(16, 20)].join('.'), kind: 'client' }
  }
  if (family === 2 && addresses >= 36) {
    const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(16 + 2 * i).toString(16))
    return { length, source: normalAddress(groups.join(':')), kind: 'client' }
  }
  return family === 1 || family === 2 ? 'broken' : { length, source: undefined, kind: 'client' }
}
