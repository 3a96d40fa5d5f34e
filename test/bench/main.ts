/**
 * `npm run bench`: the product, a baseline and the limit of the machine, side by side.
 *
 *   npm run bench                    five minutes at most
 *   npm run bench -- --quick         a minute at most: one short round, no copies of tenants
 *   npm run bench -- --https         over TLS, both
 *   npm run bench -- --only refresh  one flow of both, without the rest; `--rounds N` and `--seconds S` with any of these
 *   npm run bench -- --profile DIR   a processor profile of each process of ours, for a browser's developer tools
 *   npm run bench -- --write         also writes docs/reference/benchmarks.md
 *
 * Fails when a request fails. Does not fail when a figure is not reached: a benchmark on a busy machine is no test.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { startBaseline, type Baseline } from './baseline.ts'
import { flowNames, flowsOf, type FlowName } from './flows.ts'
import { describeMachine, family, load, pin, residentMemory } from './machine.ts'
import { countStatements } from './operations.ts'
import { startOurs, type Ours } from './ours.ts'
import { asText, document, tables, type Outcome } from './report.ts'
import { median, runFlow, runRound, startLimits, steadyFlows, steadyRun, type Contestant, type Limits, type Plan } from './rounds.ts'
import { acrossTenants, copyTenants, creationTimes } from './tenants.ts'
import { openWire } from './wire.ts'

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, https: { type: 'boolean', default: false }, write: { type: 'boolean', default: false }, only: { type: 'string' }, rounds: { type: 'string' }, seconds: { type: 'string' }, profile: { type: 'string' } },
})
const only = options.only as FlowName | undefined
if (only !== undefined && !flowNames.includes(only)) throw new Error(`--only knows ${flowNames.join(', ')}`)
const plan: Plan = { rounds: Number(options.rounds ?? (options.quick ? 1 : 5)), seconds: Number(options.seconds ?? (options.quick ? 1 : 1.5)), connections: 32 }
const tenantCount = options.quick ? 100 : 1000

const averageLoad = load()
const began = performance.now()
const tell = (line: string) => console.log(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${line}`)
const giveUp = setTimeout(() => {
  console.error('The benchmark took longer than it may; nothing was written.')
  void takeDown().finally(() => process.exit(1))
}, 600_000)

tell(describeMachine().join('; '))
const profiled = options.profile === undefined ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${resolve(options.profile)}` }
const ours = await startOurs({ https: options.https, environment: profiled })
/** Taken down whatever happens: a database that outlives its supervisor would stay. */
const undo: (() => Promise<void> | void)[] = [() => ours.stop()]
const takeDown = async () => {
  for (let step = undo.pop(); step; step = undo.pop()) await step()
}
try {
  await measure()
} finally {
  await takeDown()
  clearTimeout(giveUp)
}

async function measure(): Promise<void> {
  const baseline = await startBaseline({ hostname: new URL(ours.origin).hostname, tls: tlsOf(ours), ca: ours.target.ca })
  undo.push(() => baseline.stop())
  const limits = await startLimits()
  undo.push(() => limits.stop())
  const [worker] = ours.processes().worker
  const start = worker === undefined ? undefined : residentMemory(worker)

  // The server with its database on one core, the load on the other.
  const served = [...family(ours.pid).map(({ pid }) => pid), ...baseline.processes().worker, limits.pid]
  const pinned = served.map((pid) => pin(pid, 0)).every(Boolean) && pin(process.pid, 1)

  const contestants: Contestant[] = []
  for (const site of [ours, baseline]) {
    const wire = await openWire(site.target)
    contestants.push({ site, flows: await flowsOf(site, wire, 256) })
    wire.close()
  }
  tell('Both are furnished; warming up.')
  for (const name of only ? [only] : flowNames) for (const contestant of contestants) await runFlow(contestant, name, plan, options.quick ? 0.5 : only ? 4 : 3)
  if (only) await oneFlow(only, contestants)
  else await everything({ contestants, baseline, limits, worker, start, pinned })
}

function tlsOf({ dataDir, target }: Ours): { cert: string; key: string } | undefined {
  const read = (name: string) => readFileSync(join(dataDir, 'tls', name), 'utf8')
  return target.ca === undefined ? undefined : { cert: read('leaf.pem'), key: read('leaf.key') }
}

