/** Runs everything once or several times, ours and the baseline in turn, and keeps what came of each round. */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { flowNames, type FlowName, type Flows } from './flows.ts'
import type { Limit, LimitRate } from './limits.process.ts'
import { closedLoop, openLoop, type Measured } from './load.ts'
import { processorTime } from './machine.ts'
import type { Site, SiteName } from './site.ts'

/** `worker` and `database`: microseconds of processor time a pass. */
export type Run = Measured & { worker: number; database: number }
export type Round = Record<FlowName, Partial<Record<SiteName, Run>>> & { limits: Record<Limit, LimitRate> }

export type Plan = { rounds: number; seconds: number; connections: number }

export type Contestant = { site: Site; flows: Flows }

/** Few passes a second: four at once keep the core as busy as many would, and each answer's time means something. */
const connectionsOf = (flow: FlowName, plan: Plan) => (flow === 'password' ? 8 : plan.connections)

export async function runFlow({ site, flows }: Contestant, name: FlowName, plan: Plan, seconds = plan.seconds): Promise<Run | undefined> {
  const flow = flows[name]
  if (!flow) return undefined
  const { worker, database } = site.processes()
  const before = [processorTime(worker), processorTime(database)] as const
  const measured = await closedLoop(flow, { connections: connectionsOf(name, plan), seconds })
  const micros = (now: number, then: number) => ((now - then) * 1e6) / measured.passes
  return { ...measured, worker: micros(processorTime(worker), before[0]), database: micros(processorTime(database), before[1]) }
}

export async function runRound(number: number, contestants: readonly Contestant[], limits: Limits, plan: Plan, tell: (line: string) => void): Promise<Round> {
  const round = { limits: { rs256: await limits.rate('rs256', 0.5), es256: await limits.rate('es256', 0.3), argon2id: await limits.rate('argon2id', 0.7) } } as Round
  // Who comes first changes from round to round: whatever the machine does in the long run hits both.
  const order = number % 2 === 0 ? contestants : [...contestants].reverse()
  for (const name of flowNames) {
    round[name] = {}
    for (const contestant of order) {
      const run = await runFlow(contestant, name, plan)
      if (run) round[name][contestant.site.name] = run
    }
    const { ours, baseline } = round[name]
    tell(`${name}: ${ours?.rate.toFixed(0)}/s${baseline ? `, baseline ${baseline.rate.toFixed(0)}/s` : ''}`)
  }
  return round
}

export type Limits = { pid: number; rate(limit: Limit, seconds: number): Promise<LimitRate>; stop(): void }

export async function startLimits(): Promise<Limits> {
  const child: ChildProcess = fork(join(import.meta.dirname, 'limits.process.ts'))
  process.once('exit', () => child.kill('SIGKILL'))
  await once(child, 'message')
  return {
    pid: child.pid!,
    async rate(limit, seconds) {
      const answer = once(child, 'message')
      child.send({ limit, seconds })
      return ((await answer) as [LimitRate])[0]
    },
    stop: () => void child.kill('SIGKILL'),
  }
}

/** Flows whose tail is held against their median at 70 % of the highest rate. */
export const steadyFlows = ['client_credentials', 'refresh', 'code', 'silent', 'userinfo', 'discovery'] as const satisfies readonly FlowName[]

export const steadyRun = (flow: Flows[FlowName], highest: number, seconds: number): Promise<Measured> =>
  openLoop(flow!, { connections: 128, seconds, rate: highest * 0.7 })

export function median(values: readonly number[]): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length === 0 ? NaN : sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
