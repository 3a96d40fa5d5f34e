/** The parts of a package. Each names the fields that it takes; what is text passes the vocabulary. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { arch, availableParallelism, loadavg, platform, release, totalmem, uptime } from 'node:os'
import { join } from 'node:path'
import type { SettingDeclaration, Settings } from '#kernel/setting.ts'
import type { Found, Patient } from '../doctor/index.ts'
import * as store from './diagnostics.store.ts'
import { scrub, type Vocabulary } from './vocabulary.ts'

export type Entry = { name: string; content: string }
type Row = Record<string, unknown>

const json = (value: unknown): string => `${JSON.stringify(value, null, 1)}\n`
/** Bytes of the end of a log that are read. */
const tail = 4 * 2 ** 20

/** Only these members, texts scrubbed. */
function pick(row: Row, names: readonly string[], known: Vocabulary): Row {
  return Object.fromEntries(names.filter((name) => row[name] !== undefined && row[name] !== null).map((name) => {
    const value = row[name]
    return [name, typeof value === 'number' || typeof value === 'boolean' ? value : value instanceof Date ? value.toISOString() : scrub(String(value), known)]
  }))
}

export function logEntries(dataDir: string, known: Vocabulary): { entries: Entry[]; errors: Row[] } {
  const rows = lastLines(join(dataDir, 'log', 'appliance.log')).flatMap((line) => {
    try {
      const row = JSON.parse(line) as Row
      const error = row['error'] as { name?: string; message?: string; stack?: string } | undefined
      return [{ ...pick(row, ['time', 'level', 'role', 'pid', 'job', 'check', 'status', 'ms', 'endpoint', 'message'], known), ...(error ? { error: pick(error as Row, ['name', 'message'], known), at: placesOf(error.stack ?? '') } : {}) } as Row]
    } catch {
      return []
    }
  })
  const errors = rows.filter(({ level }) => level === 'error').slice(-200)
  const postgres = lastLines(join(dataDir, 'log', 'postgres.log')).map((line) => scrub(line, known, 400))
  return { errors, entries: [{ name: 'logs/appliance.jsonl', content: rows.map((row) => JSON.stringify(row)).join('\n') }, { name: 'logs/postgres.log', content: postgres.join('\n') }] }
}

/** Of a stack only where in our own source: `src/start/worker.ts:12`. */
const placesOf = (stack: string): string[] => [...stack.matchAll(/\/(src\/[a-z0-9/.-]+\.ts):(\d+)/g)].map(([, file, line]) => `${file}:${line}`).slice(0, 12)

function lastLines(file: string): string[] {
  if (!existsSync(file)) return []
  const text = readFileSync(file).subarray(-Math.min(tail, statSync(file).size)).toString('utf8')
  return text.split('\n').filter((line) => line !== '').slice(-20_000)
}

/** Values of numbers, switches and fixed choices, unless secret; of texts only whether they are set. */
export function settingRows(declarations: readonly SettingDeclaration[], settings: Settings): Row[] {
  return declarations.map((declared) => {
    const schema = declared.schema as { type?: string; enum?: unknown[] }
    const value = settings.get(declared)
    const plain = !declared.secret && (typeof value === 'number' || typeof value === 'boolean' || (schema.enum?.includes(value) ?? false))
    return { id: declared.id, origin: settings.origin(declared), takes_effect: declared.takesEffect, ...(plain ? { value } : { set: settings.origin(declared) !== 'default' }) }
  })
}

export function configurationEntries({ declarations, settings, environment, started }: Patient): Entry[] {
  const names = new Set(declarations.flatMap((declared) => declared.environment ?? []))
  return [
    { name: 'configuration/settings.json', content: json(settings ? settingRows(declarations, settings) : []) },
    { name: 'configuration/environment.json', content: json(Object.keys(environment).filter((name) => names.has(name) || name === 'BAILIWICK_WORKERS' || name === 'BAILIWICK_DATABASE_URL').sort()) },
    { name: 'configuration/ports.json', content: json(started ? { https: Number(started.https_port), http: Number(started.http_port), agent: Number(started.agent_port) } : {}) },
  ]
}

export function versionEntry({ build, migrations }: Patient, server: number | undefined): Entry {
  return {
    name: 'versions/versions.json',
    content: json({
      build, node: process.versions.node, openssl: process.versions.openssl, postgres: server, platform: platform(), arch: arch(), kernel: release().split('-')[0],
      processors: availableParallelism(), memory: totalmem(), machine_up_seconds: Math.round(uptime()), load: loadavg(), migrations: migrations.length, newest_migration: migrations.at(-1),
    }),
  }
}

export const doctorEntry = (found: readonly Found[], known: Vocabulary): Entry =>
  ({ name: 'health/doctor.json', content: json(found.map(({ id, severity, state, sentence }) => ({ id, severity, state, sentence: scrub(sentence, known) }))) })

export async function databaseEntries(db: NonNullable<Patient['db']>, known: Vocabulary): Promise<Entry[]> {
  const [tables, activity, parameters, jobs, samples, nodes, events, alerts] = await Promise.all([
    store.tableStatistics(db), store.activity(db), store.parameters(db), store.jobHistory(db), store.recentSamples(db), store.nodeRows(db), store.eventCounts(db), store.alertHistory(db),
  ])
  return [
    { name: 'database/tables.json', content: json(tables) },
    { name: 'database/activity.json', content: json(activity) },
    { name: 'database/parameters.json', content: json(parameters) },
    { name: 'jobs/jobs.json', content: json(jobs.map((row) => pick(row, ['job', 'started_at', 'finished_at', 'ok', 'outcome'], known))) },
    { name: 'health/samples.json', content: json(samples.map((row) => pick(row, ['minute', 'node', 'memory_free', 'cpu_busy', 'disk_used', 'unwell'], known))) },
    { name: 'health/alerts.json', content: json(alerts.map((row) => pick(row, ['check_id', 'severity', 'opened_at', 'closed_at', 'sentence'], known))) },
    { name: 'health/nodes.json', content: json(nodes.map((row) => pick(row, ['id', 'build', 'memory_bytes', 'cpus', 'app_updates', 'setting_updates', 'heartbeat_age', 'restart_state'], new Set([...known, String(row['id'])])))) },
    { name: 'logs/events-by-type.json', content: json(events) },
  ]
}
