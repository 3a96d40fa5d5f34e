/** Hands the keeper of backups what only the whole product knows: how a canary is made, what proves a backup, who is told. */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { basename, join } from 'node:path'
import { parties } from '#kernel/mandate.ts'
import { restoredNote, startKeeper, type Keeper, type RestoredNote } from '#operate/backups/index.ts'
import { appendEntry, inform, isSingle, recordDrill, type Office } from '#responsibilities/index.ts'
import { startArchivist, type Archivist } from '#operate/archiving/index.ts'
import type { OpenedDatabase } from './database.ts'
import { plantCanary, uprootCanaries } from './canary.ts'
import type { LiveContext, Plan } from './process-context.ts'

type Keeping = { context: LiveContext; plan: Plan; build: string; database: OpenedDatabase }

const factsOf = ({ plan, build }: Keeping) => ({ build, base_domain: plan.baseDomain, ports: { https: plan.httpsPort, http: plan.httpPort, agent: plan.agentPort }, hostname: hostname() })

export function keepArchive(options: Keeping): Archivist {
  const { context, plan, database } = options
  const { db, log, settings, secrets, clock } = context
  return startArchivist({
    db, log, settings, secrets, clock, node: plan.node, dataDir: plan.dataDir, embedded: database.embedded, facts: factsOf(options),
    proof: {
      plant: () => plantCanary(context),
      uproot: async (canary) => canary && uprootCanaries(context, canary),
      prover: join(import.meta.dirname, 'base-proof.process.ts'),
    },
  })
}

export async function keepBackups(options: Keeping & { office: Office }): Promise<Keeper> {
  const { context, plan, office, database } = options
  await tellOfRestore(options)
  return startKeeper({
    db: context.db, log: context.log, settings: context.settings, secrets: context.secrets, node: plan.node, dataDir: plan.dataDir, database: database.target,
    facts: factsOf(options),
    plant: () => plantCanary(context),
    uproot: (canary) => uprootCanaries(context, canary),
    prover: join(import.meta.dirname, 'proof.process.ts'),
    async onProven({ sentence, content, file }) {
      if (content !== 'secrets') await recordDrill(office, 'backup-restored', sentence, { file })
    },
  })
}

/** The first start after a restore writes down where the data came from, and tells both parties. */
async function tellOfRestore({ context, plan, office }: Keeping & { office: Office }): Promise<void> {
  const file = join(plan.dataDir, restoredNote)
  if (!existsSync(file)) return
  const { manifest, rows, act, kept = [], former } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Pick<RestoredNote, 'kept'>> & Omit<RestoredNote, 'kept'>
  const { taken_at } = manifest
  const replaced = kept.length === 0 ? {} : { replaced: { kept: kept.map((path) => basename(path)), ...(former ? { journal: former } : {}) } }
  await appendEntry(office, { kind: 'appliance.restored', actor: 'local:restore', subject: 'appliance', data: { taken_at, build: manifest.build, rows, node: plan.node, ...act, ...replaced } })
  const text = `It is as it was on ${taken_at}${kept.length === 0 ? '' : ', in place of the appliance that was there, which is kept beside it'}. ${act ? `By ${act.by}: ${act.reason}.` : 'Nobody said who did it.'}`
  for (const party of isSingle(office) ? (['subscriber'] as const) : parties) {
    await inform(office, undefined, { to: { party }, kind: 'appliance.restored', title: 'The appliance was restored', text, path: '/journal', subject: 'appliance', row: 'restore-data' })
  }
  context.log.info(`This is the appliance as it was on ${taken_at}, restored from a backup.`)
  rmSync(file)
}
