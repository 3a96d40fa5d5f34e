/** The supervisor's watch over its node: health, metrics, heartbeat, history and the port for monitoring tools. */
import { X509Certificate } from 'node:crypto'
import { hostname } from 'node:os'
import { createAlarm, type Alert } from '#operate/alerts/index.ts'
import { startHeartbeat, watchForHungWorkers } from '#operate/nodes/index.ts'
import { checks, createBoard, keepHistory, openHealthPort, type Answers, type Surroundings, healthPort } from '#operate/health/index.ts'
import { cadenceOf } from '#operate/backups/index.ts'
import type { HealthReport } from '#operate/context/index.ts'
import { keepInstrumentation, sampleEvery } from '#operate/instrumentation/index.ts'
import { bootupTime, buildInfo, certificateExpiry, checkWell, measureMachine, meterWorker, operateMetrics, otlpSender, processCpu, workersRunning } from '#operate/monitoring/index.ts'
import { keepTime } from '#operate/time/index.ts'
import { ownDoor, createSyntheticLogin, syntheticTenant } from '#operate/synthetic-login/index.ts'
import type { Observation } from '#kernel/check.ts'
import type { Job } from '#kernel/job.ts'
import type { ProcessContext } from '#platform/context/index.ts'
import { trusting } from '#platform/http/index.ts'
import { cpuWatch } from '#platform/machine/index.ts'
import { createMeter, createTally, type Delta } from '#platform/metrics/index.ts'
import { run, type Workers } from '#platform/processes/index.ts'
import { metrics } from '../modules.ts'
import type { OpenedDatabase } from './database.ts'
import type { SupervisorQuestion } from './messages.ts'
import { proxyProtocol, trustedProxies } from './network.settings.ts'
import type { LiveContext, Plan } from './process-context.ts'
import { furnishSyntheticLogin } from './synthetic-login.ts'

export type Watch = {
  answers: Answers
  report(): Promise<HealthReport>
  /** Why this node cannot serve, in a sentence; undefined: it can. */
  unhealthy(): Promise<string | undefined>
  /** A worker that leaves hands over what it has counted. */
  takeOver(pid: number, delta: Delta): void
  jobs: Job<ProcessContext>[]
  /** Something that was not well mends itself: history and alerts hear of it all the same. */
  incident(check: string, sentence: string): void
  lostWorker(pid: number, how: string): void
  stop(): Promise<void>
}

type Watched = { /** PEM in use, the appliance's first. */ certificates: () => { of: string; cert: string }[]; plan: Plan; build: string; context: LiveContext; database: OpenedDatabase; archive: () => Observation; workers: () => Workers; follow: (alert: Alert) => Promise<unknown>; rebootCommand: readonly string[] | undefined }

