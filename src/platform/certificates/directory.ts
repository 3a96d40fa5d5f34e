/**
 * What this process knows of stored certificates and custom domains: all of them, in memory, since a TLS handshake cannot wait for a database.
 * Read again when the database says that something changed, and whenever it may have said so unheard.
 */
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import type { SecretBox } from '#platform/crypto/index.ts'
import type { Logger } from '#platform/log/index.ts'
import type { ConnectedDatabase } from '#platform/postgres/index.ts'
import { coversHost, factsOf, type CertificateFacts } from '#platform/tls/index.ts'
import { certificateRows, rootRows, type CertificateRow } from './certificates.store.ts'
import { readyDomains, type DomainRow } from './domains.store.ts'

/** PEM texts with what they say; the same object until the directory is read again. */
export type Served = CertificateFacts & { id: string; /** undefined: of the appliance itself. */ domain: string | undefined; origin: 'uploaded' | 'acme' | 'own' | 'folder'; cert: string; key: string }

export type Directory = {
  /** The certificate for a host name; undefined where the node's own is the best there is. */
  certificateFor(host: string): Served | undefined
  /** Of the appliance, as stored. */
  readonly appliance: Served | undefined
  readonly all: readonly Served[]
  /** Ready custom domains, the default of a tenant before its others. */
  readonly domains: readonly DomainRow[]
  domain(host: string): DomainRow | undefined
  /** PEM, beside those that everybody knows. */
  readonly roots: readonly string[]
  reload(): Promise<void>
  /** After a change: resolves when every process of this node serves it; other nodes are told by the database. */
  settled(): Promise<void>
  /** Calls back after each reload. */
  watch(heard: () => void): void
  close(): Promise<void>
}

const wellKnown = getCACertificates('default')

export async function openDirectory(options: { db: ConnectedDatabase; secrets: SecretBox; log: Logger; /** The node's own certificate, PEM. */ own?: () => string | undefined; /** Tells the other processes of this node and waits for them. */ announce?: () => Promise<void> }): Promise<Directory> {
  const { db, secrets, log } = options
  let all: Served[] = []
  let domains: DomainRow[] = []
  let byName = new Map<string, DomainRow>()
  let byDomain = new Map<string, Served>()
  let roots: string[] = []
  const watchers: (() => void)[] = []

  const open = (row: CertificateRow, names: ReadonlyMap<string, string>): Served[] => {
    try {
      return [{ ...factsOf(row.chain), id: row.id, domain: row.domain_id === null ? undefined : (names.get(row.domain_id) ?? '-'), origin: row.origin, cert: row.chain, key: secrets.open(row.key_sealed) }]
    } catch {
      log.error(`The certificate ${row.id} cannot be opened with the sealing key of this node; nodes of one cluster must have the same keys/appliance.key.`)
      return []
    }
  }

  const directory: Directory = {
    certificateFor(host) {
      const own = byDomain.get(host)
      if (own) return own
      const ours = directory.appliance
      if (!ours || coversHost(ours.cert, host)) return ours
      const local = options.own?.()
      return local !== undefined && coversHost(local, host) ? undefined : ours
    },
    get appliance() { return all.find(({ domain }) => domain === undefined) },
    get all() { return all },
    get domains() { return domains },
    domain: (host) => byName.get(host),
    get roots() { return roots },
    async reload() {
      const [rows, ready, trusted] = await Promise.all([certificateRows(db), readyDomains(db), rootRows(db)])
      domains = ready
      byName = new Map(ready.map((row) => [row.domain, row]))
      const names = new Map(ready.map(({ id, domain }) => [id, domain]))
      all = rows.flatMap((row) => open(row, names))
      byDomain = new Map(all.flatMap((each): [string, Served][] => (each.domain === undefined ? [] : [[each.domain, each]])))
      const pems = trusted.map(({ pem }) => pem)
      // Every TLS client of this process that names no roots of its own: mail, webhooks, connections, ACME.
      if (pems.length + roots.length > 0) setDefaultCACertificates([...wellKnown, ...pems])
      roots = pems
      for (const heard of watchers) heard()
    },
    async settled() {
      await directory.reload()
      await options.announce?.()
    },
    watch: (heard) => void watchers.push(heard),
    close: () => stop(),
  }
  const again = () => void directory.reload().catch((error: unknown) => log.warn('The certificates could not be read again.', { error }))
  const stop = await db.listen('certificates_changed', again, again)
  await directory.reload()
  return directory
}
