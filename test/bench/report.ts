/** From rounds to a table and to the figures that are to be reached. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { flowNames, flowTitles, type FlowName } from './flows.ts'
import { describeMachine } from './machine.ts'
import { median, type Round, type Run } from './rounds.ts'

export type Outcome = {
  rounds: Round[]
  /** Per flow, p99 divided by p50 at 70 % of the highest rate. */
  tails: Partial<Record<FlowName, number[]>>
  statements: Partial<Record<FlowName | 'first login' | 'first login with tokens', number>>
  baselineOperations: Partial<Record<FlowName, number>>
  /** MiB. */
  memory: { start: number | undefined; loaded: number | undefined; thousand: number | undefined; baseline: number | undefined }
  /** How many the process served at once, and their p99 divided by that of one, at the same rate. */
  tenantCount: number
  tenants: number[]
  /** Milliseconds. */
  creation: number[]
  transport: 'HTTP' | 'HTTPS'
  pinned: boolean
  averageLoad: number
  seconds: number
}

export type Figure = {
  about: string
  target: string
  measured: string
  /** The same from processor time instead of throughput; where it makes sense. */
  byProcessor?: string
  reached: boolean
}

/** Microseconds of processor time a pass, database included. */
const cost = (run: Run | undefined): number => (run ? run.worker + run.database : NaN)

export function figures({ rounds, tails, statements, memory, tenantCount, tenants, creation }: Outcome): Figure[] {
  const ofRounds = (ratio: (round: Round) => number) => median(rounds.map(ratio))
  const against = (flow: FlowName) => [
    ofRounds((round) => round[flow].ours!.rate / (round[flow].baseline?.rate ?? NaN)),
    ofRounds((round) => cost(round[flow].baseline) / cost(round[flow].ours)),
  ] as const
  const ofLimit = (flow: FlowName, limit: 'rs256' | 'argon2id') => [
    ofRounds((round) => round[flow].ours!.rate / round.limits[limit].rate),
    ofRounds((round) => 1e6 / cost(round[flow].ours) / round.limits[limit].alone),
  ] as const
  const atLeast = (about: string, [value, byProcessor]: readonly [number, number], least: number, show = (number: number) => `${number.toFixed(2)} ×`): Figure =>
    ({ about, target: `≥ ${show(least)}`, measured: show(value), byProcessor: show(byProcessor), reached: value >= least })
  const atMost = (about: string, value: number, most: number, show: (number: number) => string): Figure =>
    ({ about, target: `≤ ${show(most)}`, measured: show(value), reached: value <= most })
  const percent = (value: number) => `${(value * 100).toFixed(0)} %`
  const worst = Object.entries(tails).map(([flow, values]) => [flow, median(values)] as const).sort((a, b) => b[1] - a[1])[0]
  return [
    atLeast('client credentials against the baseline', against('client_credentials'), 1.2),
    atLeast('client credentials against raw RS256 signatures', ofLimit('client_credentials', 'rs256'), 0.55, percent),
    atLeast('refresh against the baseline', against('refresh'), 1),
    atLeast('code flow against the baseline', against('code'), 1),
    atLeast('userinfo against the baseline', against('userinfo'), 1.5),
    atLeast('password grant against raw argon2id verifications', ofLimit('password', 'argon2id'), 0.85, percent),
    atMost(`p99 at 70 % of the highest rate (worst flow: ${worst?.[0]})`, worst?.[1] ?? NaN, 5, (value) => `${value.toFixed(1)} × p50`),
    atMost('memory of one worker after all of this', memory.loaded ?? NaN, 200, (value) => `${value.toFixed(0)} MiB`),
    atMost('statements of a first login, up to the code', statements['first login'] ?? NaN, 6, (value) => value.toFixed(0)),
    atMost('statements of a refresh', statements.refresh ?? NaN, 2, (value) => value.toFixed(0)),
    atMost(`p99 with ${number(tenantCount)} tenants against one`, median(tenants), 1.2, (value) => `${value.toFixed(2)} ×`),
    atMost('a new tenant', median(creation), 250, (value) => `${value.toFixed(0)} ms`),
  ]
}

const number = (value: number, digits = 0) => (Number.isNaN(value) ? '–' : value.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: digits }))

