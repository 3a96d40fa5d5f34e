/** Whose word is believed about where a request came from. */
import ipaddr from 'ipaddr.js'

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** The one spelling of an address: IPv4 inside IPv6 comes out as IPv4, zones are cut. undefined: not an address. */
export function normalAddress(text: string): string | undefined {
  return parse(text)?.toString()
}

/** Parsed addresses by their text: the same few peers come again and again, and parsing costs more than the rest of a request's arrival. */
const parsed = new Map<string, Address | undefined>()
const mostParsed = 4096

function parse(text: string): Address | undefined {
  const known = parsed.get(text)
  if (known !== undefined || parsed.has(text)) return known
  const address = parseAnew(text)
  // Strangers write these texts too: neither many nor long ones are kept.
  if (text.length > 64) return address
  if (parsed.size >= mostParsed) parsed.clear()
  parsed.set(text, address)
  return address
}

function parseAnew(text: string): Address | undefined {
  const bare = text.replace(/%.*$/, '')
  // ipaddr.js also reads 0x7f.1 and 127.1; proxies write nothing but the usual form.
  if (!ipaddr.IPv4.isValidFourPartDecimal(bare) && !(bare.includes(':') && ipaddr.IPv6.isValid(bare))) return undefined
  return ipaddr.process(bare)
}

export function isLoopback(address: string): boolean {
  return parse(address)?.range() === 'loopback'
}

type Range = [Address, number]

function parseRange(text: string): Range | undefined {
  const trimmed = text.trim()
  try {
    if (!trimmed.includes('/')) {
      const address = parse(trimmed)
      return address && [address, address.kind() === 'ipv4' ? 32 : 128]
    }
    const [address, bits] = ipaddr.parseCIDR(trimmed)
    if (address.kind() === 'ipv6' && (address as ipaddr.IPv6).isIPv4MappedAddress() && bits >= 96)
      return [(address as ipaddr.IPv6).toIPv4Address(), bits - 96]
    return [address, bits]
  } catch {
    return undefined
  }
}

export type Trust = (address: string | undefined) => boolean

/** An entry that is neither an address nor a range trusts nobody; the setting's own check refuses it with a sentence. */
export function trusting(list: readonly string[]): Trust {
  const ranges = list.map(parseRange).filter((range) => range !== undefined)
  return (text) => {
    const address = text === undefined ? undefined : parse(text)
    if (!address) return false
    return ranges.some(([network, bits]) => address.kind() === network.kind() && address.match(network as ipaddr.IPv4, bits))
  }
}

/** Ranges are parsed again only when the list is another one. */
export function trustOf(read: () => readonly string[]): Trust {
  let list: readonly string[] = []
  let trust = trusting(list)
  return (address) => {
    const now = read()
    if (now !== list) {
      list = now
      trust = trusting(now)
    }
    return trust(address)
  }
}

/** More hops than any real chain has. */
const hopLimit = 32

/**
 * The client's address: from the right of X-Forwarded-For, the first that no trusted proxy has. What a client wrote there
 * itself stands further left and is never reached. Something illegible ends the walk at the hop that reported it.
 */
export function clientAddress(peer: string, forwardedFor: string | undefined, trust: Trust): string {
  let client = peer
  if (forwardedFor === undefined) return client
  for (const entry of forwardedFor.split(',').slice(-hopLimit).reverse()) {
    if (!trust(client)) return client
    const address = normalAddress(withoutPort(entry.trim()))
    if (address === undefined) return client
    client = address
  }
  return client
}

function withoutPort(entry: string): string {
  return /^\[([^\]]+)\](?::\d+)?$/.exec(entry)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(entry)?.[1] ?? entry
}

/** The last element of a list header: the one the nearest proxy wrote. */
export function nearest(header: string | undefined): string | undefined {
  return header?.split(',').at(-1)?.trim() || undefined
}
