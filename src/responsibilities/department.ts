/** Builds the whole layer over one office: the gate, tasks, what is published, and the jobs. */
import type { Job } from '#kernel/job.ts'
import type { Mandate } from '#kernel/mandate.ts'
import type { Implemented, Operation } from '#kernel/operation.ts'
import { Problem } from '#kernel/problem.ts'
import type { SettingDeclaration } from '#kernel/setting.ts'
import type { Caller, TenantContext } from '#platform/context/index.ts'
import { accessWindows, windowsJob } from './access-windows/index.ts'
import { cliKeys } from './cli-keys/index.ts'
import { checklistMeasures, checklists, preflightResource, type MeasureNode } from './checklists/index.ts'
import { responsibilitySettings, type ApplianceContext, type EndSessions, type Office, type OperatorCaller } from './context/index.ts'
import { createDoor } from './door.ts'
import { engagement, handoverMeasures, handoverResource, type SeenAlert } from './engagement/index.ts'
import { environmentMeasures, environmentResource, type SetEnvironment } from './environments/index.ts'
import { createGate, standingSignoffs, type Gate, type Measures, type Waiting } from './gate/index.ts'
import { journal, mirrorJob } from './journal/index.ts'
import { raci } from './matrix/index.ts'
import { nextStepsResource } from './next-steps/index.ts'
import { deliveryJob, notices, webhooks } from './notices/index.ts'
import { parties, personResource } from './parties/index.ts'
import { acceptorOf, createDesk, createTasks, taskable, taskJobs, taskResources, taskSettings, type TaskOperation, type Tasks, type Work } from './tasks/index.ts'
import { pairedConsoleKey, reporting, reportingJob, reportingSettings, type ConsentKind, type ReportSource } from './reporting/index.ts'
import { supportSettings, ticketMeasures, ticketOnAlert, ticketResource } from './tickets/index.ts'

export const responsibilitiesSettings: readonly SettingDeclaration[] = [...responsibilitySettings, ...taskSettings, ...supportSettings, ticketOnAlert, ...reportingSettings]

export type ResponsibilitiesOptions = {
  office: Office
  /** A context of the root tenant authority for work that no request began; with whatever else the acts of `resources` are handed. */
  rootContext: () => Promise<TenantContext>
  endSessions: EndSessions
  /** What others can measure: backups, health, certificates, mail. */
  measures?: Measures
  /** Resources of the configuration area from elsewhere; each of their operations with a row can run as a task. */
  resources?: readonly Implemented<never>[]
  /** Operations of several steps. They win over an API operation of the same id. */
  operations?: readonly TaskOperation[]
  /** How people see the input of an operation, by id, where its schema cannot say what of it is secret. */
  shown?: Readonly<Record<string, (input: unknown) => unknown>>
  /** State of the nodes, put into each new ticket. */
  system?: (office: Office) => Promise<Record<string, unknown>>
  /** Looks at the node whose process this is. */
  measureNode?: MeasureNode
  /** An alert by its id, for whoever says that they have seen it. */
  seenAlert?: SeenAlert
  /** Makes this appliance the development or the production one. */
  setEnvironment?: SetEnvironment
  /** What else may be reported to the provider's console: the health of the nodes. */
  reports?: Partial<Record<ConsentKind, ReportSource>>
  /** Where this node keeps its copy of the journal; without it there is none. */
  journalFolder?: string
}

export type Outcome = { output: unknown } | { waiting: Waiting }
export type Asked = { confirmation?: string | undefined; reason?: string | undefined; ticket?: string | undefined }

export type Responsibilities = {
  gate: Gate
  tasks: Tasks
  /** Everything that the configuration area publishes, those given included. */
  resources: readonly Implemented<ApplianceContext>[]
  jobs: readonly Job<Office>[]
  /** The one place where an operation of the configuration area is performed, whatever surface asks: gate, act, record. */
  perform(operation: Operation<ApplianceContext>, caller: OperatorCaller, ctx: TenantContext, input: unknown, asked?: Asked): Promise<Outcome>
  /** The gate for the surface of the configuration area: `applianceEndpoints({ permit })`. */
  permit: ReturnType<typeof createDoor>
  /** @throws 404 */
  operation(id: string): Operation<ApplianceContext>
}

