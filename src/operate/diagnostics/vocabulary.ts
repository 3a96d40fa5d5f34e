/**
 * What may leave in a diagnostics package: words that stand in the product's own source, numbers, moments. A list of what is forbidden would have to know
 * every secret; a list of what is allowed need not.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export type Vocabulary = ReadonlySet<string>

const words = /[A-Za-z][A-Za-z0-9]*(?:[._-][A-Za-z0-9]+)*/g

/** Of Postgres' own log, which our source does not say. */
const postgresWords = `LOG FATAL PANIC HINT STATEMENT CONTEXT DETAIL checkpoint starting complete wrote buffers added removed recycled distance estimate
  database system shut down interrupted last known up at recovery redo done not properly was automatic aborting any active transactions terminating connection due to administrator
  command received fast smart immediate shutdown request listening Unix socket ready accept connections autovacuum launcher started background worker exited logical replication
  canceling statement user timeout deadlock detected duplicate key value violates unique constraint relation does exist could receive data from client reset by peer unexpected EOF
  open transaction process still waiting for after acquired ms lock tuple No space left device write fsync file segment server PID signal terminated all other processes crash`

/** Longest word that is a word and no key. */
const longest = 40

/** @param source the folder `src` of this build. Tests are left out: they plant what must not leave. */
export function readVocabulary(source: string): Vocabulary {
  const known = new Set(postgresWords.split(/\s+/))
  for (const entry of readdirSync(source, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.ts') || /\.(test|fixture)\.ts$|^scratch|common-passwords/.test(entry.name)) continue
    for (const [word] of readFileSync(join(entry.parentPath, entry.name), 'utf8').matchAll(words)) {
      if (word.length > longest) continue
      known.add(word)
      known.add(word.toLowerCase())
    }
  }
  return known
}

const number = /^[+-]?\d{1,9}([.,:]\d{1,9}){0,2}(ms|s|%|MiB|GiB|kB|MB|GB|x)?$/
const moment = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?)?$/
const gone = '[…]'

/** The text with everything blotted out that is neither a known word nor a number nor a moment. Punctuation and spaces stay. */
export function scrub(text: string, known: Vocabulary, most = 2_000): string {
  return text.slice(0, most).replaceAll(/\S+/g, (token) => {
    const [, before = '', core = '', after = ''] = /^([("'`[{<]*)(.*?)([)"'`\]}>.,;:!?…]*)$/s.exec(token) ?? []
    return allowed(core, known) ? token : `${before}${gone}${after}`
  }).replaceAll(/(\[…\])(\s+\[…\])+/g, '$1')
}

/** A word, or words joined by a slash or an equals sign, each of which is one. */
const allowed = (core: string, known: Vocabulary): boolean =>
  core === '' || known.has(core) || number.test(core) || moment.test(core) || /^[-–—→=+*/|&%]+$/.test(core) ||
  (/[/=]/.test(core) && core.length <= 80 && core.split(/[/=]/).every((part) => part === '' || known.has(part) || number.test(part)))
