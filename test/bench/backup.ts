/**
 * `npm run bench:backup`: a gigabyte backed up while people sign in, and brought back to a first login.
 *
 *   npm run bench:backup -- --megabytes 1000 --write docs/reference/benchmarks-backup.md
 *
 * Sign-ins go on at a constant rate, each counted from when it was due; quiet and busy stretches alternate in one run, so that what else
 * happens on the machine touches both. Many people sign in, each with a name, a browser and, through a trusted proxy's header, an address of their own;
 * every protection is on.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync, chmodSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { connect, findEmbedded } from '#platform/postgres/index.ts'
import { quietLogger } from '#platform/log/index.ts'
import { startAppliance } from '../appliance.ts'
import { applianceApi } from '../operate/appliance-api.ts'
import { authorizeUrl, returned, signIn } from '../sign-in.ts'
import { visitor } from '../visitor.ts'
import { describeMachine, family, load, processorTimeOfEnded } from './machine.ts'
import { startOurs } from './ours.ts'
import { callback, loginScope } from './site.ts'

const { values } = parseArgs({ options: { megabytes: { type: 'string', default: '1000' }, rate: { type: 'string', default: '8' }, rounds: { type: 'string', default: '2' }, write: { type: 'string' } } })
const passphrase = 'a passphrase for the benchmark'

type Kept = { id: string; state: string; sentence: string; data_bytes: number; bytes: number; rows: number; proof: { state: string; sentence: string } }

type SignIns = { times: number[]; /** Who was not let in: by a refusal, or because nobody answered for ten seconds. */ failed: number }

