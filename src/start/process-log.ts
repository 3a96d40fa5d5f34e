/** The log of a process: JSON lines on stderr; `BAILIWICK_LOG_LEVEL` chooses how much. */
import { createLogger, type Level, type Logger } from '#platform/log/index.ts'
import { logInto } from './log-folder.ts'

const levels: readonly string[] = ['debug', 'info', 'warn', 'error']

/**
 * A command tells on stdout what it did, so that its log begins with warnings.
 * @param folder where the lines are kept besides; of a worker those that warn, since each of its requests is a line.
 */
export function processLogger(fields: Record<string, unknown>, folder?: string): Logger {
  const wanted = process.env['BAILIWICK_LOG_LEVEL'] ?? ''
  const keep = folder === undefined ? undefined : logInto(folder)
  const kept = (line: string) => fields['role'] !== 'worker' || isUrgent(line)
  const write = (line: string) => {
    toStderr(line, !isUrgent(line))
    if (keep && kept(line)) keep(line)
  }
  return createLogger({ write, fields, level: levels.includes(wanted) ? (wanted as Level) : fields['role'] === 'command' ? 'warn' : 'info' })
}

const isUrgent = (line: string): boolean => /"level":"(warn|error)"/.test(line)

/** One for all logs of the process, so that their lines stay in order. */
const toStderr = gathered((lines) => void process.stderr.write(lines))

/** Lines that may wait go out together, a few milliseconds later or when the process ends; each write costs as much as a line. */
function gathered(put: (lines: string) => void): (line: string, mayWait: boolean) => void {
  let waiting = ''
  let timer: NodeJS.Timeout | undefined
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    if (waiting === '') return
    const lines = waiting
    waiting = ''
    put(lines)
  }
  process.on('exit', flush)
  return (line, mayWait) => {
    waiting += line
    if (!mayWait) flush()
    else timer ??= setTimeout(flush, 10).unref()
  }
}
