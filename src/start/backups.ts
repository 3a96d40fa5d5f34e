/** Hands the keeper of backups what only the whole product knows: how a canary is made, what proves a backup, who is told. */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { restoredNote, startKeeper, type Keeper, type Restored } from '#operate/backups/index.ts'
import type { EmbeddedConnection } from '#platform/postgres/index.ts'
import { appendEntry, recordDrill, type Office } from '#responsibilities/index.ts'
import { plantCanary, uprootCanaries } from './canary.ts'
import type { LiveContext, Plan } from './process-context.ts'

export async function keepBackups(options: { context: LiveContext; plan: Plan; build: string; database: string | EmbeddedConnection; office: Office }): Promise<Keeper> {
  const { context, plan, office } = options
  await tellOfRestore(options)
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

/** The first start after a restore writes down where the data came from. */
async function tellOfRestore({ context, plan, office }: { context: LiveContext; plan: Plan; office: Office }): Promise<void> {
  const note = join(plan.dataDir, restoredNote)
  if (!existsSync(note)) return
  const { manifest, rows } = JSON.parse(readFileSync(note, 'utf8')) as Pick<Restored, 'manifest' | 'rows'>
  await appendEntry(office, { kind: 'appliance.restored', actor: 'local:restore', subject: 'appliance', data: { taken_at: manifest.taken_at, build: manifest.build, rows, node: plan.node } })
  context.log.info(`This is the appliance as it was on ${manifest.taken_at}, restored from a backup.`)
  rmSync(note)
}
