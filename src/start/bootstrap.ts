/**
 * The first start makes the root tenant authority and the first app tenant; every start writes `bootstrap.json` anew,
 * because ports and domains may have changed. What it says comes from the database, so a crash in between loses nothing.
 */
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { firstTenant, rootTenant } from '#platform/addresses/index.ts'
import type { ProcessContext } from '#platform/context/index.ts'
import { createTenant, managementCredentials } from '#resources/tenants/index.ts'
import { appTenantExists } from './bootstrap.store.ts'
import { withinTenant, type Plan } from './process-context.ts'
import { setupUrl } from './setup-url.ts'

export type TenantCredentials = { name: string; domain: string; client_id: string; client_secret: string }

export type Bootstrap = {
  base_domain: string
  https_port: number
  http_port: number
  agent_port: number
  /** Absent where client certificates are not asked for. */
  certificate_port?: number
  manage_url: string
  ca_file: string
  /** null when somebody has deleted the application that was made with the root tenant authority, or taken its grant away. */
  rta: Omit<TenantCredentials, 'name'> | null
  tenants: TenantCredentials[]
  /** `setup_url` creates the first administrator, once; null when there is one. */
  admin: { email: string; setup_url: string | null }
}

export async function bootstrap(context: ProcessContext, plan: Plan, caFile: string): Promise<Bootstrap> {
  if (!(await context.cache.tenant(rootTenant))) await createTenant(context, { name: rootTenant, isRoot: true })
  if (!(await appTenantExists(context.db))) await createTenant(context, { name: firstTenant })

  const root = await credentials(context, rootTenant)
  const main = await credentials(context, firstTenant)
  if (!root) context.log.warn('The root tenant authority has no application left that may use its Management API; bootstrap.json names none.')
  const content: Bootstrap = {
    base_domain: plan.baseDomain,
    https_port: plan.httpsPort,
    http_port: plan.httpPort,
    agent_port: plan.agentPort,
    ...(plan.certificatePort !== undefined && { certificate_port: plan.certificatePort }),
    manage_url: context.addresses.manageOrigin,
    ca_file: caFile,
    rta: root ? { domain: root.domain, client_id: root.client_id, client_secret: root.client_secret } : null,
    tenants: main ? [main] : [],
    admin: { email: `admin@${plan.baseDomain}`, setup_url: await setupUrl(context) },
  }
  writeWhole(join(plan.dataDir, 'bootstrap.json'), `${JSON.stringify(content, null, 2)}\n`)
  return content
}

async function credentials(context: ProcessContext, name: string): Promise<TenantCredentials | undefined> {
  const tenant = await context.cache.tenant(name)
  const client = tenant && (await managementCredentials(withinTenant(context, tenant)))
  return client && { name, domain: new URL(context.addresses.canonicalOrigin(name)).host, ...client }
}

/** Mode 0600; a reader sees the old content or the new, never a part. */
export function writeWhole(file: string, text: string): void {
  const draft = `${file}.new`
  const descriptor = openSync(draft, 'w', 0o600)
  writeSync(descriptor, text)
  fsyncSync(descriptor)
  closeSync(descriptor)
  renameSync(draft, file)
}