async function oneFlow(name: FlowName, contestants: readonly Contestant[]): Promise<void> {
  for (let number = 0; number < plan.rounds; number += 1) {
    for (const contestant of contestants) {
      const run = await runFlow(contestant, name, plan)
      if (run) tell(`${name}, ${contestant.site.name}: ${run.rate.toFixed(0)}/s, p50 ${run.p50.toFixed(1)} ms, p99 ${run.p99.toFixed(1)} ms, worker ${run.worker.toFixed(0)} µs, Postgres ${run.database.toFixed(0)} µs, client ${(run.clientBusy * 100).toFixed(0)} %, memory ${residentMemory(contestant.site.processes().worker[0] ?? 0)} MiB`)
    }
  }
}

async function everything(at: { contestants: readonly Contestant[]; baseline: Baseline; limits: Limits; worker: number | undefined; start: number | undefined; pinned: boolean }): Promise<void> {
  const { contestants, baseline, limits, worker, pinned } = at
  const own = contestants[0]!
  const memory: Outcome['memory'] = { start: at.start, loaded: undefined, thousand: undefined, baseline: undefined }
  const outcome: Outcome = {
    rounds: [], tails: {}, statements: {}, baselineOperations: {}, memory, tenantCount, tenants: [], creation: [],
    transport: options.https ? 'HTTPS' : 'HTTP', pinned, averageLoad, seconds: 0,
  }
  await countOperations(outcome, contestants, baseline)
  for (let number = 0; number < plan.rounds; number += 1) {
    outcome.rounds.push(await runRound(number, contestants, limits, plan, (line) => tell(`round ${number + 1} of ${plan.rounds}: ${line}`)))
  }
  const highest = (name: FlowName) => median(outcome.rounds.map((round) => round[name].ours!.rate))
  const steadySeconds = options.quick ? 0.7 : 1.5
  for (let number = 0; number < Math.min(3, plan.rounds); number += 1) {
    for (const name of steadyFlows) {
      const { p50, p99 } = await steadyRun(own.flows[name], highest(name), steadySeconds)
      ;(outcome.tails[name] ??= []).push(p99 / p50)
    }
  }
  tell('Steady rates are measured.')
  memory.loaded = worker === undefined ? undefined : residentMemory(worker)
  memory.baseline = residentMemory(baseline.processes().worker[0]!)

  outcome.creation = await creationTimes(ours, options.quick ? 3 : 10)
  await copyTenants(ours, tenantCount)
  const across = { site: ours, flows: { client_credentials: acrossTenants(ours, tenantCount) } }
  await runFlow(across, 'client_credentials', plan, options.quick ? 1 : 3)
  for (let number = 0; number < Math.max(2, plan.rounds); number += 1) {
    const one = await steadyRun(own.flows.client_credentials, highest('client_credentials'), steadySeconds)
    const many = await steadyRun(across.flows.client_credentials, highest('client_credentials'), steadySeconds)
    outcome.tenants.push(many.p99 / one.p99)
  }
  memory.thousand = worker === undefined ? undefined : residentMemory(worker)

  outcome.seconds = (performance.now() - began) / 1000
  for (const table of tables(outcome)) console.log(`\n${asText(table)}`)
  if (options.write) {
    writeFileSync(join(import.meta.dirname, '..', '..', 'docs', 'reference', 'benchmarks.md'), document(outcome, `npm run bench -- ${process.argv.slice(2).join(' ')}`))
    tell('docs/reference/benchmarks.md is written.')
  }
}

async function countOperations(outcome: Outcome, [own, other]: readonly Contestant[], baseline: Baseline): Promise<void> {
  const statements = await countStatements(ours.dataDir)
  const times = 10
  // Jobs and heartbeats write too; the least of three counts is the one they missed.
  const least = async (count: () => Promise<number>) => Math.min(await count(), await count(), await count())
  const repeat = async ({ site, flows }: Contestant, name: FlowName) => {
    const wire = await openWire(site.target)
    for (let count = 0; count < times; count += 1) await flows[name]!.pass(wire)
    wire.close()
  }
  for (const name of flowNames) {
    outcome.statements[name] = (await least(() => statements.of(() => repeat(own!, name)))) / times
    if (!other?.flows[name]) continue
    const before = await baseline.operations()
    await repeat(other, name)
    outcome.baselineOperations[name] = ((await baseline.operations()) - before) / times
  }
  outcome.statements['first login'] = await least(() => statements.of(() => ours.firstLogin()))
  outcome.statements['first login with tokens'] = await least(() => statements.of(() => ours.firstLogin(true)))
  await statements.stop()
  tell(`Statements are counted: ${JSON.stringify(outcome.statements)}`)
}
