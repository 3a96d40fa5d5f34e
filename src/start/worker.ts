/** A web worker's own start: forked by the supervisor, told the plan, serving until told to stop. */
import { flushCompileCache } from 'node:module'
import type { HttpRequest } from '#kernel/exchange.ts'
import type { Tenant } from '#kernel/tenant.ts'
import { rootTenant } from '#platform/addresses/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { createHttpServers, type Certificate, type HttpServers } from '#platform/http/index.ts'
import { connect } from '#platform/postgres/index.ts'
import { runWorker, type WorkerChannel } from '#platform/processes/index.ts'
import { originAllowed } from '#resources/clients/index.ts'
import type { HealthReport, NodeControl, OnNode } from '#operate/context/index.ts'
import { acmeDoor } from '#operate/certificates/index.ts'
import { healthDoors, type Answers, type StatusCode } from '#operate/health/index.ts'
import { countAnswers, countLoads, meterWorker } from '#operate/monitoring/index.ts'
import { createMeter } from '#platform/metrics/index.ts'
import { endpointsBehind, processOf, settings as declarations } from '../modules.ts'
import { raiseGate } from './gate.ts'
import { clientAuthorities, oldestTls, proxyProtocol, trustedProxies } from './network.settings.ts'
import type { SupervisorQuestion, WorkerPlan, WorkerQuestion, WorkerWords } from './messages.ts'
import { createProcessContext, type LiveContext } from './process-context.ts'
import { limitsFor, type Limits } from './rate-limits.ts'
import { logFolderVariable } from './log-folder.ts'
import { processLogger } from './process-log.ts'

const log = processLogger({ role: 'worker', pid: process.pid }, process.env[logFolderVariable])
let context: LiveContext | undefined
let servers: HttpServers | undefined
let rateLimits: Limits | undefined
let certificate: Certificate | undefined
let counting: { meter: ReturnType<typeof meterWorker>; channel: WorkerChannel } | undefined

/** The supervisor knows the node; a supervisor that does not answer is itself a finding. */
function answersOf(channel: WorkerChannel, ready: () => Promise<boolean>): Answers {
  const ask = (question: WorkerQuestion) => channel.ask(question, 15_000)
  return {
    status: async (check) => ((await ask({ ask: 'status', check }).catch(() => 520)) as StatusCode | null) ?? undefined,
    metrics: async () => (await ask({ ask: 'scrape' })) as string,
    ready: () => ready().catch(() => false),
  }
}

/** To clients that name no host, the appliance's stored certificate, else the node's own; read again with the settings, which say what TLS is spoken. */
function serve(): void {
  const shown = context?.certificates.appliance ?? certificate
  if (shown) servers?.setCertificate(shown)
}

/** One request's view of its tenant. */
function contextFor(live: LiveContext & OnNode, request: HttpRequest, tenant: Tenant): TenantContext & OnNode {
  return { ...live, tenant, origin: request.origin, issuer: `${request.origin}/`, origins: live.addresses.originsOf(tenant.name), request }
}

await runWorker({
  log,
  async start(channel) {
    const told = (await channel.ask({ ask: 'plan' } satisfies WorkerQuestion)) as WorkerPlan
    const db = await connect({ url: told.database, log, poolSize: told.poolSize })
    const meter = createMeter()
    const live = await createProcessContext({
      plan: told.plan,
      db,
      log,
      onLoaded: countLoads(meter),
      ownCertificate: () => (certificate ?? told.certificate).cert,
      announceCertificates: async () => {
        await channel.ask({ ask: 'certificates-changed' } satisfies WorkerQuestion)
      },
      announce: async (tenantId) => {
        await channel.ask({ ask: 'tenant-changed', tenantId } satisfies WorkerQuestion).catch((error: unknown) => {
          // Other workers hear of the change by NOTIFY as well; only the order of two answers could suffer.
          log.warn('The other workers could not be told of a change at once.', { error })
        })
      },
    })
    context = live
    const node: NodeControl = {
      id: told.plan.node,
      dataDir: told.plan.dataDir,
      declarations,
      settings: live.settings,
      async settingsChanged() {
        await channel.ask({ ask: 'settings-changed' } satisfies WorkerQuestion)
      },
      ownCertificate: () => (certificate ?? told.certificate).cert,
      health: async () => (await channel.ask({ ask: 'health' } satisfies WorkerQuestion, 15_000)) as HealthReport,
    }
    counting = { meter: meterWorker(meter, 'web', () => db.stats()), channel }
    const limits = (rateLimits = limitsFor(live))
    const onNode = { ...live, node, meter, limits }
    const healthy = async () => (await db.one<{ alive: number }>('SELECT 1 AS alive')).alive === 1
    const challenges = acmeDoor(db)
    const health = healthDoors({ settings: live.settings, clock: live.clock, answers: answersOf(channel, healthy) })
    const root = await live.cache.tenant(rootTenant)
    if (!root) throw new Error('There is no root tenant authority.')
    const { responsibilities, permit, pages, refusesPerson } = raiseGate({ context: live, node, root, build: told.build, plan: told.plan })
    servers = createHttpServers<TenantContext & OnNode>({
      endpoints: endpointsBehind({ resources: responsibilities.resources as unknown as Parameters<typeof endpointsBehind>[0]['resources'], permit, pages }),
      contextFor: (request, tenant) => ({ ...contextFor(onNode, request, tenant), ...(tenant.isRoot ? { refusesPerson } : {}) }),
      addresses: live.addresses,
      cache: live.cache,
      log,
      certificate: live.certificates.appliance ?? told.certificate,
      certificateFor: (host) => live.certificates.certificateFor(host) ?? certificate,
      httpsPort: told.plan.httpsPort,
      httpPort: told.plan.httpPort,
      ...(told.plan.certificatePort !== undefined && { certificates: { port: told.plan.certificatePort, authorities: () => live.settings.get(clientAuthorities) } }),
      rootTenant,
      originAllowed,
      healthy,
      doors: (knock) => challenges(knock) ?? health(knock),
      onAnswered: countAnswers(meter, processOf),
      oldestTls: () => `TLSv${live.settings.get(oldestTls)}` as const,
      trustedProxies: () => live.settings.get(trustedProxies),
      proxyProtocol: () => live.settings.get(proxyProtocol),
      limit: limits.limit,
    })
    // The certificate may have been replaced since the plan was told; what the settings say of TLS goes with it.
    certificate ??= told.certificate
    live.settings.watch(serve)
    live.certificates.watch(serve)
    const ports = await servers.listen()
    flushCompileCache()
    return ports
  },
  async stop(limits) {
    await servers?.drain(limits)
    // Leases go back while there is a database to give them back to.
    await rateLimits?.close()
    if (counting) counting.channel.tell({ counted: counting.meter.take() } satisfies WorkerWords)
    await context?.cache.close()
    await context?.certificates.close()
    await context?.db.close()
  },
  async onAsked(body) {
    const question = body as SupervisorQuestion
    if (question.ask === 'forget') context?.cache.forget(question.tenantId)
    if (question.ask === 'settings') await context?.settings.reload()
    if (question.ask === 'certificates') await context?.certificates.reload()
    if (question.ask === 'certificate') {
      certificate = question.certificate
      serve()
    }
    if (question.ask === 'metrics') return counting?.meter.take()
    if (question.ask === 'alive') return true
    return undefined
  },
})
