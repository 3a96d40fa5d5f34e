/** A web worker's own start: forked by the supervisor, told the plan, serving until told to stop. */
import { flushCompileCache } from 'node:module'
import type { HttpRequest } from '#kernel/exchange.ts'
import type { Tenant } from '#kernel/tenant.ts'
import { rootTenant } from '#platform/addresses/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { createHttpServers, type HttpServers } from '#platform/http/index.ts'
import { connect } from '#platform/postgres/index.ts'
import { runWorker } from '#platform/processes/index.ts'
import { originAllowed } from '#resources/clients/index.ts'
import type { NodeControl, OnNode } from '#operate/context/index.ts'
import { endpoints, settings as declarations } from '../modules.ts'
import { proxyProtocol, trustedProxies } from './network.settings.ts'
import type { SupervisorQuestion, WorkerPlan, WorkerQuestion } from './messages.ts'
import { createProcessContext, type LiveContext } from './process-context.ts'
import { processLogger } from './process-log.ts'

const log = processLogger({ role: 'worker', pid: process.pid })
let context: LiveContext | undefined
let servers: HttpServers | undefined

/** One request's view of its tenant. */
function contextFor(live: LiveContext & OnNode, request: HttpRequest, tenant: Tenant): TenantContext & OnNode {
  return { ...live, tenant, origin: request.origin, issuer: `${request.origin}/`, origins: live.addresses.originsOf(tenant.name), request }
}

await runWorker({
  log,
  async start(channel) {
    const told = (await channel.ask({ ask: 'plan' } satisfies WorkerQuestion)) as WorkerPlan
    const db = await connect({ url: told.database, log, poolSize: told.poolSize })
    const live = await createProcessContext({
      plan: told.plan,
      db,
      log,
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
      declarations,
      settings: live.settings,
      async settingsChanged() {
        await channel.ask({ ask: 'settings-changed' } satisfies WorkerQuestion)
      },
    }
    const onNode = { ...live, node }
    servers = createHttpServers<TenantContext & OnNode>({
      endpoints,
      contextFor: (request, tenant) => contextFor(onNode, request, tenant),
      addresses: live.addresses,
      cache: live.cache,
      log,
      certificate: told.certificate,
      httpsPort: told.plan.httpsPort,
      httpPort: told.plan.httpPort,
      rootTenant,
      originAllowed,
      healthy: async () => (await db.one<{ alive: number }>('SELECT 1 AS alive')).alive === 1,
      trustedProxies: () => live.settings.get(trustedProxies),
      proxyProtocol: () => live.settings.get(proxyProtocol),
      referenceId: () => live.random.hex(16),
    })
    const ports = await servers.listen()
    flushCompileCache()
    return ports
  },
  async stop(limits) {
    await servers?.drain(limits)
    await context?.cache.close()
    await context?.db.close()
  },
  async onAsked(body) {
    const question = body as SupervisorQuestion
    if (question.ask === 'forget') context?.cache.forget(question.tenantId)
    if (question.ask === 'settings') await context?.settings.reload()
    if (question.ask === 'certificate') servers?.setCertificate(question.certificate)
    return undefined
  },
})
