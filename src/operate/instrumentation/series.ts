/** Reads stored minutes back as lines of points. */
import type { Database } from '#platform/postgres/index.ts'
import type { Chart } from './charts.ts'
import { linesBeginning, minutes, type MinuteRow, type Shelf } from './instrumentation.store.ts'
import { unpack } from './pack.ts'

/** How long each shelf is kept. */
export const keptMinutes: Record<Shelf, number> = { fine: 1_440, 'fine-week': 7 * 1_440, coarse: 7 * 1_440 }

const mostPoints = 1_500

type Asked = { chart: Chart; coarse: boolean }
/** Seconds since 1970; the end is exclusive. */
type Span = { from: number; until: number }
export type Line = { node: string; hostname: string; label: string; points: [number, number | null][] }

function shelfFor({ chart, coarse }: Asked, from: number, now: number, step = 5): Shelf {
  if (chart.fine === 'week') return 'fine-week'
  return coarse || step >= 60 || from < now - keptMinutes.fine * 60 ? 'coarse' : 'fine'
}

/** A multiple of what is kept, with a number of points that a chart can show unless a step was asked for. */
export function stepFor(asked: Asked, span: Span, wanted: number | undefined, now: number): number {
  const kept = shelfFor(asked, span.from, now, wanted) === 'coarse' ? 60 : 5
  const least = asked.coarse ? 60 : kept
  const step = wanted ?? (span.until - span.from) / mostPoints
  return Math.max(least, Math.ceil(step / kept) * kept)
}

export async function series(db: Database, asked: Asked, span: Span, step: number, node: string | undefined, now: number): Promise<Line[]> {
  const { id, by } = asked.chart
  const names = new Map((await linesBeginning(db, by === undefined ? id : `${id}|`)).filter(({ name }) => by !== undefined || name === id).map(({ name, number }) => [number, by === undefined ? '' : name.slice(id.length + 1)]))
  const rows = await minutes(db, shelfFor(asked, span.from, now, step), Math.floor(span.from / 60), Math.ceil(span.until / 60), node)
  const sums = new Map<string, { row: MinuteRow; label: string; steps: Map<number, { sum: number; count: number }> }>()
  for (const row of rows) {
    for (const [number, samples] of await unpack(row.samples)) {
      const label = names.get(number)
      if (label === undefined) continue
      const key = `${row.node} ${label}`
      const line = sums.get(key) ?? { row, label, steps: new Map<number, { sum: number; count: number }>() }
      sums.set(key, line)
      samples.forEach((value, index) => {
        const at = row.minute * 60 + index * (60 / samples.length)
        if (value === null || at + 60 / samples.length <= span.from || at >= span.until) return
        const begin = Math.floor(at / step) * step
        const present = line.steps.get(begin) ?? { sum: 0, count: 0 }
        line.steps.set(begin, { sum: present.sum + value, count: present.count + 1 })
      })
    }
  }
  return [...sums.values()].sort((a, b) => (a.row.hostname + a.label < b.row.hostname + b.label ? -1 : 1)).map(({ row, label, steps }) => ({
    node: row.node, hostname: row.hostname, label,
    points: Array.from({ length: Math.ceil(span.until / step) - Math.floor(span.from / step) }, (_, index) => (Math.floor(span.from / step) + index) * step).map((at) => {
      const found = steps.get(at)
      return [at, found ? Number((found.sum / found.count).toPrecision(6)) : null]
    }),
  }))
}
