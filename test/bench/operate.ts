/**
 * `npm run bench:operate`: what operating the appliance costs those who use it.
 *
 *   npm run bench:operate              some minutes
 *   npm run bench:operate -- --write   also writes docs/reference/benchmarks-operate.md
 *
 * Cost is counted twice: as processor time, which is exact, and as throughput with and without, in many short pairs, with the interval in which it lies.
 * A request that is lost fails the run; another figure that is not reached does not, because a benchmark on a busy machine is no test.
 */
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { createMeter } from '#platform/metrics/index.ts'
import { countAnswers, meterWorker } from '#operate/monitoring/index.ts'
import { processOf } from '../../src/modules.ts'
import { startAppliance, type Appliance } from '../appliance.ts'
import { applianceApi } from '../operate/appliance-api.ts'
import { closedLoop } from './load.ts'
import { flowsOf } from './flows.ts'
import { describeMachine, load, processorTime } from './machine.ts'
import { startOurs } from './ours.ts'
import { rateLimiterCost } from './rate-limit.ts'
import { countEvery, type Counted, type Lane } from './rolling.ts'
import { sideBySide } from './side-by-side.ts'
import { bytesOf, openWire } from './wire.ts'

/** Seconds: longer than a minute, so that a health sample, a written minute of time series and a synthetic login are part of it. */
const span = 75
const wantedRequests = 100_000
/** Of throughput with and without, each of so many seconds. */
const pairs = { pairs: 150, seconds: 1 }

const began = performance.now()
const averageLoad = load()
const tell = (line: string) => console.log(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${line}`)

/** Microseconds that a worker spends on counting one answer, collected every five seconds as the supervisor does. */
function meteringCost(): number {
  const meter = createMeter()
  const worker = meterWorker(meter, 'web', () => ({ connections: 1, idle: 1, waiting: 0, retries: 0, statements: 0 }) as never)
  const count = countAnswers(meter, processOf)
  const endpoints = ['oauth.token', 'oauth.authorize', 'clients.list', 'discovery.openid', undefined]
  const run = (times: number) => {
    for (let n = 0; n < times; n += 1) {
      count({ endpoint: endpoints[n % 5], method: n % 2 ? 'GET' : 'POST', status: n % 7 ? 200 : 302, seconds: (n % 100) / 1000, bytes: n % 300 })
      // A worker that answers two thousand a second is asked after ten thousand.
      if (n % 10_000 === 0) JSON.stringify(worker.take())
    }
  }
  run(100_000)
  const [before, times] = [process.cpuUsage(), 1_000_000]
  run(times)
  const { user, system } = process.cpuUsage(before)
  worker.stop()
  return (user + system) / times
}

async function sampling() {
  const ours = await startOurs({ https: false, environment: { BAILIWICK_SYNTHETIC_LOGIN_TENANT: 'main' } })
  try {
    const wire = await openWire(ours.target)
    const flow = (await flowsOf(ours, wire, 32)).client_credentials!
    await closedLoop(flow, { connections: 32, seconds: 2 })
    const { worker, database, other } = ours.processes()
    const seconds = () => ({ worker: processorTime(worker), database: processorTime(database), supervisor: processorTime(other) })
    const before = seconds()
    const measured = await closedLoop(flow, { connections: 32, seconds: span })
    const after = seconds()
    // The supervisor alone: what else runs is started anew for a moment now and then.
    const throughput = await sideBySide(flow, { ...pairs, connections: 32, supervisor: ours.pid })
    wire.close()
    return {
      throughput,
      rate: measured.rate, requests: measured.passes * flow.requests,
      worker: after.worker - before.worker, database: after.database - before.database, supervisor: after.supervisor - before.supervisor,
    }
  } finally {
    await ours.stop()
  }
}

/** Restarts its workers over and over while everything that is sent is counted. */
async function rolling(): Promise<Counted & { restarts: number; seconds: number }> {
  const appliance = await startAppliance({ options: ['--workers', '2'] })
  try {
    const api = await applianceApi(appliance)
    const [node] = await api.must<{ id: string }[]>('GET /nodes')
    const lanes = lanesTo(appliance)
    let restarts = 0
    let going = true
    const restarting = (async () => {
      while (going) {
        await api.must(`POST /nodes/${node!.id}/restart`)
        for (let state = 'requested'; state === 'requested' || state === 'running';) {
          await new Promise((resolve) => setTimeout(resolve, 500))
          state = (await api.must<{ restart: { state: string } }>(`GET /nodes/${node!.id}`)).restart.state
          if (state === 'failed') throw new Error(`a restart failed: ${appliance.output().slice(-4000)}`)
        }
        restarts += 1
      }
    })()
    const start = performance.now()
    // At least two whole restarts, however fast the machine is.
    const counted = await countEvery(lanes, (sent) => sent >= wantedRequests && restarts >= 2)
    going = false
    await restarting
    return { ...counted, restarts, seconds: (performance.now() - start) / 1000 }
  } finally {
    await appliance.stop()
  }
}

function lanesTo({ bootstrap, main }: Appliance): Lane[] {
  const name = main.domain.split(':')[0]!
  const plain = { port: bootstrap.http_port, host: `${name}:${bootstrap.http_port}` }
  const discovery = { bytes: bytesOf(plain, { method: 'GET', path: '/.well-known/openid-configuration' }), contains: '"issuer"', target: plain }
  const grant = new URLSearchParams({ grant_type: 'client_credentials', client_id: main.client_id, client_secret: main.client_secret, audience: `https://${main.domain}/api/v2/` }).toString()
  const token = { bytes: bytesOf(plain, { method: 'POST', path: '/oauth/token', body: grant }), contains: 'access_token', target: plain }
  return [
    ...Array.from({ length: 16 }, (): Lane => ({ ...discovery, keep: true })),
    ...Array.from({ length: 8 }, (): Lane => ({ ...discovery, keep: false })),
    ...Array.from({ length: 4 }, (): Lane => ({ ...token, keep: true })),
    ...Array.from({ length: 4 }, (): Lane => ({ ...token, keep: false })),
  ]
}