export async function startWatch({ certificates, plan, build, context, database, archive, workers, follow, rebootCommand }: Watched): Promise<Watch> {
  const { db, clock, log, settings } = context
  const node = plan.node
  const cpu = cpuWatch()
  const heartbeat = await startHeartbeat({ db, log, id: node, build, httpsPort: plan.httpsPort, roles: ['web'], restart: () => workers().rollingRestart(), reboot: rebootCommand && (() => rebootBy(rebootCommand)) })

  const door = ownDoor(plan.httpsPort, () => settings.get(proxyProtocol) && trusting(settings.get(trustedProxies))('127.0.0.1'))
  const own = createMeter()
  const syntheticLogin = createSyntheticLogin({ settings, door, furnish: (tenant) => furnishSyntheticLogin(context, tenant), meter: () => own })
  // Patience with the first login begins anew when another tenant is named.
  let since = { tenant: '', at: clock.now() }
  const wantedTenant = () => {
    const tenant = settings.get(syntheticTenant)
    if (tenant !== since.tenant) since = { tenant, at: clock.now() }
    return tenant
  }

  const surroundings: Surroundings = {
    dataDir: plan.dataDir, settings, db, cpu, clock, certificates, time: keepTime(settings),
    peers: () => heartbeat.others().map(({ hostname, address, https_port }) => ({ name: hostname, host: address, port: https_port })),
    recovery: cadenceOf({ db, settings }),
    archive,
    members: () => [...database.members],
    services: () => services(workers(), database),
    door: (path) => door(new URL(path, context.addresses.manageOrigin)),
    syntheticLogin: () => ({ wanted: wantedTenant() !== '', last: syntheticLogin.last(), since: since.at }),
  }
  const board = createBoard({ checks, context: surroundings, node, clock })

  settings.watch(() => board.forget())

  const tally = createTally([...operateMetrics, ...metrics])
  const ownMeter = meterWorker(own, 'supervisor', () => db.stats())
  own.gauge(bootupTime, {}, Math.round(performance.now()) / 1000)
  own.gauge(buildInfo, { node, build }, 1)
  const hung = new Set<number>()
  const lookForHung = watchForHungWorkers({ log, kill: (pid) => {
    hung.add(pid)
    process.kill(pid, 'SIGKILL')
  } })
  let databaseTime = 0
  const measureOwn = async () => {
    const spent = await measureMachine(own, { cpu, dataDir: plan.dataDir, database: database.pid() })
    // A server that was started again begins anew.
    if (spent !== undefined) own.count(processCpu, { role: 'postgres' }, Math.max(0, spent - databaseTime))
    databaseTime = spent ?? 0
    tally.add('supervisor', ownMeter.take())
  }
  let known = new Set<number>()
  const collect = async () => {
    const gathered = await workers().gather({ ask: 'metrics' } satisfies SupervisorQuestion)
    for (const { pid, answer } of gathered) tally.add(`${pid}`, answer as Delta)
    const present = new Set(gathered.map(({ pid }) => pid))
    for (const pid of known) if (!present.has(pid)) tally.forget(`${pid}`)
    known = present
    own.gauge(workersRunning, {}, gathered.length)
    await measureOwn()
    return [...present]
  }
  const instrumentation = keepInstrumentation({ db, node, clock, log })
  const collector = otlpSender({ settings, clock, log, node, build })
  const collecting = setInterval(() => void collect().then((answered) => {
    instrumentation.sample(tally.families())
    void collector.send(() => tally.families())
    return lookForHung(workers().serving(), answered)
  }).catch((error: unknown) => log.warn('The workers could not be asked what they counted.', { error })), sampleEvery * 1000)
  collecting.unref()

  const answers: Answers = {
    status: (check) => board.status(check),
    async metrics() {
      const report = await board.report()
      for (const [index, { of, cert }] of certificates().entries()) own.gauge(certificateExpiry, index === 0 ? {} : { domain: of }, new X509Certificate(cert).validToDate.getTime() / 1000)
      for (const { id, well } of report.checks) own.gauge(checkWell, { check: id }, well ? 1 : 0)
      await collect()
      return tally.render()
    },
    ready: () => board.well('db', 'services'),
  }

  const alarm = await createAlarm({ db, settings, mailer: context.mailer, clock, random: context.random, log, node, nodeName: hostname(), follow })
  const history = keepHistory({ report: () => board.report(), db, node, clock, log, onReport: (report) => alarm.hear(report) })
  const port = await openHealthPort({ settings, clock, log, answers })
  void history.sample()
  const incident = (id: string, sentence: string) => {
    const about = checks.find((each) => each.id === id)!
    history.note(id, sentence)
    alarm.incident(about, sentence)
  }
  return {
    incident,
    lostWorker: (pid, how) => incident('services', hung.delete(pid) ? `Web worker ${pid} did not answer for half a minute; it was ended and replaced.` : `Web worker ${pid} ended unasked (${how}) and was replaced.`),
    answers,
    report: () => board.report(),
    async unhealthy() {
      board.forget()
      if (!(await board.well('db', 'services'))) return 'The database or a web worker of this node does not answer.'
      const wanted = settings.get(healthPort)
      if (wanted !== 0 && port.port() !== wanted) return `The health port ${wanted} cannot be opened on this node.`
      return door(new URL('/testall', context.addresses.manageOrigin)).then(({ status }) => (status === 200 ? undefined : `This node answers its own /testall with ${status}.`), (error: unknown) => (error as Error).message)
    },
    jobs: [syntheticLogin.job],
    takeOver(pid, delta) {
      tally.add(`${pid}`, delta)
      tally.forget(`${pid}`)
    },
    async stop() {
      clearInterval(collecting)
      history.stop()
      alarm.stop()
      await instrumentation.flush(true)
      await collector.stop()
      ownMeter.stop()
      cpu.stop()
      await port.stop()
      await heartbeat.stop()
    },
  }
}

async function rebootBy([program = '', ...args]: readonly string[]): Promise<void> {
  const { code, signal, output } = await run(program, args, { timeout: 60_000 })
  if (code !== 0) throw new Error(`The command that reboots this host failed (${code === null ? `signal ${signal}` : `exit code ${code}`}): ${output.trim().split('\n').at(-1)?.slice(0, 200) || 'it said nothing'}`)
}

/** What must run on a node. A worker that does not answer within two seconds hangs. */
async function services(workers: Workers, database: OpenedDatabase) {
  const answering = (await workers.gather({ ask: 'alive' } satisfies SupervisorQuestion)).length
  const missing = workers.wanted - answering
  return [
    { name: 'web', runs: missing <= 0, sentence: missing <= 0 ? `${answering} web workers answer.` : `${missing} of ${workers.wanted} web workers do not answer.` },
    { name: 'database', runs: database.running(), sentence: database.running() ? 'The database server runs.' : 'The embedded database server does not run; it is being started again.' },
  ]
}