export function createResponsibilities(options: ResponsibilitiesOptions): Responsibilities {
  const { office } = options
  const measures: Measures = { ...checklistMeasures, ...handoverMeasures, ...environmentMeasures, ...ticketMeasures, ...options.measures }
  const registry = new Map<string, TaskOperation>()
  const desk = createDesk({ office, registry, measures })
  const gate = createGate({ office, measures, desk })
  const tasks = createTasks({ office, registry, measures, gate, desk })
  const resources: Implemented<ApplianceContext>[] = [
    raci, standingSignoffs, ...taskResources(tasks), nextStepsResource, accessWindows, ticketResource(options.system, pairedConsoleKey), checklists, preflightResource(options.measureNode), engagement, handoverResource(options.seenAlert), environmentResource(options.setEnvironment), journal, parties, personResource(options.endSessions), cliKeys, notices, webhooks,
    ...((options.resources ?? []) as readonly Implemented<ApplianceContext>[]),
  ]
  const exchangeTools = { sources: options.reports ?? {}, perform: performWithin(options) }
  resources.push(reporting(exchangeTools))
  const contextOf = (ctx: TenantContext, operator: OperatorCaller, mandate: Mandate): ApplianceContext & { caller: Caller } => ({ ...ctx, appliance: office.appliance, operator, mandate, caller: asCaller(operator) })
  const workContext = async ({ caller, mandate }: Work) => contextOf(await options.rootContext(), caller, mandate)
  const operations = new Map(resources.flatMap((resource) => resource.operations).map((operation) => [operation.id, operation]))
  for (const operation of operations.values()) {
    if (typeof operation.row === 'string' && operation.method !== 'GET') registry.set(operation.id, taskable(operation, workContext, { show: options.shown?.[operation.id] }))
  }
  for (const operation of options.operations ?? []) registry.set(operation.id, operation)

  return {
    gate, tasks, resources, permit: createDoor({ office, gate }),
    jobs: [deliveryJob, windowsJob(options.endSessions), reportingJob(exchangeTools), ...taskJobs(tasks), ...(options.journalFolder === undefined ? [] : [mirrorJob(options.journalFolder)])],
    operation(id) {
      const found = operations.get(id)
      if (!found) throw new Problem(404, 'operation_unknown', `There is no operation "${id}".`)
      return found
    },
    async perform(operation, caller, ctx, input, asked = {}) {
      const permission = await gate.permit(caller, operation, { input, ...asked })
      if ('waiting' in permission) return { waiting: permission }
      try {
        const output = await operation.run(input as never, contextOf(ctx, caller, permission))
        await gate.settle(permission, caller, { ok: true })
        return { output }
      } catch (error) {
        await gate.settle(permission, caller, { ok: false, error: error instanceof Problem ? error.message : 'It failed for a reason that stands in the log.' })
        throw error
      }
    },
  }
}

/** The layer over a transaction: what is performed through it, its gate and its records are part of it. The input is checked as a surface would. */
const performWithin = (options: ResponsibilitiesOptions) => async (inner: Office, id: string, caller: OperatorCaller, input: unknown): Promise<unknown> => {
  const { perform, operation: find } = createResponsibilities({ ...options, office: inner })
  const operation = find(id)
  const outcome = await perform(operation, caller, { ...(await options.rootContext()), db: inner.db }, acceptorOf(operation)(input))
  return 'waiting' in outcome ? { id: outcome.waiting.task } : outcome.output
}

/** Acts from elsewhere know callers as tokens show them. */
const asCaller = ({ person, client, local }: OperatorCaller): Caller => {
  const subject = person?.userId ?? client ?? local ?? 'unknown'
  return { clientId: client ?? 'appliance', userId: person?.userId, subject, scopes: new Set(), claims: {} }
}
