/**
 * The supervisor: from nothing to a serving appliance, and back. Nothing is made before the ports are known to be free and the data
 * directory to be writable; what was begun is taken down again when a later step fails.
 */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { firstTenant, rootTenant } from '#platform/addresses/index.ts'
import { systemClock } from '#platform/clock/index.ts'
import { startJobs } from '#platform/jobs/index.ts'
import type { Logger } from '#platform/log/index.ts'
import { startWorkers, type Workers } from '#platform/processes/index.ts'
import { ensureCertificates, hostsFor } from '#platform/tls/index.ts'
import { alignAddresses } from '#resources/tenants/index.ts'
import { jobs } from '../modules.ts'
import { bootstrap, type Bootstrap } from './bootstrap.ts'
import { prepareDataDir } from './data-dir.ts'
import { openDatabase, type OpenedDatabase } from './database.ts'
import type { StartOptions } from './options.ts'
import { claimPorts } from './ports.ts'
import type { SupervisorQuestion, WorkerPlan, WorkerQuestion } from './messages.ts'
import { createProcessContext, type LiveContext, type Plan } from './process-context.ts'

export type RunningAppliance = { content: Bootstrap; stop(): Promise<void> }

/** Taken down in the opposite order, each once. */
type Undo = (() => Promise<void> | void)[]

export async function startAppliance(options: StartOptions, log: Logger): Promise<RunningAppliance> {
  const undo: Undo = []
  const takeDown = async () => {
    for (let step = undo.pop(); step; step = undo.pop()) await step()
  }
  try {
    const content = await raise(options, log, undo)
    return { content, stop: takeDown }
  } catch (error) {
    await takeDown()
    throw error
  }
}

async function raise(options: StartOptions, log: Logger, undo: Undo): Promise<Bootstrap> {
  const ports = await claimPorts(options)
  prepareDataDir(options.dataDir)
  const plan: Plan = { dataDir: options.dataDir, baseDomain: options.baseDomain, ...ports }

  const database = await openDatabase({ dataDir: plan.dataDir, url: options.databaseUrl, log })
  undo.push(() => database.close())
  let workers: Workers | undefined
  const context = await createProcessContext({ plan, db: database.db, log, announce: async (tenantId) => workers?.broadcast(forget(tenantId)) })
  undo.push(() => context.cache.close())

  const hosts = hostsFor(plan.baseDomain, [rootTenant, firstTenant])
  const certificates = await ensureCertificates({ folder: join(plan.dataDir, 'tls'), hosts, clock: systemClock })
  await alignAddresses(context)
  const content = await bootstrap(context, plan, certificates.caFile)

  workers = await raiseWorkers({ options, plan, database, certificate: certificates, log })
  undo.push(() => workers.stop())
  undo.push(startHousekeeping(context))
  return content
}

async function raiseWorkers(given: { options: StartOptions; plan: Plan; database: OpenedDatabase; certificate: { cert: string; key: string }; log: Logger }): Promise<Workers> {
  const count = given.options.workers ?? availableParallelism()
  const workerPlan: WorkerPlan = {
    plan: given.plan,
    database: given.database.target,
    certificate: { cert: given.certificate.cert, key: given.certificate.key },
    poolSize: Math.max(4, Math.floor(60 / count)),
  }
  const workers: Workers = await startWorkers({
    count,
    exec: join(import.meta.dirname, 'worker.ts'),
    log: given.log,
    async onAsked(body, from) {
      const question = body as WorkerQuestion
      if (question.ask === 'plan') return workerPlan
      return workers.broadcast(forget(question.tenantId), { except: from })
    },
  })
  return workers
}

const forget = (tenantId: number): SupervisorQuestion => ({ ask: 'forget', tenantId })

function startHousekeeping(context: LiveContext): () => Promise<void> {
  const runner = startJobs({ jobs, context })
  return () => runner.stop()
}
