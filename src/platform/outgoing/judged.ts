/** A request to an address that was judged first. */
import dns, { type LookupAddress } from 'node:dns'
import type { ClientRequest } from 'node:http'
import { request } from 'node:https'
import { isIP } from 'node:net'
import { promisify } from 'node:util'
import ipaddr from 'ipaddr.js'

/** The address is not one that we speak to, whatever answers there. */
export class OutgoingRefused extends Error {}

export type OutgoingOptions = {
  /** For an appliance on somebody's own machine, whose applications live there too. */
  allowLoopback: boolean
  /** Milliseconds until the answer's first line; 5000 unless given. */
  timeout?: number
}

/** Not sent yet. @throws OutgoingRefused */
export async function openRequest(url: string, how: { method: 'GET' | 'POST'; headers: Record<string, string | number>; signal: AbortSignal }, allowLoopback: boolean): Promise<ClientRequest> {
  const target = URL.canParse(url) ? new URL(url) : undefined
  if (!target || target.protocol !== 'https:' || target.username !== '' || target.password !== '') throw new OutgoingRefused('Only https addresses without a user name are called.')
  const host = target.hostname.replace(/^\[|\]$/g, '')
  const address = await judged(host, allowLoopback)
  return request({
    ...how,
    hostname: host,
    port: target.port === '' ? 443 : Number(target.port),
    path: `${target.pathname}${target.search}`,
    // The certificate must be for the name; the connection goes to the address that was judged, not to what a second lookup would say.
    ...(isIP(host) ? {} : { servername: host }),
    lookup: (_name, asked, done) => (asked.all ? done(null, [address]) : done(null, address.address, address.family)),
    agent: false,
    headers: { host: target.host, connection: 'close', ...how.headers },
  })
}

/** Late, so that a test's own resolver counts. */
const lookupAll = (host: string): Promise<LookupAddress[]> => promisify(dns.lookup)(host, { all: true })

/** Every address of the name must be one that may be called, or a name with two would slip through. */
async function judged(host: string, allowLoopback: boolean): Promise<LookupAddress> {
  const found = isIP(host) ? [{ address: host, family: isIP(host) }] : await lookupAll(host)
  // A resolver replaced by a test may answer with one.
  const addresses = Array.isArray(found) ? found : [found as LookupAddress]
  const [first] = addresses
  if (!first || !addresses.every(({ address }) => mayCall(address, allowLoopback))) throw new OutgoingRefused('The name leads to an address in a private or reserved range, which is not called.')
  return first
}

export function mayCall(address: string, allowLoopback: boolean): boolean {
  const range = ipaddr.isValid(address) ? ipaddr.process(address).range() : 'unreadable'
  return range === 'unicast' || (allowLoopback && range === 'loopback')
}
