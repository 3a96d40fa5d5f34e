/** Time series on the command line: `charts`, and `query-metrics` with the arguments it has always had. */
import type { Command, CommandInput } from '#kernel/command.ts'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import { operation, table, word, type CommandTools } from '#kernel/desk-command.ts'

type ChartView = { id: string; title: string; unit: string; indexes: number[]; kept: { step: number; days: number }[] }
type SeriesView = { id: string; title: string; unit: string; step: number; lines: { hostname: string; label: string; points: [number, number | null][] }[] }

const span = (step: number) => (step % 60 === 0 ? `${step / 60} min` : `${step} s`)
const chartRows = (all: ChartView[]) => table([
  ['CHART', 'INDEX', 'WHAT', 'UNIT', 'KEPT'],
  ...all.map((each) => [each.id, each.indexes.join('/'), each.title, each.unit, each.kept.map(({ step, days }) => `${span(step)} for ${days} d`).join(', ')]),
])

/** A column a line; steps in which nothing at all was measured are left out. */
function seriesRows({ title, unit, lines }: SeriesView): string {
  const heads = lines.map(({ hostname, label }) => [hostname, label].filter((part) => part !== '').join(' '))
  const times = lines[0]?.points.map(([at]) => at) ?? []
  const rows = times.flatMap((at, index) => {
    const values = lines.map(({ points }) => points[index]?.[1] ?? null)
    return values.every((value) => value === null) ? [] : [[new Date(at * 1000).toISOString(), ...values.map((value) => (value === null ? '-' : String(value)))]]
  })
  return rows.length === 0 ? 'Nothing was measured in this span.' : `${title} (${unit})\n${table([['TIME', ...heads], ...rows])}`
}

/** `time > now() - 10m`, `now() - 1h`, `now()` or a time as ISO 8601 writes it; undefined when it is none of these. */
export function momentOf(predicate: string, now: number): string | undefined {
  const text = predicate.replace(/^\s*time\s*[<>]=?\s*/, '').trim().replace(/^'(.*)'$/, '$1')
  const relative = /^now\(\)(?:\s*-\s*(\d{1,6})\s*([smhdw]))?$/.exec(text)
  if (relative) return new Date(now - Number(relative[1] ?? 0) * 1000 * { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 }[(relative[2] ?? 's') as 's']).toISOString()
  const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : NaN
  return Number.isNaN(at) ? undefined : new Date(at).toISOString()
}

function asked(input: CommandInput, place: number): string | undefined {
  const predicate = input.arguments[place]
  if (predicate === undefined) return undefined
  const moment = momentOf(predicate, Date.now())
  if (moment === undefined) throw new StartFailure(exitCodes.usage, `"${predicate}" is no time; write for example "time > now() - 10m" or 2026-01-31T08:00:00Z.`)
  return moment
}

export function chartCommands(tools: CommandTools): Command[] {
  return [
    operation(tools, { name: 'charts list', about: 'List what is kept as time series.' }, (desk) => desk.perform('charts.list', {}), chartRows),
    operation(tools, {
      name: 'charts show', about: 'Print the time series of a chart.', takesArguments: true, examples: ['bailiwick charts show logins --range 1h'],
      options: [{ name: 'range', value: 'SPAN', about: 'The last 30s, 15m, 1h, 7d.', default: '15m' }, { name: 'node', value: 'NODE', about: 'Id, host name or address; all nodes unless set.' }, { name: 'step', value: 'SECONDS', about: 'Seconds between two lines.', kind: 'count' }],
    }, (desk, input) => desk.perform('charts.get', {
      params: { id: word(input, 'chart') },
      query: { range: input.options['range'], ...(input.options['node'] ? { node: input.options['node'] } : {}), ...(input.options['step'] ? { step: Number(input.options['step']) } : {}) },
    }), seriesRows),
    operation(tools, {
      name: 'query-metrics', about: 'Print a time series by its number: 0/1 database queries, 2/3 attempted logins (a second, at 5 s / 1 min), 4 processors by process, 5 memory by process. Then start, end and, for 4 and 5, a process.',
      takesArguments: true, examples: ['bailiwick query-metrics 0 "time > now() - 10m" "time < now()"', 'bailiwick query-metrics 4 "time > now() - 1h" "time < now()" web'],
    }, async (desk, input) => {
      const index = word(input, 'number, 0 to 5')
      if (!/^[0-5]$/.test(index)) throw new StartFailure(exitCodes.usage, `"${index}" is no number of query-metrics; they are 0 to 5. \`bailiwick charts list\` has all charts by name.`)
      const [from = new Date(Date.now() - 600_000).toISOString(), to] = [asked(input, 1), asked(input, 2)]
      const found = (await desk.perform('charts.get', { params: { id: index }, query: { from, ...(to === undefined ? {} : { to }) } })) as SeriesView
      const process = input.arguments[3]
      return process === undefined ? found : { ...found, lines: found.lines.filter(({ label }) => label === process) }
    }, seriesRows),
  ]
}
