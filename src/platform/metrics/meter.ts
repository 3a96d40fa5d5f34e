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

const known = new Map<string, { name: string; labels: Readonly<Record<string, string>> }>()

/** What `keyOf` wrote, taken apart; the same few hundred keys come every few seconds. */
export function readKey(key: string): { name: string; labels: Readonly<Record<string, string>> } {
  const kept = known.get(key)
  if (kept) return kept
  if (known.size > 10_000) known.clear()
  const at = key.indexOf('{')
  const labels = at < 0 ? {} : Object.fromEntries([...key.slice(at).matchAll(/([A-Za-z_][A-Za-z0-9_]*)="((?:\\.|[^"\\])*)"/g)].map(([, label, value]) => [label!, unescape(value!)]))
  const read = { name: at < 0 ? key : key.slice(0, at), labels }
  known.set(key, read)
  return read
}

const unescape = (value: string): string => value.replace(/\\(.)/g, (_, what: string) => (what === 'n' ? '\n' : what))