const metering = meteringCost()
tell(`counting an answer: ${metering.toFixed(2)} µs`)
const under = await sampling()
const all = under.worker + under.database + under.supervisor
const counting = (metering * under.requests) / 1e6
// What the machine has for requests is what its processors have, less this.
const share = (under.supervisor + counting) / (span * cpus().length)
const ofOwn = (under.supervisor + counting) / all
tell(`under ${under.rate.toFixed(0)} token requests a second for ${span} s: supervisor ${under.supervisor.toFixed(2)} s, counting ${counting.toFixed(2)} s, ${(share * 100).toFixed(2)} % of ${cpus().length} processors; ${(ofOwn * 100).toFixed(2)} % of the ${all.toFixed(1)} s that the appliance got`)
const { throughput } = under
/** What was due while the supervisor stood is done in its turns: they hold so many times what it does otherwise, and lose as much more. */
const crowded = throughput.supervisor / (under.supervisor / span)
const percent = (loss: number) => (loss * 100).toFixed(1)
const inTurns = 1 - throughput.ratio
const [least, most] = throughput.interval.map((ratio) => (1 - ratio) / crowded).sort((a, b) => a - b) as [number, number]
const between = `${percent(least)} to ${percent(most)} %`
tell(`throughput in ${pairs.pairs} pairs of ${pairs.seconds} s: ${throughput.with.toFixed(0)} a second with, ${throughput.without.toFixed(0)} without the supervisor; lost ${percent(inTurns)} % in turns with ${crowded.toFixed(1)} times the usual work, so ${percent(inTurns / crowded)} % (${between} with 95 % confidence)`)
const limiter = await rateLimiterCost()
for (const { name, microseconds } of limiter) tell(`rate limiter, ${name}: ${microseconds.toFixed(2)} µs a request`)
const rolled = await rolling()
const lost = rolled.sent - rolled.answered
tell(`${rolled.restarts} rolling restarts of 2 workers under load: ${rolled.answered} of ${rolled.sent} requests answered over ${rolled.connections} connections${lost === 0 ? '' : `; lost: ${JSON.stringify(rolled.lost)}`}`)

