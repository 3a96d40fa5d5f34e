/**
 * Importing this makes every `*.localhost` name of this process mean 127.0.0.1, as browsers do (RFC 6761 section 6.3).
 * Node asks the system's resolver, and glibc without systemd-resolved does not know these names; SDKs offer no place for a lookup of our own.
 */
import dns from 'node:dns'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { systemClock } from '#platform/clock/index.ts'
import { ensureCertificates } from '#platform/tls/index.ts'

type Lookup = (hostname: string, ...rest: unknown[]) => unknown
const system = dns.lookup as unknown as Lookup
Object.assign(dns, {
  lookup: (hostname: string, ...rest: unknown[]) =>
    system(hostname === 'localhost' || hostname.endsWith('.localhost') ? '127.0.0.1' : hostname, ...rest),
})

/** From now on every TLS client of this process, `fetch` included, trusts this CA too. */
export function trust(pem: string): void {
  setDefaultCACertificates([...getCACertificates('default'), pem])
}

/** A certificate for `https://localhost`, trusted by this process from now on. */
export async function loopbackCertificate(): Promise<{ cert: string; key: string; ca: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'bailiwick-loopback-'))
  try {
    const { cert, key, ca } = await ensureCertificates({ folder, hosts: ['localhost'], clock: systemClock })
    trust(ca)
    return { cert, key, ca }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
