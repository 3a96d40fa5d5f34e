/** The errand that proves a backup: restored into a scratch database, every table compared, and somebody signs in there through the same doors as always. */
import { basename } from 'node:path'
import { loadBackup, sameSecrets, type Certificate, type Loaded, type ProofRequest } from '#operate/backups/index.ts'
import { quietLogger } from '#platform/log/index.ts'
import { besideSettings, startEmbedded } from '#platform/postgres/index.ts'
import { performErrand } from '#platform/processes/index.ts'
import { ableOf } from './able.ts'
import { filesOf, inScratch, signInThere, tenths } from './proof-scratch.ts'

performErrand<ProofRequest, Certificate>((request) => inScratch(request.scratch, async () => {
  const began = performance.now()
  const since = () => (performance.now() - began) / 1000
  const { file, keys, scratch, facts } = request
  const folder = filesOf(scratch)
  const able = ableOf(facts.build)
  const certificate = ({ manifest, ...loaded }: Loaded, signed_in: Certificate['signed_in'], restoredIn: number, what: string): Certificate => ({
    sentence: `Proven in ${since().toFixed(1)} s: ${what}.`,
    file: basename(file), content: manifest.content, taken_at: manifest.taken_at, proven_at: new Date().toISOString(),
    proven_by: { node: request.node, hostname: facts.hostname, build: facts.build },
    backup: { build: manifest.build, schema: manifest.schema, ...request.sums },
    restored: { tables: manifest.tables.length, rows: loaded.rows, bytes: loaded.bytes, files: loaded.files.length, seconds: tenths(restoredIn), sums: loaded.sums },
    signed_in, seconds: tenths(since()),
  })

  if (request.content === 'secrets') {
    const loaded = await loadBackup(file, keys, { folder, able })
    sameSecrets(folder, request.dataDir)
    return certificate(loaded, null, since(), `${loaded.files.length} files of keys and certificates were read and fit this node`)
  }
  // Nobody misses this database after a power failure, so it is written without waiting for the disk.
  const postgres = await startEmbedded({ dataDir: scratch, log: quietLogger, durable: false, settings: { ...besideSettings, max_wal_size: '2GB' } })
  try {
    const loaded = await loadBackup(file, keys, { database: postgres.connection, folder, able, beside: true })
    const restoredIn = since()
    const { manifest, files, rows } = loaded
    const signed = await signInThere({ scratch, keysFrom: files.length > 0 ? folder : request.dataDir, database: postgres.connection, manifest, build: facts.build })
    return certificate(loaded, signed, restoredIn, `${rows} rows of ${manifest.tables.length} tables were restored in ${restoredIn.toFixed(1)} s, and ${signed.user} signed in at ${signed.tenant}`)
  } finally {
    await postgres.stop()
  }
}))
