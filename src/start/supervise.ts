/**
 * The supervisor: from nothing to a serving appliance, and back. Nothing is made before the ports are known to be free and the data
 * directory to be writable; what was begun is taken down again when a later step fails.
 */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { firstTenant, manageLabel, rootTenant } from '#platform/addresses/index.ts'
import { systemClock } from '#platform/clock/index.ts'
import { startCollector } from '#operate/diagnostics/index.ts'
import { dailyBackup } from '#operate/backups/index.ts'
import { followSettings, restoreSettings } from '#operate/settings/index.ts'
import { startJobs } from '#platform/jobs/index.ts'
import type { Logger } from '#platform/log/index.ts'
import type { Certificate } from '#platform/http/index.ts'
import { startWorkers, type Workers } from '#platform/processes/index.ts'
import { ensureCertificates, hostsFor } from '#platform/tls/index.ts'
import { alignAddresses } from '#resources/tenants/index.ts'
import { ticketOfAlert } from '#responsibilities/index.ts'
import { jobs, slowJobs } from '../modules.ts'
import { keepArchive, keepBackups } from './backups.ts'
import { bootstrap, type Bootstrap } from './bootstrap.ts'
import { startAgent, withAuthority } from './agent.ts'
import { certificateRenewal } from './certificate.job.ts'
import { mailRetry } from './mail-retry.job.ts'
import { tenantMailer } from './tenant-mailer.ts'
import { certificateExpiry } from './certificate-expiry.job.ts'
import { systemOf } from './connections.ts'
import { alignAppliance } from './appliance-api.ts'
import { prepareDataDir } from './data-dir.ts'
import { controlWithin } from './node-control.ts'
import { logFolderVariable } from './log-folder.ts'
import { nodeId } from './node-id.ts'
import { openOffice } from './office.ts'
import { openDatabase, type OpenedDatabase } from './database.ts'
import type { StartOptions } from './options.ts'
import { claimPorts } from './ports.ts'
import type { SupervisorQuestion, WorkerPlan, WorkerQuestion, WorkerWords } from './messages.ts'
import { startWatch, type Watch } from './watch.ts'
import { createProcessContext, type LiveContext, type Plan } from './process-context.ts'

/** Database connections of all workers of a node together. */
const connections = 60

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
  const plan: Plan = { dataDir: options.dataDir, node: nodeId(options.dataDir), baseDomain: options.baseDomain, ...ports }

  let watch: Watch | undefined
  const database = await openDatabase({ dataDir: plan.dataDir, url: options.databaseUrl, log, onExit: (how) => watch?.incident('db', `The embedded database ended unasked (${how}) and was started again.`) })
  undo.push(() => database.close())
  let workers: Workers | undefined
  const context = await createProcessContext({ plan, db: database.db, log, announce: async (tenantId) => workers?.broadcast(forget(tenantId)), announceCertificates: async () => workers?.broadcast({ ask: 'certificates' } satisfies SupervisorQuestion) })
  undo.push(async () => {
    await context.cache.close()
    await context.certificates.close()
  })

  const tlsFolder = join(plan.dataDir, 'tls')
  const hosts = hostsFor(plan.baseDomain, [rootTenant, manageLabel, firstTenant])
  const certificates = await ensureCertificates({ folder: tlsFolder, hosts, clock: systemClock })
  await alignAddresses(context)
  const content = await bootstrap(context, plan, certificates.caFile)
  await alignAppliance(context)
  const { office, responsibilities } = await openOffice(context, plan, options.build)

  const archivist = keepArchive({ context, plan, build: options.build, database })
  undo.push(() => archivist.stop())
  const workerPlan = planFor(plan, database, certificates, options)
  workers = await raiseWorkers(workerPlan, context, log, () => watch)
  const raised = workers
  undo.push(() => raised.stop())
  watch = await startWatch({ certificates: () => inUse(context, workerPlan.certificate), plan, build: options.build, context, database, archive: () => archivist.observe(), workers: () => raised, rebootCommand: options.rebootCommand, follow: async (alert) => ticketOfAlert(office, alert, await systemOf(context)()) })
  undo.push(() => watch?.stop())

  const root = await context.cache.tenant(rootTenant)
  if (!root) throw new Error('There is no root tenant authority.')
  const control = controlWithin(context, plan, { workers: raised, watch })
  const rollout = followSettings({
    db: context.db, log, node: plan.node, apply: () => control.settingsChanged(), unhealthy: () => watch!.unhealthy(), told: (sentence) => watch!.incident('settings', sentence),
    restore: async (version, note) => void (await restoreSettings({ ...context, node: control }, 'appliance', version, note)),
  })
  context.settings.watch(() => void rollout.look())
  undo.push(() => rollout.stop())

  const agent = await startAgent({
    port: plan.agentPort, certificate: withAuthority(workerPlan.certificate, certificates.ca), context, office, responsibilities, root,
    node: control,
  })
  undo.push(() => agent.stop())
  const collector = startCollector({ db: context.db, log, node: plan.node, program: [join(import.meta.dirname, 'diagnostics.process.ts'), plan.dataDir] })
  undo.push(() => collector.stop())

  const renewal = certificateRenewal({
    folder: tlsFolder,
    hosts,
    present: workerPlan.certificate,
    async take(certificate) {
      // Workers that start later ask for the plan, those that run are told.
      workerPlan.certificate = certificate
      agent.setCertificate(withAuthority(certificate, certificates.ca))
      await raised.broadcast({ ask: 'certificate', certificate } satisfies SupervisorQuestion)
    },
  })
  const runner = startJobs({ jobs: [...jobs, dailyBackup(plan.node), renewal, certificateExpiry(() => office)], context })
  undo.push(() => runner.stop())
  // Beside the others, so that a login that hangs keeps none of them waiting.
  const watching = startJobs({ jobs: watch.jobs, context, lookEvery: 5 })
  undo.push(() => watching.stop())
  const keeper = await keepBackups({ context, plan, build: options.build, database, office })
  undo.push(() => keeper.stop())
  const slow = startJobs({ jobs: [mailRetry(plan.node, tenantMailer), ...slowJobs], context, lookEvery: 5 })
  // An order under way is given up: whoever starts next takes it up again.
  undo.push(() => Promise.race([slow.stop(), sleep(1_000, undefined, { ref: false })]))
  // Windows must end within seconds, so these jobs are looked at more often.
  const officeHours = startJobs({ jobs: responsibilities.jobs, context: office, lookEvery: 1 })
  undo.push(() => officeHours.stop())
  return content
}

