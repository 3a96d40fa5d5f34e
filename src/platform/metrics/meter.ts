/** What one process counts. A call costs a map look-up; nothing is sent before it is taken. */
import type { MetricDeclaration } from './declaration.ts'

export type Labels = Readonly<Record<string, string | number>>

/** Sums since the last `take`; gauges as they are. Keys are `name{label="value"}`. JSON. */
export type Delta = {
  counters: Record<string, number>
  gauges: Record<string, number>
  histograms: Record<string, { counts: number[]; sum: number }>
}

export type Meter = {
  count(name: MetricDeclaration, labels?: Labels, by?: number): void
  gauge(name: MetricDeclaration, labels: Labels, value: number): void
  observe(name: MetricDeclaration, labels: Labels, value: number): void
  take(): Delta
}

export function createMeter(): Meter {
  let counters = new Map<string, number>()
  let histograms = new Map<string, { counts: number[]; sum: number }>()
  const gauges = new Map<string, number>()
  return {
    count({ name }, labels = {}, by = 1) {
      const key = keyOf(name, labels)
      counters.set(key, (counters.get(key) ?? 0) + by)
    },
    gauge: ({ name }, labels, value) => void gauges.set(keyOf(name, labels), value),
    observe({ name, buckets = [] }, labels, value) {
      const key = keyOf(name, labels)
      let found = histograms.get(key)
      if (!found) histograms.set(key, (found = { counts: Array.from({ length: buckets.length + 1 }, () => 0), sum: 0 }))
      let place = 0
      while (place < buckets.length && value > buckets[place]!) place += 1
      found.counts[place]! += 1
      found.sum += value
    },
    take() {
      const delta = { counters: Object.fromEntries(counters), gauges: Object.fromEntries(gauges), histograms: Object.fromEntries(histograms) }
      counters = new Map()
      histograms = new Map()
      return delta
    },
  }
}

export function keyOf(name: string, labels: Labels): string {
  let inner = ''
  for (const label in labels) inner += `${inner === '' ? '' : ','}${label}="${escape(String(labels[label]))}"`
  return inner === '' ? name : `${name}{${inner}}`
}

const escape = (value: string): string => (/[\\"\n]/.test(value) ? value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n') : value)
