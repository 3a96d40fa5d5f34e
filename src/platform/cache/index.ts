/**
 * What a worker keeps in memory of tenants' configuration. Positive answers only, so that something new is found at once.
 * An entry dies when its tenant changes: told by the writer through the supervisor (before the writer's answer goes out),
 * by Postgres NOTIFY (other nodes), and, should both be lost, by comparing version stamps.
 */
import type { Tenant } from '#kernel/tenant.ts'
import type { Logger } from '#platform/log/index.ts'
import type { ConnectedDatabase } from '#platform/postgres/index.ts'
import { tenantByName, tenantVersions } from './tenants.store.ts'

export type TenantCache = {
  /** The tenant of that name, or undefined; a miss is always looked up. */
  tenant(name: string): Promise<Tenant | undefined>
  /** The value under `key`, loaded once; undefined is not kept. */
  keep<T>(tenantId: number, key: string, load: () => Promise<T>): Promise<T>
  /** Forgets the tenant here. */
  forget(tenantId: number): void
  /** After a change: resolves when every worker of this node has forgotten the tenant. */
  settled(tenantId: number): Promise<void>
}

export type LiveCache = TenantCache & {
  /** Compares version stamps and forgets what is out of date. */
  compare(): Promise<void>
  close(): Promise<void>
}

type Shelf = { tenant: Tenant; values: Map<string, Promise<unknown>> }

/** Beyond this many values a tenant's shelf is emptied rather than grown: a bound, not a tuning knob. */
const shelfLimit = 20_000

export async function createCache(options: {
  db: ConnectedDatabase
  log: Logger
  /** Tells the other workers of this node and waits for them. */
  announce?: (tenantId: number) => Promise<void>
  /** Told how long something took that was not kept yet: `tenant`, or a key up to its colon. */
  onLoaded?: (kind: string, seconds: number) => void
  /** Seconds between comparisons of version stamps. */
  compareEvery?: number
}): Promise<LiveCache> {
  const { db, log } = options
  const byName = new Map<string, Shelf>()
  const byId = new Map<number, Shelf>()
  // Rises with every forgetting: a load that began before must not be kept after.
  let generation = 0

  const forget = (tenantId: number) => {
    generation += 1
    const shelf = byId.get(tenantId)
    if (!shelf) return
    byId.delete(tenantId)
    byName.delete(shelf.tenant.name)
  }
  const forgetAll = () => {
    generation += 1
    byId.clear()
    byName.clear()
  }

  const compare = async () => {
    const versions = new Map((await tenantVersions(db)).map((row) => [row.id, row.version]))
    for (const [id, shelf] of byId) if (versions.get(id) !== shelf.tenant.version) forget(id)
  }

  const stopListening = await db.listen('tenant_changed', (payload) => forget(Number(payload)), forgetAll)
  const timer = setInterval(() => {
    compare().catch((error: unknown) => log.warn('The version stamps of the tenants could not be compared.', { error }))
  }, (options.compareEvery ?? 30) * 1000)
  timer.unref()

  const timed = <T>(key: string, load: () => Promise<T>): Promise<T> => {
    const { onLoaded } = options
    if (!onLoaded) return load()
    const began = performance.now()
    return load().finally(() => onLoaded(key.split(':', 1)[0]!, (performance.now() - began) / 1000))
  }
  const shelve = (tenant: Tenant): Shelf => {
    const shelf: Shelf = { tenant, values: new Map() }
    byName.set(tenant.name, shelf)
    byId.set(tenant.id, shelf)
    return shelf
  }

  return {
    async tenant(name) {
      const kept = byName.get(name)
      if (kept) return kept.tenant
      const began = generation
      const tenant = await timed('tenant', () => tenantByName(db, name))
      if (tenant && began === generation) shelve(tenant)
      return tenant
    },
    keep<T>(tenantId: number, key: string, load: () => Promise<T>): Promise<T> {
      const shelf = byId.get(tenantId)
      if (!shelf) return timed(key, load)
      const kept = shelf.values.get(key)
      if (kept) return kept as Promise<T>
      if (shelf.values.size >= shelfLimit) shelf.values.clear()
      const loading = timed(key, load)
      shelf.values.set(key, loading)
      const drop = () => {
        if (shelf.values.get(key) === loading) shelf.values.delete(key)
      }
      loading.then((value) => value === undefined && drop(), drop)
      return loading
    },
    forget,
    async settled(tenantId) {
      forget(tenantId)
      await options.announce?.(tenantId)
    },
    compare,
    async close() {
      clearInterval(timer)
      await stopListening()
    },
  }
}