const worst = Math.max(...limiter.map(({ microseconds }) => microseconds))
/** What the interval does not tell is not told. */
const told = most <= 0.02 || least > 0.02
const rows: [string, string, string, boolean | undefined][] = [
  ['instrumentation, health samples and a synthetic login a minute, share of the machine\'s processors', '≤ 2 %', `${(share * 100).toFixed(2)} %`, share <= 0.02],
  ['throughput lost to all of that, with 95 % confidence', '≤ 2 %', `${percent(inTurns / crowded)} % (${between})`, told ? most <= 0.02 : undefined],
  ['rate limiter, worst mix', '≤ 20 µs a request', `${worst.toFixed(1)} µs`, worst <= 20],
  [`requests lost in ${rolled.restarts} rolling restarts`, `0 of ${wantedRequests.toLocaleString('en')}`, `${lost} of ${rolled.sent.toLocaleString('en')}`, lost === 0 && rolled.sent >= wantedRequests],
]
if (process.argv.includes('--write')) writeFileSync(join(import.meta.dirname, '..', '..', 'docs', 'reference', 'benchmarks-operate.md'), `# What operating costs

Written by \`npm run bench:operate -- --write\`, ${((performance.now() - began) / 1000).toFixed(0)} seconds, on ${new Date().toISOString().slice(0, 10)}.

${describeMachine().map((line) => `- ${line}`).join('\n')}
- average load of the machine before the start: ${averageLoad.toFixed(1)}; ${load().toFixed(1)} at its end, with the benchmark's own; other programs lengthen the run, and hardly change processor time

| figure | target | measured | reached |
| --- | ---: | ---: | ---: |
${rows.map(([about, target, measured, reached]) => `| ${about} | ${target} | ${measured} | ${reached === undefined ? 'too noisy to tell' : reached ? 'yes' : 'no'} |`).join('\n')}

## How it was measured

**Sampling.** One worker, client credentials (RS256) as fast as they are answered for ${span} s: ${under.rate.toFixed(0)} a second, ${under.requests} requests. The
supervisor, with all that it does (collecting every 5 s, time series, health, heartbeat, jobs, a synthetic login a minute), used ${under.supervisor.toFixed(2)} s of processor time;
counting took the worker ${metering.toFixed(2)} µs an answer, measured alone over a million answers, ${counting.toFixed(2)} s here. Worker and database used ${under.worker.toFixed(1)} s and ${under.database.toFixed(1)} s in
all, so that sampling was ${(ofOwn * 100).toFixed(1)} % of what the appliance itself used in this run; this second share falls with the load, because sampling costs the same at any load, and
rises when other programs take the processors away. Both are upper bounds: not everything that a supervisor does is sampling.

**Throughput.** One load over the same connections, ${pairs.pairs} pairs of ${pairs.seconds} s: once as it is, once with the supervisor stopped (SIGSTOP), in changing order. Medians: ${throughput.with.toFixed(0)} a second with,
${throughput.without.toFixed(0)} without. What was due while it stood the supervisor does when it goes on: in its turns it used ${(throughput.supervisor * 100).toFixed(1)} % of a processor, ${crowded.toFixed(2)} times what it used in the run above. All
that was answered in these turns was ${percent(inTurns)} % less than in the others; the loss in the table is that over ${crowded.toFixed(2)}, with the interval in which it lies with 95 % confidence (bootstrap over the pairs).

**Rate limiter.** Processor time of one process over the number of requests, settlements with Postgres included.

| mix of keys | µs a request |
| --- | ---: |
${limiter.map(({ name, microseconds }) => `| ${name} | ${microseconds.toFixed(2)} |`).join('\n')}

**Rolling restart.** Two workers, 32 clients of our own that send one request after the other without retries: 20 keep their connection as long as the server does, 12 open one for each
request; a quarter asks for tokens, the rest for the discovery document. ${rolled.restarts} restarts, one after the other, in ${rolled.seconds.toFixed(0)} s; ${rolled.connections.toLocaleString('en')} connections. Whatever was sent and not
answered whole with 200 counts as lost: ${lost === 0 ? 'none' : JSON.stringify(rolled.lost)}.
`)
for (const [about, target, measured, reached] of rows) console.log(`${reached === undefined ? '?' : reached ? '✔' : '✖'} ${about}: ${measured} (${target})`)
process.exitCode = lost === 0 ? 0 : 1
