/** Hands the keeper of backups what only the whole product knows: how a canary is made, what proves a backup, who is told. */
import { hostname } from 'node:os'
import { join } from 'node:path'
import { startKeeper, type Keeper } from '#operate/backups/index.ts'
import type { EmbeddedConnection } from '#platform/postgres/index.ts'
import { recordDrill, type Office } from '#responsibilities/index.ts'
import { plantCanary, uprootCanaries } from './canary.ts'
import type { LiveContext, Plan } from './process-context.ts'

export function keepBackups(options: { context: LiveContext; plan: Plan; build: string; database: string | EmbeddedConnection; office: Office }): Promise<Keeper> {
  const { context, plan, office } = options
  return startKeeper({
    db: context.db, log: context.log, settings: context.settings, secrets: context.secrets, node: plan.node, dataDir: plan.dataDir, database: options.database,
    facts: { build: options.build, base_domain: plan.baseDomain, ports: { https: plan.httpsPort, http: plan.httpPort, agent: plan.agentPort }, hostname: hostname() },
    plant: () => plantCanary(context),
    uproot: () => uprootCanaries(context),
    prover: join(import.meta.dirname, 'proof.process.ts'),
    async onProven({ sentence, content, file }) {
      if (content !== 'secrets') await recordDrill(office, 'backup-restored', sentence, { file })
    },
  })
}
