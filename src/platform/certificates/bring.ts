/** Takes a certificate that somebody brings: read, judged, sealed and stored; or refused with a sentence for each fault. */
import { X509Certificate } from 'node:crypto'
import { getCACertificates } from 'node:tls'
import { Problem } from '#kernel/problem.ts'
import type { Clock } from '#platform/clock/index.ts'
import type { Randomness, SecretBox } from '#platform/crypto/index.ts'
import type { Database } from '#platform/postgres/index.ts'
import { checkCertificate, factsOf, readPfx, UnreadablePfx, type CertificateFacts } from '#platform/tls/index.ts'
import { putCertificate, rootRows } from './certificates.store.ts'

/** PEM texts (the key may stand in the same text as the certificates), or PKCS#12 in base64 with its password. */
export type Offered = { certificate: string; private_key?: string | undefined } | { pfx: string; password?: string | undefined }

export type Judged = { cert: string; key: string; facts?: CertificateFacts; faults: string[] }
type Needs = { db: Database; clock: Clock }

/** @param hosts names that must be covered. */
export async function judge({ db, clock }: Needs, offered: Offered, hosts: readonly string[]): Promise<Judged> {
  const pair = await readOffered(offered)
  if ('fault' in pair) return { cert: '', key: '', faults: [pair.fault] }
  const roots = [...knownRoots(), ...(await rootRows(db)).map(({ pem }) => new X509Certificate(pem))]
  const faults = checkCertificate({ ...pair, hosts, now: clock.now(), roots })
  return { ...pair, faults, ...(isReadable(pair.cert) ? { facts: factsOf(pair.cert) } : {}) }
}

async function readOffered(offered: Offered): Promise<{ cert: string; key: string } | { fault: string }> {
  if ('certificate' in offered) {
    const { certificate, private_key: key = certificate } = offered
    if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(key)) return { fault: 'There is no private key in PEM form.' }
    return { cert: onlyCertificates(certificate), key: onlyKey(key) }
  }
  const bytes = Buffer.from(offered.pfx.replace(/\s/g, ''), 'base64')
  if (bytes.length === 0) return { fault: 'The PFX file is empty, or not base64.' }
  try {
    return await readPfx(bytes, offered.password ?? '')
  } catch (error) {
    if (error instanceof UnreadablePfx) return { fault: error.message }
    throw error
  }
}

const onlyCertificates = (text: string): string => (text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? []).map((block) => `${block}\n`).join('')
const onlyKey = (text: string): string => `${/-----BEGIN ([A-Z ]*PRIVATE KEY)-----[\s\S]*?-----END \1-----/.exec(text)?.[0] ?? ''}\n`

function isReadable(cert: string): boolean {
  try {
    return Boolean(new X509Certificate(cert))
  } catch {
    return false
  }
}

let parsed: X509Certificate[] | undefined
const knownRoots = (): X509Certificate[] => (parsed ??= [...getCACertificates('bundled'), ...getCACertificates('extra')].map((pem) => new X509Certificate(pem)))

export const refusal = (faults: readonly string[]): Problem => new Problem(400, 'invalid_certificate', faults.join(' '), { extra: { faults } })

type StoreNeeds = Needs & { random: Randomness; secrets: SecretBox }

/** @throws Problem 400 `invalid_certificate` with a sentence for each fault. */
export async function bringCertificate(needs: StoreNeeds, by: string, offered: Offered, where: { domainId: string | null; hosts: readonly string[]; origin?: 'uploaded' | 'acme' }): Promise<string> {
  const { cert, key, faults, facts } = await judge(needs, offered, where.hosts)
  if (faults.length > 0 || !facts) throw refusal(faults)
  const id = `crt_${needs.random.hex(16)}`
  await putCertificate(needs.db, {
    id, domain_id: where.domainId, origin: where.origin ?? 'uploaded', chain: cert, key_sealed: needs.secrets.seal(key), fingerprint: facts.fingerprint, not_after: facts.notAfter, created_by: by,
  })
  return id
}
