import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import type { Clock } from '#platform/clock/index.ts'
import { checkCertificate, pairFaults, parseChain } from './check.ts'
import { readText, writeWhole } from './files.ts'
import type { KeyAndCertificate } from './issue.ts'

export type Certificates = KeyAndCertificate & {
  /** The private CA; also there when the operator brought a certificate. */
  ca: string
  caFile: string
  /** The operator's own is used. */
  brought: boolean
  notAfter: Date
}

/** Days left at which our own leaf is replaced. */
const renewalDays = 30
const day = 24 * 60 * 60 * 1000

/** Order of `hosts` does not matter. Throws `StartFailure` when the operator's certificate has faults. */
export async function ensureCertificates(options: { folder: string; hosts: readonly string[]; clock: Clock }): Promise<Certificates> {
  const { folder, hosts } = options
  const now = options.clock.now()
  const caFile = join(folder, 'ca.pem')
  const authority = await ensureAuthority(folder, now)
  const brought = await broughtBy(folder, hosts, now)
  const leaf = brought ?? (await ensureLeaf(folder, authority, hosts, now))
  return { ...leaf, ca: authority.cert, caFile, brought: brought !== undefined, notAfter: new X509Certificate(leaf.cert).validToDate }
}

/** Loaded where a certificate is made: the library is large, and most starts find theirs in the folder. */
const issuing = () => import('./issue.ts')

/** The key is written first: a certificate without its key is never seen, a key without its certificate is replaced. */
async function ensureAuthority(folder: string, now: Date): Promise<KeyAndCertificate> {
  const files = { cert: join(folder, 'ca.pem'), key: join(folder, 'ca.key') }
  const present = await readPair(files)
  if (present && isSound(present, now) && new X509Certificate(present.cert).ca) return present
  const made = await (await issuing()).issueAuthority(now)
  await writePair(files, made)
  return made
}

async function ensureLeaf(folder: string, authority: KeyAndCertificate, hosts: readonly string[], now: Date): Promise<KeyAndCertificate> {
  const files = { cert: join(folder, 'leaf.pem'), key: join(folder, 'leaf.key') }
  const present = await readPair(files)
  if (present && isSound(present, new Date(now.getTime() + renewalDays * day)) && isOurs(present, authority) && sameNames(present.cert, hosts)) return present
  const made = await (await issuing()).issueLeaf(authority, hosts, now)
  await writePair(files, made)
  return made
}

async function broughtBy(folder: string, hosts: readonly string[], now: Date): Promise<KeyAndCertificate | undefined> {
  const files = { cert: join(folder, 'server.pem'), key: join(folder, 'server.key') }
  const [cert, key] = await Promise.all([readText(files.cert), readText(files.key)])
  if (cert === undefined && key === undefined) return undefined
  const faults =
    cert === undefined
      ? ['There is a server.key but no server.pem.']
      : key === undefined
        ? ['There is a server.pem but no server.key.']
        : checkCertificate({ cert, key, hosts, now })
  if (faults.length > 0) throw new StartFailure(exitCodes.configuration, `The certificate in ${folder} cannot be used. ${faults.join(' ')}`)
  return { cert: cert!, key: key! }
}

type Files = { cert: string; key: string }

async function readPair(files: Files): Promise<KeyAndCertificate | undefined> {
  const [cert, key] = await Promise.all([readText(files.cert), readText(files.key)])
  return cert !== undefined && key !== undefined ? { cert, key } : undefined
}

async function writePair(files: Files, pair: KeyAndCertificate): Promise<void> {
  await writeWhole(files.key, pair.key, 0o600)
  await writeWhole(files.cert, pair.cert, 0o644)
}

/** Readable, belonging together, and valid at `when`. */
const isSound = (pair: KeyAndCertificate, when: Date): boolean => pairFaults({ ...pair, now: when }).length === 0

function isOurs(leaf: KeyAndCertificate, authority: KeyAndCertificate): boolean {
  const chain = parseChain(leaf.cert)
  return typeof chain !== 'string' && chain[0]!.verify(new X509Certificate(authority.cert).publicKey)
}

function sameNames(cert: string, hosts: readonly string[]): boolean {
  const present = new X509Certificate(cert).subjectAltName ?? ''
  const names = present.split(', ').map((entry) => entry.replace(/^(DNS|IP Address):/, ''))
  return JSON.stringify(names.map(spelling).sort()) === JSON.stringify([...new Set(hosts)].map(spelling).sort())
}

/** Node prints an IPv6 address in full: `0:0:0:0:0:0:0:1`. */
const spelling = (host: string): string => (isIP(host) === 6 ? new URL(`http://[${host}]`).hostname.slice(1, -1) : host.toLowerCase())