/** Milliseconds of each sign-in, from when it was due to its tokens, or to its failure: that is no reason to leave one out. */
function signInsAt(rate: number, stretch: string, once: () => Promise<void>): { stop(): Promise<SignIns> } {
  const result: SignIns = { times: [], failed: 0 }
  const open = new Set<Promise<void>>()
  const began = performance.now()
  let sent = 0
  const timer = setInterval(() => {
    for (; began + (sent * 1000) / rate <= performance.now(); sent += 1) {
      const due = began + (sent * 1000) / rate
      const one = once().catch((error: Error) => {
        result.failed += 1
        if (result.failed === 1) console.error(`${stretch}: a sign-in failed ${((performance.now() - due) / 1000).toFixed(1)} s after it was due, ${open.size} under way, load of the machine ${load().toFixed(1)}: ${String(error.cause ?? error)}`)
      }).finally(() => {
        result.times.push(performance.now() - due)
        open.delete(one)
      })
      open.add(one)
    }
  }, 5)
  return {
    async stop() {
      clearInterval(timer)
      await Promise.all(open)
      return result
    },
  }
}
const at = (times: number[], share: number): number => [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? NaN

async function fill(dataDir: string, megabytes: number): Promise<number> {
  const db = await connect({ url: (await findEmbedded(dataDir))!, log: quietLogger, poolSize: 2, timeout: 0 })
  try {
    const { tenant } = await db.one<{ tenant: number }>("SELECT id AS tenant FROM tenants WHERE name = 'main'")
    const size = async () => (await db.one<{ bytes: number }>("SELECT sum(pg_table_size(c.oid))::float8 AS bytes FROM pg_class c WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")).bytes
    const step = 50_000
    for (let from = 0; (await size()) < megabytes * 1e6; from += step) {
      // What an appliance is mostly made of: log entries, and people with their identities and passwords.
      await db.rows(
        `WITH people AS (
           INSERT INTO users (tenant_id, user_id, connection, email, email_verified, name, nickname, user_metadata)
           SELECT $1, 'auth0|b' || n, 'Username-Password-Authentication', 'person' || n || '@example.com', true, 'Person ' || n, 'person' || n, jsonb_build_object('plan', md5(n::text), 'since', n)
           FROM generate_series($2::int, $2::int + $3::int / 10) n ON CONFLICT DO NOTHING RETURNING user_id)
         SELECT count(*) FROM people`, [tenant, from, step])
      await db.rows(
        `INSERT INTO logs (tenant_id, log_id, type, client_id, user_id, ip, body)
         SELECT $1, 'bench' || n, 's', md5((n % 50)::text), 'auth0|b' || (n % 100000), '192.0.2.' || (n % 250),
           jsonb_build_object('description', 'Successful login', 'user_agent', 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/' || (n % 90) || '.0 Safari/537.36', 'hostname', 'main.example.com', 'session', md5(n::text) || md5((n + 1)::text), 'details', jsonb_build_object('prompts', n % 7, 'elapsed', n % 3000, 'stats', md5((n * 7)::text)))
         FROM generate_series($2::int, $2::int + $3::int - 1) n`, [tenant, from, step])
    }
    await db.rows('CHECKPOINT')
    return await size()
  } finally {
    await db.close()
  }
}

const device = mkdtempSync(join(tmpdir(), 'bailiwick-bench-device-'))
chmodSync(device, 0o755)
const home = mkdtempSync(join(tmpdir(), 'bailiwick-bench-home-'))
chmodSync(home, 0o755)
process.once('exit', () => [device, home].forEach((folder) => rmSync(folder, { recursive: true, force: true })))

const began = load()
const ours = await startOurs({ https: true, proxied: true })
const lines: string[] = []
const say = (line: string) => { lines.push(line); console.log(line) }
try {
  const bytes = await fill(ours.dataDir, Number(values.megabytes))
  const api = await applianceApi({ bootstrap: ours.bootstrap, manageOrigin: new URL(ours.bootstrap.manage_url).origin, rootOrigin: `https://${ours.bootstrap.rta.domain}` } as never)
  await api.must('POST /backup-roles', { device, force: true })
  await api.must('PATCH /settings', { 'backups.keep': 20 })
  const rate = Number(values.rate)
  const stretch = (): SignIns => ({ times: [], failed: 0 })
  const measured = { quiet: stretch(), busy: stretch(), proving: stretch() }
  const note = (to: SignIns, { times, failed }: SignIns) => {
    to.times.push(...times)
    to.failed += failed
  }
  const speeds: number[] = []
  const costs: number[] = []
  const postmaster = family(ours.pid).find(({ command }) => /postgres/.test(command.split(' ')[0] ?? ''))!.pid
  let last: Kept | undefined
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const quiet = signInsAt(rate, 'quiet', () => ours.firstLogin(true))
    await wait(20_000)
    note(measured.quiet, await quiet.stop())
    let busy = signInsAt(rate, 'backup', () => ours.firstLogin(true))
    const used = () => processorTimeOfEnded(ours.pid) + processorTimeOfEnded(postmaster)
    const before = used()
    const { id } = await api.must<Kept>('POST /backups', { content: 'whole', passphrase })
    for (;;) {
      last = await api.must<Kept>(`GET /backups/${id}`)
      assert.notEqual(last.state, 'failed', last.sentence)
      if (last.state === 'done') break
      await wait(200)
    }
    costs.push((used() - before) * 1000 / (last.data_bytes / 1e6))
    note(measured.busy, await busy.stop())
    busy = signInsAt(rate, 'proof', () => ours.firstLogin(true))
    for (; last.proof.state !== 'proven'; await wait(300)) {
      last = await api.must<Kept>(`GET /backups/${id}`)
      assert.notEqual(last.proof.state, 'failed', last.proof.sentence)
    }
    note(measured.proving, await busy.stop())
    speeds.push(Number(/\((\d+) MB\/s\)/.exec(last.sentence)?.[1]))
    console.log(last.sentence, last.proof.sentence)
  }
  const person = ours.passwords!.people[0]!
  const client = ours.web.id
  await ours.stop()

  const file = readdirSync(join(device, 'bailiwick-backups')).filter((name) => name.endsWith('.tar.age')).sort().at(-1)!
  const root = join(import.meta.dirname, '..', '..')
  const start = performance.now()
  const child = spawn(process.execPath, [join(root, 'bin', 'bailiwick.ts'), 'restore', join(device, 'bailiwick-backups', file), '--data-dir', home], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, BAILIWICK_PASSPHRASE: passphrase } })
  assert.deepEqual(await once(child, 'close'), [0, null])
  const restoredIn = (performance.now() - start) / 1000
  const appliance = await startAppliance({ dataDir: home })
  const startedIn = (performance.now() - start) / 1000
  returned(await signIn(visitor(), authorizeUrl(appliance.origin, { client_id: client, redirect_uri: callback, scope: loginScope }), person))
  const loginIn = (performance.now() - start) / 1000
  await appliance.stop()

  const ms = ({ times }: SignIns, share: number) => `${at(times, share).toFixed(0)} ms`
  const signIns = (stretch: SignIns) => `p50 ${ms(stretch, 0.5)}, p99 ${ms(stretch, 0.99)}${stretch.failed === 0 ? '' : `; ${stretch.failed} failed`}`
  const ratio = at(measured.busy.times, 0.99) / at(measured.quiet.times, 0.99)
  const speed = Math.min(...speeds)
  say('# Backup and restore: figures')
  say('')
  say(`Measured by \`npm run bench:backup\` on ${new Date().toISOString().slice(0, 10)}; load of the machine ${began.toFixed(1)} before, ${load().toFixed(1)} after.`)
  for (const line of describeMachine()) say(`- ${line}`)
  say('')
  say('| what | measured | to reach |')
  say('|---|---|---|')
  say(`| data | ${(bytes / 1e6).toFixed(0)} MB of tables on disk, ${((last?.data_bytes ?? 0) / 1e6).toFixed(0)} MB as text, ${last?.rows} rows; the file has ${((last?.bytes ?? 0) / 1e6).toFixed(0)} MB | 1 GB |`)
  say(`| speed of the backup, slowest of ${speeds.length} | ${speed} MB/s of table data | ≥ 50 MB/s |`)
  say(`| processor time of it, errand and server | ${(costs.reduce((sum, cost) => sum + cost, 0) / costs.length).toFixed(1)} ms per MB | |`)
  say(`| sign-ins while quiet (${measured.quiet.times.length}) | ${signIns(measured.quiet)} | |`)
  say(`| sign-ins during backups (${measured.busy.times.length}) | ${signIns(measured.busy)}: ${ratio.toFixed(2)} × quiet | < 2 × |`)
  say(`| sign-ins during proofs (${measured.proving.times.length}) | ${signIns(measured.proving)} | |`)
  say(`| restore on an empty machine | ${restoredIn.toFixed(1)} s | |`)
  say(`| … and started | ${startedIn.toFixed(1)} s | |`)
  say(`| … to the first login | ${loginIn.toFixed(1)} s | ≤ 60 s |`)
  const failed = measured.quiet.failed + measured.busy.failed + measured.proving.failed
  if (failed > 0) {
    process.exitCode = 1
    console.error(`${failed} sign-ins failed. Where those of the quiet stretch did too, or the load of the machine is above its cores before the run, the machine has other work: run it again alone.`)
  }
  if (values.write) writeFileSync(values.write, `${lines.join('\n')}\n`)
} finally {
  await ours.stop()
}
