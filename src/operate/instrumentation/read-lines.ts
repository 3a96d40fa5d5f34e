/** From what is counted to the present value of each line of each chart. */
import type { Family } from '#platform/metrics/index.ts'
import type { Chart } from './charts.ts'

export type Reading = { line: string; value: number; chart: Chart }

/** A chart has so many lines at most: a machine with a thousand network interfaces is no reason for a thousand lines. */
const mostLines = 20

type Sum = { value: number; count: number }

/** Growth is seen from the second reading on; a counter that fell (another process counts now) is seen from the next one on. */
export function createReader(charts: readonly Chart[]): (families: readonly Family[], now: number) => Reading[] {
  let before: { at: number; sums: Map<string, Sum> } | undefined
  return (families, now) => {
    const byName = new Map(families.map((family) => [family.declaration.name, family]))
    const sums = new Map<string, Sum>()
    const readings: Reading[] = []
    const seconds = before && (now - before.at) / 1000
    for (const chart of charts) {
      for (const [line, sum] of linesOf(chart, byName.get(chart.metric.name))) {
        const last = before?.sums.get(line)
        sums.set(line, sum)
        if (chart.read === 'value') readings.push({ line, value: sum.value, chart })
        // A line that was not there grew from nothing, unless this is the first reading of all.
        else if (seconds !== undefined && seconds > 0) {
          const grown = { value: sum.value - (last?.value ?? 0), count: sum.count - (last?.count ?? 0) }
          if (grown.value < 0 || grown.count < 0) continue
          if (chart.read === 'rate') readings.push({ line, value: grown.value / seconds, chart })
          else if (grown.count > 0) readings.push({ line, value: grown.value / grown.count, chart })
        }
      }
    }
    before = { at: now, sums }
    return readings
  }
}

function linesOf({ id, by, where }: Chart, family: Family | undefined): Map<string, Sum> {
  const lines = new Map<string, Sum>()
  for (const { labels, value, counts } of family?.points ?? []) {
    if (where && !labels[where.label]?.startsWith(where.begins)) continue
    const line = by === undefined ? id : `${id}|${labels[by] ?? ''}`
    const present = lines.get(line)
    if (!present && lines.size >= mostLines) continue
    const count = counts?.reduce((sum, each) => sum + each, 0) ?? 0
    lines.set(line, { value: (present?.value ?? 0) + value, count: (present?.count ?? 0) + count })
  }
  return lines
}