/** What clients are shown: of the appliance, and of custom domains. */
const inUse = ({ certificates }: LiveContext, own: Certificate) => [
  { of: 'the appliance', cert: certificates.appliance?.cert ?? own.cert },
  ...certificates.all.flatMap(({ domain, cert }) => (domain === undefined ? [] : [{ of: domain, cert }])),
]

function planFor(plan: Plan, database: OpenedDatabase, { cert, key }: Certificate, options: StartOptions): WorkerPlan {
  const count = options.workers ?? availableParallelism()
  return { plan, count, build: options.build, database: database.target, certificate: { cert, key }, poolSize: Math.max(4, Math.floor(connections / count)) }
}

async function raiseWorkers(workerPlan: WorkerPlan, context: LiveContext, log: Logger, watch: () => Watch | undefined): Promise<Workers> {
  let workers: Workers | undefined
  workers = await startWorkers({
    count: workerPlan.count,
    exec: join(import.meta.dirname, 'worker.ts'),
    env: () => ({ [logFolderVariable]: join(workerPlan.plan.dataDir, 'log') }),
    log,
    onLost: (pid, how) => watch()?.lostWorker(pid, how),
    onTold: (body, { pid }) => watch()?.takeOver(pid, (body as WorkerWords).counted),
    async onAsked(body, from) {
      const question = body as WorkerQuestion
      if (question.ask === 'plan') return workerPlan
      if (question.ask === 'settings-changed') {
        await context.settings.reload()
        return workers?.broadcast({ ask: 'settings' } satisfies SupervisorQuestion)
      }
      if (question.ask === 'certificates-changed') {
        await context.certificates.reload()
        return workers?.broadcast({ ask: 'certificates' } satisfies SupervisorQuestion)
      }
      if (question.ask === 'status') return (await watch()?.answers.status(question.check)) ?? null
      if (question.ask === 'health') return watch()?.report()
      if (question.ask === 'scrape') return watch()?.answers.metrics()
      // Workers that are not yet up have nothing to forget.
      return workers?.broadcast(forget(question.tenantId), { except: from })
    },
  })
  return workers
}

const forget = (tenantId: number): SupervisorQuestion => ({ ask: 'forget', tenantId })
