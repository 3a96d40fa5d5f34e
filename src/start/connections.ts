/** Where the rest of the product meets the responsibilities: what gates measure, what tickets and reports say of the nodes, what an alert leads to. */
import type { ProcessContext, TenantContext } from '#platform/context/index.ts'
import { certificateCoversHosts } from '#operate/certificates/index.ts'
import { alertNamed } from '#operate/alerts/index.ts'
import { backupMeasures } from '#operate/backups/index.ts'
import type { NodeControl } from '#operate/context/index.ts'
import { everythingGreen, latestSamples } from '#operate/health/index.ts'
import { mailServerAnswers } from '#operate/mail/index.ts'
import { measureNode, type Found } from '#operate/preflight/index.ts'
import { changeSettings } from '#operate/settings/index.ts'
import type { Measures, Office, OperatorCaller, ResponsibilitiesOptions } from '#responsibilities/index.ts'
import { whoIs } from '#responsibilities/index.ts'
import { requiredHosts } from '#platform/certificates/index.ts'
import type { Plan } from './process-context.ts'

/** A gate is looked at in the process that was asked, so each measure reads what the nodes have written down, or looks for itself where that is cheap. */
export const measuresOf = (context: ProcessContext, node: NodeControl): Measures => ({
  ...backupMeasures(node.id),
  'certificate-covers-hosts': () => certificateCoversHosts(context, node.ownCertificate()),
  'smtp-answers': () => mailServerAnswers(context),
  'pre-check-green': () => everythingGreen(context),
})

/** What a new ticket says of the nodes. */
export const systemOf = (context: Pick<ProcessContext, 'db' | 'clock'>) => async (): Promise<Record<string, unknown>> => ({ nodes: await latestSamples(context) })

export const reportsOf = (context: Pick<ProcessContext, 'db' | 'clock'>): NonNullable<ResponsibilitiesOptions['reports']> => ({
  health: async () => (await latestSamples(context)).map((sample) => ({ item: `health:${sample.node}`, version: { ...sample, node: sample.hostname } })),
})

export const seenAlert = async (office: Office, id: string): Promise<{ sentence: string; facts: Record<string, unknown> } | undefined> => {
  const alert = await alertNamed(office.db, id)
  return alert && { sentence: `${alert.check_id} on ${alert.hostname ?? alert.node}: ${alert.sentence}`, facts: { alert: alert.id, check: alert.check_id, opened_at: alert.opened_at } }
}

/** Of the appliance that somebody deploys. */
export const setEnvironment = (node: NodeControl) => async (ctx: Pick<TenantContext, 'db' | 'secrets'>, by: OperatorCaller, environment: 'development' | 'production'): Promise<void> => {
  await changeSettings({ ...ctx, node }, whoIs(by), { 'responsibilities.environment': environment })
}

/** Whoever signs off a change of settings sees it; which values are secret, only the declarations know. */
export const shownInputs = ({ declarations }: Pick<NodeControl, 'declarations'>): NonNullable<ResponsibilitiesOptions['shown']> => ({
  'settings.update': (input) => {
    const given = input as { body?: Record<string, unknown> }
    const open = (id: string) => declarations.some((declared) => declared.id === id && !declared.secret)
    return { ...given, body: Object.fromEntries(Object.entries(given.body ?? {}).map(([id, value]) => [id, open(id) ? value : '*****'])) }
  },
})

/** What the preflight looks at here. */
export const nodeMeasure = (context: ProcessContext, node: NodeControl, plan: Plan) => async (): Promise<Found[]> =>
  measureNode({
    db: context.db, clock: context.clock, settings: context.settings, dataDir: plan.dataDir,
    hosts: await requiredHosts(context.db, context.addresses),
    ports: [{ name: 'HTTPS', port: plan.httpsPort }, { name: 'HTTP', port: plan.httpPort }, { name: 'agent', port: plan.agentPort }],
    certificates: () => certificateCoversHosts(context, node.ownCertificate()),
  })
