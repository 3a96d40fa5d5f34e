/**
 * Sends what was counted to an OpenTelemetry collector: OTLP over HTTP, cumulative sums, so that an export that was lost takes nothing of them away.
 * The packages are loaded when somebody wants this, and not before.
 */
import type { MetricData, ResourceMetrics } from '@opentelemetry/sdk-metrics'
import type { Family } from './tally.ts'

export type OtlpTarget = {
  /** `https://collector.example.com:4318/v1/metrics` */
  endpoint: string
  headers: Readonly<Record<string, string>>
}
export type OtlpExporter = {
  /** Rejects with a sentence when the collector did not take it. */
  export(families: readonly Family[], now: Date): Promise<void>
  stop(): Promise<void>
}

/** Milliseconds for one export, attempts included. */
const patience = 10_000

export async function openOtlp(target: OtlpTarget, about: { node: string; hostname: string; build: string; since: Date; namespace?: string }): Promise<OtlpExporter> {
  const [{ OTLPMetricExporter }, { resourceFromAttributes }] = await Promise.all([import('@opentelemetry/exporter-metrics-otlp-http'), import('@opentelemetry/resources')])
  const exporter = new OTLPMetricExporter({ url: target.endpoint, headers: { ...target.headers }, timeoutMillis: patience })
  // Names of the semantic conventions for resources.
  const resource = resourceFromAttributes({ 'service.name': 'bailiwick', ...(about.namespace ? { 'service.namespace': about.namespace } : {}), 'service.version': about.build, 'service.instance.id': about.node, 'host.name': about.hostname })
  return {
    export: (families, now) => new Promise((resolve, reject) => {
      const batch: ResourceMetrics = { resource, scopeMetrics: [{ scope: { name: 'bailiwick', version: about.build }, metrics: families.map((family) => dataOf(family, about.since, now)) }] }
      exporter.export(batch, ({ code, error }) => (code === 0 ? resolve() : reject(new Error(`The collector at ${new URL(target.endpoint).host} did not take the metrics: ${error?.message ?? 'no reason was given'}.`, { cause: error }))))
    }),
    stop: () => exporter.shutdown(),
  }
}

const time = (date: Date): [number, number] => [Math.floor(date.getTime() / 1000), (date.getTime() % 1000) * 1e6]

/** Numbers of the data model: AggregationTemporality.CUMULATIVE, DataPointType HISTOGRAM, GAUGE and SUM, ValueType.DOUBLE. */
const [cumulative, asHistogram, asGauge, asSum, double] = [1, 0, 2, 3, 1] as const

function dataOf({ declaration, points }: Family, since: Date, now: Date): MetricData {
  const { name, help, type, buckets = [] } = declaration
  const unit = /_seconds(_total)?$/.test(name) ? 's' : /_bytes(_total)?$/.test(name) ? 'By' : ''
  const common = { descriptor: { name, description: help, unit, valueType: double }, aggregationTemporality: cumulative }
  const at = { startTime: time(since), endTime: time(now) }
  if (type === 'histogram') {
    return {
      ...common, dataPointType: asHistogram,
      dataPoints: points.map(({ labels, value, counts = [] }) => ({ ...at, attributes: labels, value: { buckets: { boundaries: [...buckets], counts: [...counts] }, sum: value, count: counts.reduce((sum, each) => sum + each, 0) } })),
    } as MetricData
  }
  const dataPoints = points.map(({ labels, value }) => ({ ...at, attributes: labels, value }))
  return (type === 'counter' ? { ...common, dataPointType: asSum, isMonotonic: true, dataPoints } : { ...common, dataPointType: asGauge, dataPoints }) as MetricData
}