function flowTable({ rounds, statements, baselineOperations }: Outcome): string[][] {
  const head = ['flow', 'ours /s', 'p50 ms', 'p99 ms', 'worker µs', 'Postgres µs', 'statements', 'baseline /s', 'p50 ms', 'p99 ms', 'µs', 'store calls', 'ratio', 'ratio by CPU']
  return [head, ...flowNames.map((flow) => {
    const of = (pick: (round: Round) => number | undefined) => median(rounds.map((round) => pick(round) ?? NaN))
    return [
      flowTitles[flow],
      number(of((round) => round[flow].ours?.rate)),
      number(of((round) => round[flow].ours?.p50), 1),
      number(of((round) => round[flow].ours?.p99), 1),
      number(of((round) => round[flow].ours?.worker)),
      number(of((round) => round[flow].ours?.database)),
      number(statements[flow] ?? NaN, 1),
      number(of((round) => round[flow].baseline?.rate)),
      number(of((round) => round[flow].baseline?.p50), 1),
      number(of((round) => round[flow].baseline?.p99), 1),
      number(of((round) => round[flow].baseline?.worker)),
      number(baselineOperations[flow] ?? NaN, 1),
      number(of((round) => round[flow].ours!.rate / (round[flow].baseline?.rate ?? NaN)), 2),
      number(of((round) => cost(round[flow].baseline) / cost(round[flow].ours)), 2),
    ]
  })]
}

function limitTable({ rounds }: Outcome): string[][] {
  const of = (limit: 'rs256' | 'es256' | 'argon2id') => [number(median(rounds.map((round) => round.limits[limit].rate))), number(median(rounds.map((round) => round.limits[limit].alone)))]
  return [['limit of the core', 'per second', 'per second of processor time'], ['RS256 signatures', ...of('rs256')], ['ES256 signatures', ...of('es256')], ['argon2id verifications (19 MiB, t=2, p=1)', ...of('argon2id')]]
}

function memoryTable({ memory, statements, tenantCount }: Outcome): string[][] {
  const mib = (value: number | undefined) => (value === undefined ? '–' : `${value} MiB`)
  return [
    ['also measured', ''],
    ['worker after the start', mib(memory.start)], ['worker after the load', mib(memory.loaded)], [`worker with ${number(tenantCount)} tenants`, mib(memory.thousand)], ['baseline after the load', mib(memory.baseline)],
    ['statements of a first login, tokens included', number(statements['first login with tokens'] ?? NaN)],
  ]
}

const tailTable = ({ tails }: Outcome): string[][] => [['at 70 % of the highest rate', 'p99 / p50'], ...Object.entries(tails).map(([flow, values]) => [flow, number(median(values), 1)])]

const figureTable = (outcome: Outcome): string[][] =>
  [['figure', 'target', 'measured', 'by processor time', 'reached'], ...figures(outcome).map(({ about, target, measured, byProcessor, reached }) => [about, target, measured, byProcessor ?? '', reached ? 'yes' : 'no'])]

export const tables = (outcome: Outcome): string[][][] => [flowTable(outcome), limitTable(outcome), tailTable(outcome), memoryTable(outcome), figureTable(outcome)]

export function asText(rows: string[][]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const line = (row: string[]) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join('  ').trimEnd()
  return [line(rows[0]!), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.slice(1).map(line)].join('\n')
}

const asMarkdown = ([head, ...rows]: string[][]): string =>
  [head!, head!.map((_, column) => (column === 0 ? '---' : '---:')), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')

/** Where other programs use the core too, less than all of it is ours, and every figure that compares throughput is a guess. */
const shareOfCore = ({ rounds }: Outcome): number =>
  median(rounds.flatMap((round) => (['client_credentials', 'refresh', 'code', 'userinfo'] as const).map((flow) => (round[flow].ours!.rate * cost(round[flow].ours)) / 1e6)))

export function document(outcome: Outcome, command: string): string {
  const [flows, limits, tails, memory, figure] = tables(outcome).map(asMarkdown)
  return `# Benchmarks

Written by \`${command}\`, ${outcome.seconds.toFixed(0)} seconds, on ${new Date().toISOString().slice(0, 10)}.

${describeMachine().map((line) => `- ${line}`).join('\n')}
- ${outcome.pinned ? 'The server with its Postgres on one core, the load on the other' : 'Server and load on the same cores: nothing could be pinned'}; ${outcome.transport} on loopback; average load of the machine before the start ${outcome.averageLoad.toFixed(1)}; the server got ${(shareOfCore(outcome) * 100).toFixed(0)} % of its core, the rest went to other programs
- Baseline: oidc-provider in a process of its own, everything in its memory; the same flows, claims, key size and transport. It writes nothing and logs nothing; ours commits every row, the tenant's log included, before it answers
- Medians of ${outcome.rounds.length} rounds, ours and the baseline in turn; ratios are medians of the rounds' ratios. "By CPU" and "by processor time" compare what a flow costs, Postgres included, which other programs on the machine disturb less than they disturb throughput

## What is to be reached

${figure}

## Flows

\`/s\` counts whole flows: the code flow is two requests. \`µs\` is processor time of a flow.

${flows}

${limits}

${tails}

${memory}

${readFileSync(join(import.meta.dirname, 'notes.md'), 'utf8')}`
}
