/** The log of a process: JSON lines on stderr; `BAILIWICK_LOG_LEVEL` chooses how much. */
import { createLogger, type Level, type Logger } from '#platform/log/index.ts'

const levels: readonly string[] = ['debug', 'info', 'warn', 'error']

export function processLogger(fields: Record<string, unknown>): Logger {
  const wanted = process.env['BAILIWICK_LOG_LEVEL'] ?? ''
  return createLogger({ write: (line) => process.stderr.write(line), fields, ...(levels.includes(wanted) ? { level: wanted as Level } : {}) })
}
