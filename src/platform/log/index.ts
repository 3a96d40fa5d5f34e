/**
 * The process log: one JSON line an entry, on stderr (systemd and containers collect it) and, when given, to a file.
 * Knows nothing of tenants' event logs; those are data (`resources/logs`).
 */
export type Level = 'debug' | 'info' | 'warn' | 'error'

export type Logger = {
  debug(sentence: string, fields?: Record<string, unknown>): void
  info(sentence: string, fields?: Record<string, unknown>): void
  warn(sentence: string, fields?: Record<string, unknown>): void
  error(sentence: string, fields?: Record<string, unknown>): void
  /** The same log with fields that every entry carries. */
  child(fields: Record<string, unknown>): Logger
}

const rank: Record<Level, number> = { debug: 0, info: 1, warn: 2, error: 3 }

/** Names whose values never reach the log, whatever carries them. */
const unspeakable = /passw|secret|token|authorization|cookie|assertion|private|credential|^code$|_code$/i

export function createLogger(options: { write: (line: string) => void; level?: Level; fields?: Record<string, unknown> }): Logger {
  const least = rank[options.level ?? 'info']
  const entry = (level: Level) => (sentence: string, fields: Record<string, unknown> = {}) => {
    if (rank[level] < least) return
    const line = { time: new Date().toISOString(), level, message: sentence, ...options.fields, ...fields }
    options.write(`${asJson(line)}\n`)
  }
  return {
    debug: entry('debug'),
    info: entry('info'),
    warn: entry('warn'),
    error: entry('error'),
    child: (fields) => createLogger({ ...options, fields: { ...options.fields, ...fields } }),
  }
}

/** Names of fields stand in the code, so they are few and judged once. */
const judged = new Map<string, boolean>()

/** As `JSON.stringify` with the replacer, which costs several times as much; only fields with something inside need it. */
function asJson(line: Record<string, unknown>): string {
  let text = ''
  for (const name in line) {
    const value = line[name]
    let hidden = judged.get(name)
    if (hidden === undefined) judged.set(name, (hidden = unspeakable.test(name)))
    const plain = typeof value === 'number' || typeof value === 'boolean' || (!hidden && typeof value === 'string')
    const written = plain ? JSON.stringify(value) : JSON.stringify({ [name]: value }, redact).slice(JSON.stringify(name).length + 2, -1)
    if (written !== undefined && written !== '') text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${written}`
  }
  return `{${text}}`
}

/** JSON replacer: hides unspeakable names, spells out errors. */
function redact(key: string, value: unknown): unknown {
  if (key !== '' && unspeakable.test(key) && typeof value !== 'boolean' && typeof value !== 'number') return '[redacted]'
  if (value instanceof Error) return { name: value.name, message: value.message, stack: value.stack, cause: value.cause }
  return value
}

export const quietLogger: Logger = createLogger({ write: () => {} })
