/** The sums of a node, from what its processes counted. */
import type { MetricDeclaration } from './declaration.ts'
import { readKey, type Delta } from './meter.ts'

export type Tally = {
  /** `source` tells gauges of several processes apart: their values are added up. */
  add(source: string, delta: Delta): void
  /** The process is gone; its gauges with it. */
  forget(source: string): void
  /** The sum of a counter or gauge over all of its labels that contain `part`. */
  sum(name: string, part?: string): number
  /** Everything as it stands now: for charts and for collectors. */
  families(): Family[]
  render(): string
}

export type Point = { labels: Readonly<Record<string, string>>; /** Of a counter or gauge; of a histogram the sum of what was observed. */ value: number; /** Of a histogram, by bucket, the last without an upper bound. */ counts?: readonly number[] }
export type Family = { declaration: MetricDeclaration; points: Point[] }

export function createTally(declarations: readonly MetricDeclaration[]): Tally {
  const counters = new Map<string, number>()
  const gauges = new Map<string, Map<string, number>>()
  const histograms = new Map<string, { counts: number[]; sum: number }>()

  const gaugeSums = (): Map<string, number> => {
    const sums = new Map<string, number>()
    for (const values of gauges.values()) for (const [key, value] of values) sums.set(key, (sums.get(key) ?? 0) + value)
    return sums
  }
  const linesOf = ({ name, type, buckets = [] }: MetricDeclaration, sums: Map<string, number>): string[] => {
    const own = <T>(map: Map<string, T>) => [...map].filter(([key]) => key === name || key.startsWith(`${name}{`)).sort(([a], [b]) => (a < b ? -1 : 1))
    if (type !== 'histogram') return own(type === 'counter' ? counters : sums).map(([key, value]) => `${key} ${value}`)
    return own(histograms).flatMap(([key, { counts, sum }]) => {
      const labels = key === name ? '' : key.slice(name.length + 1, -1)
      const part = (suffix: string, more = '') => {
        const inner = [labels, more].filter((each) => each !== '').join(',')
        return `${name}_${suffix}${inner === '' ? '' : `{${inner}}`}`
      }
      let total = 0
      const steps = counts.map((count, index) => {
        total += count
        return `${part('bucket', `le="${buckets[index] ?? '+Inf'}"`)} ${total}`
      })
      return [...steps, `${part('sum')} ${sum}`, `${part('count')} ${total}`]
    })
  }

  return {
    add(source, delta) {
      for (const [key, by] of Object.entries(delta.counters)) counters.set(key, (counters.get(key) ?? 0) + by)
      gauges.set(source, new Map(Object.entries(delta.gauges)))
      for (const [key, { counts, sum }] of Object.entries(delta.histograms)) {
        const present = histograms.get(key)
        if (!present) histograms.set(key, { counts: [...counts], sum })
        else {
          counts.forEach((count, index) => (present.counts[index] = (present.counts[index] ?? 0) + count))
          present.sum += sum
        }
      }
    },
    forget: (source) => void gauges.delete(source),
    sum(name, part = '') {
      let total = 0
      for (const [key, value] of [...counters, ...gaugeSums()]) if ((key === name || key.startsWith(`${name}{`)) && key.includes(part)) total += value
      return total
    },
    families() {
      const found = new Map<string, Family>(declarations.map((declaration) => [declaration.name, { declaration, points: [] }]))
      const put = (key: string, point: Omit<Point, 'labels'>) => {
        const { name, labels } = readKey(key)
        found.get(name)?.points.push({ labels, ...point })
      }
      for (const [key, value] of counters) put(key, { value })
      for (const [key, value] of gaugeSums()) put(key, { value })
      for (const [key, { counts, sum }] of histograms) put(key, { value: sum, counts: [...counts] })
      return [...found.values()].filter(({ points }) => points.length > 0)
    },
    render() {
      const sums = gaugeSums()
      const families = declarations.flatMap((declaration) => {
        const lines = linesOf(declaration, sums)
        return lines.length === 0 ? [] : [`# HELP ${declaration.name} ${declaration.help}`, `# TYPE ${declaration.name} ${declaration.type}`, ...lines]
      })
      return `${families.join('\n')}\n`
    },
  }
}
