/** The public keys of an issuer (RFC 7517): as configured, or fetched from the configured address and remembered for some minutes. */
import { createPublicKey, type KeyObject, type webcrypto } from 'node:crypto'
import { getJson } from '#platform/outgoing/index.ts'
import type { TenantContext } from '#platform/context/index.ts'

export type KeySource = { jwks_uri?: string | undefined; jwks?: { keys: Record<string, unknown>[] } | undefined }
type Known = { kid: unknown; alg: unknown; key: KeyObject }
/** A set, or why there is none; both are remembered, so that a stream of bad tokens is no stream of requests. */
type Fetched = { keys: Known[] } | { failure: string }

/** Seconds. */
const remembered = 300
/** How soon a set is fetched again that failed or lacks a key: its issuer may have changed keys a moment ago. */
const again = 15
const mostKeys = 50

/** Keys that may have signed a message with this header; a `kid` that is named must be there. @throws Error with a sentence when the set cannot be had. */
export async function keysFor(ctx: TenantContext, source: KeySource, header: Record<string, unknown>): Promise<KeyObject[]> {
  if (source.jwks) return fitting(readable(source.jwks), header)
  const uri = source.jwks_uri!
  const first = await fetched(ctx, uri, remembered)
  const found = 'keys' in first ? fitting(first.keys, header) : []
  if (found.length > 0) return found
  const second = await fetched(ctx, uri, again)
  if ('failure' in second) throw new Error(`The keys at ${uri} could not be had: ${second.failure}`)
  return fitting(second.keys, header)
}

/** The window's number is part of what it is remembered under, so each worker asks once a window. */
const fetched = (ctx: TenantContext, uri: string, window: number): Promise<Fetched> =>
  ctx.cache.keep(ctx.tenant.id, `jwks:${window}:${Math.floor(ctx.clock.seconds() / window)}:${uri}`, async (): Promise<Fetched> => {
    try {
      return { keys: readable(await getJson(uri, { allowLoopback: /(^|\.)localhost$/.test(ctx.addresses.baseDomain) })) }
    } catch (error) {
      return { failure: error instanceof Error ? error.message : String(error) }
    }
  })

function readable(set: unknown): Known[] {
  const keys = (set as { keys?: unknown } | null)?.keys
  if (!Array.isArray(keys)) throw new Error('It is no key set.')
  return keys.slice(0, mostKeys).flatMap((jwk: Record<string, unknown> | null) => {
    if (jwk === null || typeof jwk !== 'object' || jwk['use'] === 'enc' || 'd' in jwk || 'k' in jwk) return []
    try {
      return [{ kid: jwk['kid'], alg: jwk['alg'], key: createPublicKey({ key: jwk as webcrypto.JsonWebKey, format: 'jwk' }) }]
    } catch {
      // Kinds of keys that we cannot use are no fault of the set.
      return []
    }
  })
}

const fitting = (keys: readonly Known[], { kid, alg }: Record<string, unknown>): KeyObject[] =>
  keys.filter((known) => (kid === undefined || known.kid === kid) && (known.alg === undefined || known.alg === alg)).map(({ key }) => key)
