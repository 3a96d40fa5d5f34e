/** What an error of the driver means for the one who asked, and whether asking again can help. */
import { DatabaseUnavailable, ForeignKeyViolation, UniqueViolation } from './failure.ts'

export type Verdict =
  /** The connection is gone, or was never there. */
  | 'lost'
  /** We are connected to a standby: nothing was written, another host is the primary now. */
  | 'read-only'
  /** A prepared statement outlived a change of the schema: refused before it did anything. */
  | 'stale-plan'
  /** Rolled back by Postgres in favour of somebody else: the same again may succeed. */
  | 'conflict'
  | 'other'

type Raw = { code?: string; message?: string; syscall?: string; cause?: unknown; constraint?: string; table?: string }

const LOST_CODES = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENOTFOUND', 'EAI_AGAIN', 'ENOTCONN',
  '57P01', '57P02', '57P03', '53300',
])
const LOST_MESSAGES = /^(Connection terminated|timeout expired|Query read timeout|Client has encountered a connection error|Client was closed)/

export function judge(reason: unknown): Verdict {
  for (let error = reason as Raw | undefined, depth = 0; error && depth < 5; error = error.cause as Raw | undefined, depth++) {
    const { code = '', message = '', syscall } = error
    if (error instanceof DatabaseUnavailable && error.outcome === 'unknown') return 'other'
    if (error instanceof DatabaseUnavailable || LOST_CODES.has(code) || code.startsWith('08') || LOST_MESSAGES.test(message)) return 'lost'
    if (code === 'ENOENT' && syscall === 'connect') return 'lost'
    if (code === '25006') return 'read-only'
    if (code === '26000' || (code === '0A000' && message.includes('cached plan'))) return 'stale-plan'
    if (code === '40001' || code === '40P01') return 'conflict'
  }
  return 'other'
}

/** Errors that callers tell apart get a class; the rest stays as the driver made it. */
export function translate(reason: unknown, outcome: 'not-sent' | 'unknown' = 'not-sent'): unknown {
  const raw = reason as Raw
  if (raw.code === '23505') return new UniqueViolation(raw.constraint ?? '', raw.table, { cause: reason })
  if (raw.code === '23503') return new ForeignKeyViolation(raw.constraint ?? '', raw.table, { cause: reason })
  if (reason instanceof DatabaseUnavailable) return reason
  // disk_full: Postgres undid the statement and goes on; there is nothing wrong with what was asked.
  if (raw.code === '53100') return new DatabaseUnavailable(`The disk of the database is full: ${raw.message ?? ''}.`, 'not-sent', { cause: reason })
  const verdict = judge(reason)
  if (verdict === 'lost' || verdict === 'read-only') {
    return new DatabaseUnavailable(`The database does not answer: ${raw.message}${raw.code ? ` (${raw.code})` : ''}.`, outcome, { cause: reason })
  }
  return reason
}

/**
 * May this be asked again when the connection broke after it was sent? Only what plainly reads. A SELECT that calls a function
 * of ours which writes must go through `execute` or a transaction.
 */
export function isPlainRead(text: string): boolean {
  return /^\s*(select|with|values|table|show)\b/i.test(text)
    && !/\b(insert|update|delete|merge|for\s+(no\s+key\s+)?(share|key)|nextval|setval|set_config|pg_notify|pg_\w*advisory\w*|pg_terminate_backend|pg_cancel_backend)\b/i.test(text)
}
