import { createHash } from 'node:crypto'
import { tarGz } from '#platform/archive/index.ts'
import { examine, type Found, type Patient } from '../doctor/index.ts'
import { configurationEntries, databaseEntries, doctorEntry, logEntries, versionEntry, type Entry } from './sections.ts'
import { summaryPage } from './summary.ts'
import { readVocabulary, scrub, type Vocabulary } from './vocabulary.ts'

export type Collected = { name: string; content: Buffer; sha256: string; sentence: string }

/** Bytes: what a ticket takes. */
const most = 18 * 2 ** 20

/**
 * Looks at everything and packs what may leave.
 * @param source the folder `src` of this build, whose words are the allow-list
 * @param node as the file is named
 */
export async function collect(patient: Patient, { source, node }: { source: string; node: string }): Promise<Collected> {
  const known = readVocabulary(source)
  const found = await examine(patient)
  const entries = await gather(patient, found, known)
  const when = patient.clock.now()
  const content = await packed(entries, when)
  const wrong = found.filter(({ state }) => state === 'unwell').length
  return { name: `appliance-logs-${node.replaceAll(/[^A-Za-z0-9.-]/g, '_')}.tar.gz`, content, sha256: createHash('sha256').update(content).digest('hex'), sentence: `${found.length} checks were made; ${wrong === 0 ? 'nothing looks wrong' : `${wrong} look wrong`}.` }
}

/** Exported for its test: every text that leaves. */
export async function gather(patient: Patient, found: readonly Found[], known: Vocabulary): Promise<Entry[]> {
  const { errors, entries: logs } = logEntries(patient.dataDir, known)
  const server = await patient.db?.one<{ version: number }>("SELECT current_setting('server_version_num')::int AS version").then(({ version }) => version)
  const scrubbed = found.map((each) => ({ ...each, sentence: scrub(each.sentence, known) }))
  return [
    { name: 'summary.html', content: summaryPage({ found: scrubbed, errors, build: patient.build, when: patient.clock.now() }) },
    versionEntry(patient, server), doctorEntry(found, known), ...configurationEntries(patient), ...(patient.db ? await databaseEntries(patient.db, known) : []),
    { name: 'logs/errors.json', content: `${JSON.stringify(errors, null, 1)}\n` }, ...logs,
  ]
}

/** The oldest lines of logs go first when it would be too much. */
async function packed(entries: Entry[], when: Date): Promise<Buffer> {
  for (let keep = 1; ; keep /= 2) {
    const content = await tarGz(entries.map(({ name, content: text }) => ({ name, content: name.startsWith('logs/') ? text.slice(Math.floor(text.length * (1 - keep))) : text })), when)
    if (content.length <= most || keep < 0.01) return content
  }
}
