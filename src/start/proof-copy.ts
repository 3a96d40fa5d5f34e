/**
 * A restored copy of the appliance that answers on the loopback interface alone. It runs no job, sends no message and knows no other node: what was
 * restored must not act a second time.
 */
import { cpSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Manifest } from '#operate/backups/index.ts'
import { systemClock } from '#platform/clock/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { createHttpServers } from '#platform/http/index.ts'
import { quietLogger } from '#platform/log/index.ts'
import { createMailer } from '#platform/mail/index.ts'
import { connect, migrate, type EmbeddedConnection } from '#platform/postgres/index.ts'
import { ensureCertificates } from '#platform/tls/index.ts'
import { originAllowed } from '#resources/clients/index.ts'
import { protocolEndpoints } from '../modules.ts'
import { migrationsFolder } from './able.ts'
import { claimPorts } from './ports.ts'
import { createProcessContext, type LiveContext, type Plan } from './process-context.ts'

export type Copy = { context: LiveContext; httpsPort: number; ca: string; close(): Promise<void> }

/** The key that opens what is sealed in the database. */
export function putKeys(scratch: string, from: string): void {
  const key = join(from, 'keys', 'appliance.key')
  if (!existsSync(key)) throw new Error('The backup holds files, but not the key that opens the secrets in its database (keys/appliance.key).')
  mkdirSync(join(scratch, 'keys'), { recursive: true, mode: 0o700 })
  cpSync(key, join(scratch, 'keys', 'appliance.key'))
}

export async function raiseCopy(options: { dataDir: string; database: EmbeddedConnection; manifest: Manifest; build: string }): Promise<Copy> {
  const { dataDir, manifest } = options
  const ports = await claimPorts({ httpsPort: 0, httpPort: 0, agentPort: 0, certificatePort: undefined })
  const plan: Plan = { dataDir, node: 'proof', baseDomain: manifest.base_domain, ...ports }
  const db = await connect({ url: options.database, log: quietLogger, poolSize: 4 })
  try {
    await migrate(db, { folder: migrationsFolder, log: quietLogger })
    const live = await createProcessContext({ plan, db, log: quietLogger })
    // Letters stay in a folder that goes with the copy, whatever mail server the settings name.
    const context: LiveContext = { ...live, mailer: createMailer({ outboxDir: join(dataDir, 'outbox'), log: quietLogger, clock: systemClock }) }
    const host = context.addresses.hostOf(manifest.canary?.tenant ?? 'main')
    const { cert, key, ca } = await ensureCertificates({ folder: join(dataDir, 'proof-tls'), hosts: [host], clock: systemClock })
    const servers = createHttpServers<TenantContext>({
      endpoints: protocolEndpoints,
      contextFor: (request, tenant) => ({ ...context, tenant, origin: request.origin, issuer: `${request.origin}/`, origins: context.addresses.originsOf(tenant.name), request }),
      addresses: context.addresses, cache: context.cache, log: quietLogger, certificate: { cert, key },
      httpsPort: ports.httpsPort, httpPort: ports.httpPort, host: '127.0.0.1', rootTenant: 'config', originAllowed, healthy: async () => true,
    })
    const { httpsPort } = await servers.listen()
    return {
      context, httpsPort, ca,
      async close() {
        await servers.drain({ idleMs: 0, limitMs: 500 })
        await live.cache.close()
        await db.close()
      },
    }
  } catch (reason) {
    await db.close()
    throw reason
  }
}
