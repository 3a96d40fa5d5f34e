/** Builds what acts may use in this process, supervisor or worker. */
import { join } from 'node:path'
import { createAddresses } from '#platform/addresses/index.ts'
import { createCache, type LiveCache } from '#platform/cache/index.ts'
import { openDirectory } from '#platform/certificates/index.ts'
import { systemClock } from '#platform/clock/index.ts'
import type { ProcessContext, TenantContext } from '#platform/context/index.ts'
import { createPasswordHasher, loadSecretBox, systemRandomness } from '#platform/crypto/index.ts'
import type { Logger } from '#platform/log/index.ts'
import { liveMailer } from '#platform/mail/index.ts'
import type { ConnectedDatabase } from '#platform/postgres/index.ts'
import { loadSettings, type LiveSettings } from '#platform/settings/index.ts'
import type { HttpRequest } from '#kernel/exchange.ts'
import type { Tenant } from '#kernel/tenant.ts'
import { settings as declarations } from '../modules.ts'
import { publicCertificatePort, publicHttpsPort } from './network.settings.ts'

/** What supervisor and workers agree on. */
export type Plan = {
  dataDir: string
  /** Id of this node; survives restarts. */
  node: string
  baseDomain: string
  httpsPort: number
  httpPort: number
  agentPort: number
  /** Where client certificates are asked for; undefined: nowhere. */
  certificatePort: number | undefined
}

export type LiveContext = ProcessContext & { cache: LiveCache; settings: LiveSettings }

export async function createProcessContext(options: {
  plan: Plan
  db: ConnectedDatabase
  log: Logger
  announce?: (tenantId: number) => Promise<void>
  onLoaded?: (kind: string, seconds: number) => void
  /** The node's own certificate, PEM, once it is known. */
  ownCertificate?: () => string | undefined
  announceCertificates?: () => Promise<void>
}): Promise<LiveContext> {
  const { plan, db, log } = options
  const secrets = loadSecretBox(plan.dataDir)
  const settings = await loadSettings({ declarations, db, secrets, environment: process.env, node: plan.node })
  const reload = () => void settings.reload().catch((error: unknown) => log.warn('The settings could not be read again.', { error }))
  await db.listen('settings_changed', reload, reload)
  const certificates = await openDirectory({ db, secrets, log, ...(options.ownCertificate ? { own: options.ownCertificate } : {}), ...(options.announceCertificates ? { announce: options.announceCertificates } : {}) })
  const cache = await createCache({ db, log, ...(options.announce ? { announce: options.announce } : {}), ...(options.onLoaded ? { onLoaded: options.onLoaded } : {}) })
  return {
    db,
    clock: systemClock,
    random: systemRandomness,
    log,
    secrets,
    hasher: createPasswordHasher(),
    mailer: liveMailer({ outboxDir: join(plan.dataDir, 'outbox'), settings, log, clock: systemClock }),
    settings,
    addresses: createAddresses({
      ...plan, httpsPort: settings.get(publicHttpsPort) || plan.httpsPort, certificatePort: settings.get(publicCertificatePort) || plan.certificatePort,
      domains: {
        find(host) {
          const row = certificates.domain(host)
          return row && { tenant: row.tenant, clientHeader: (row.body['custom_client_ip_header'] as string | null | undefined) || undefined }
        },
        of: (name) => certificates.domains.filter(({ tenant }) => tenant === name).map(({ domain, is_default }) => ({ host: domain, isDefault: is_default })),
      },
    }),
    certificates,
    cache,
  }
}

/** The context of work within a tenant that no request asked for: first start, jobs, local commands. */
export function withinTenant(context: ProcessContext, tenant: Tenant): TenantContext {
  const origin = context.addresses.canonicalOrigin(tenant.name)
  return { ...context, tenant, origin, issuer: `${origin}/`, origins: context.addresses.originsOf(tenant.name), request: noRequest(context, origin) }
}

function noRequest(context: ProcessContext, origin: string): HttpRequest {
  return {
    method: 'GET', path: '/', params: {}, query: {}, headers: {}, cookies: {}, body: undefined, contentType: undefined,
    ip: '127.0.0.1', origin, hostname: new URL(origin).hostname, secure: true, id: context.random.hex(12),
  }
}
