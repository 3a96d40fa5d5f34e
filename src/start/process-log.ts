/** The log of a process: JSON lines on stderr; `BAILIWICK_LOG_LEVEL` chooses how much. */
import { createLogger, type Level, type Logger } from '#platform/log/index.ts'
import { logInto } from './log-folder.ts'

const levels: readonly string[] = ['debug', 'info', 'warn', 'error']

/** `folder`: where the lines are kept besides; of a worker those that warn, since each of its requests is a line. */
export function processLogger(fields: Record<string, unknown>, folder?: string): Logger {
  const wanted = process.env['BAILIWICK_LOG_LEVEL'] ?? ''
  const keep = folder === undefined ? undefined : logInto(folder)
  const kept = (line: string) => fields['role'] !== 'worker' || /"level":"(warn|error)"/.test(line)
  const write = (line: string) => {
    process.stderr.write(line)
    if (keep && kept(line)) keep(line)
  }
  return createLogger({ write, fields, ...(levels.includes(wanted) ? { level: wanted as Level } : {}) })
}
