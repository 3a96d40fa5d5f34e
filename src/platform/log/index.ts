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
    options.write(`${JSON.stringify(line, redact)}\n`)
  }
  return {
    debug: entry('debug'),
    info: entry('info'),
    warn: entry('warn'),
    error: entry('error'),
    child: (fields) => createLogger({ ...options, fields: { ...options.fields, ...fields } }),
  }
}

/** JSON replacer: hides unspeakable names, spells out errors. */
function redact(key: string, value: unknown): unknown {
  if (key !== '' && unspeakable.test(key) && typeof value !== 'boolean' && typeof value !== 'number') return '[redacted]'
  if (value instanceof Error) return { name: value.name, message: value.message, stack: value.stack, cause: value.cause }
  return value
}

export const quietLogger: Logger = createLogger({ write: () => {} })
