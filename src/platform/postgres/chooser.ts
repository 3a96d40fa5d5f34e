/**
 * Which of several hosts takes writes. The driver knows one host only, and asking for "read-write" finds standbys too, so we ask
 * every host whether it is in recovery. The answer is kept until somebody doubts it.
 */
import type { ConnectionOptions } from 'node:tls'
import pg from 'pg'
import type { Host, Target } from './database-url.ts'
import { DatabaseUnavailable } from './failure.ts'

export type Tls = false | ConnectionOptions
export type Chosen = Host & { tls: Tls }

export type Chooser = {
  primary(): Promise<Chosen>
  /** The host that was named last may not be the primary any more. */
  doubt(): void
  /** The host in use, for people. */
  current(): string | undefined
  /** More than one host: each new connection must prove that it leads to a primary. */
  plural: boolean
}

export type Refusal = { refusal: string; /** Waiting will not help. */ final: boolean }

const PROBE_MS = 2500
/** Refused password, no such database, a certificate that does not convince. */
const FINAL = /^(28|3D000|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|CERT_)/

export function chooser(target: Target, probe: typeof look = look): Chooser {
  let known: Chosen | undefined
  let looking: Promise<Chosen> | undefined
  const plural = target.hosts.length > 1
  const [only] = target.hosts
  // A socket file or a firm sslmode leaves nothing to find out.
  if (only && !plural && (target.tls !== 'prefer' || only.host.startsWith('/'))) {
    known = { ...only, tls: only.host.startsWith('/') ? false : tlsOf(target) }
    return { primary: async () => known as Chosen, doubt() {}, current: () => named(only), plural }
  }
  const search = async () => {
    const refusals: Refusal[] = []
    const attempts = target.hosts.map(async (host) => {
      const found = await probe(target, host)
      if ('host' in found) return found
      refusals.push({ ...found, refusal: `${named(host)}: ${found.refusal}` })
      throw new Error(found.refusal)
    })
    try {
      return known = await Promise.any(attempts)
    } catch {
      const sentence = `No database takes writes (${refusals.map(({ refusal }) => refusal).join('; ')}).`
      // Nobody waits for a wrong password to become right.
      throw refusals.every(({ final }) => final) ? new Error(sentence) : new DatabaseUnavailable(sentence, 'not-sent')
    }
  }
  return {
    plural,
    primary: () => known ? Promise.resolve(known) : looking ??= search().finally(() => { looking = undefined }),
    doubt() { known = undefined },
    current: () => known && named(known),
  }
}

/** The host with the TLS that it speaks, or the reason why it will not do. */
async function look(target: Target, host: Host): Promise<Chosen | Refusal> {
  const first = await lookWith(target, host, tlsOf(target))
  if (target.tls !== 'prefer' || 'host' in first || !first.refusal.includes('does not support SSL')) return first
  return lookWith(target, host, false)
}

async function lookWith(target: Target, host: Host, tls: Tls): Promise<Chosen | Refusal> {
  const { user, password, database } = target
  const client = new pg.Client({ ...host, user, password: password ?? '', database, ssl: tls, connectionTimeoutMillis: PROBE_MS, query_timeout: PROBE_MS })
  client.on('error', () => {})
  try {
    await client.connect()
    if (target.hosts.length > 1) {
      const { rows } = await client.query<{ standby: boolean }>('SELECT pg_is_in_recovery() AS standby')
      if (rows[0]?.standby) return { refusal: 'is a standby', final: false }
    }
    return { ...host, tls }
  } catch (reason) {
    const { message, code = '' } = reason as { message: string; code?: string }
    return { refusal: message || code, final: FINAL.test(code) || message.includes('does not support SSL') }
  } finally {
    void client.end().catch(() => {})
  }
}

export function tlsOf(target: Target): Tls {
  const files = { ...(target.ca && { ca: target.ca }), ...(target.cert && { cert: target.cert }), ...(target.key && { key: target.key }) }
  switch (target.tls) {
    case 'disable': return false
    case 'verify-full': return { ...files, rejectUnauthorized: true }
    case 'verify-ca': return { ...files, rejectUnauthorized: true, checkServerIdentity: () => undefined }
    // As libpq does: a root certificate that was given is used even where the mode does not ask for it.
    default: return target.ca ? { ...files, rejectUnauthorized: true, checkServerIdentity: () => undefined } : { ...files, rejectUnauthorized: false }
  }
}

export function named({ host, port }: Host): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
