/** The errand that proves a backup: restored into a scratch database, every table compared, and somebody signs in there through the same doors as always. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { loadBackup, sameSecrets, type Certificate, type ProofRequest } from '#operate/backups/index.ts'
import { quietLogger } from '#platform/log/index.ts'
import { fillingSettings, startEmbedded } from '#platform/postgres/index.ts'
import { performErrand } from '#platform/processes/index.ts'
import { ableOf } from './able.ts'
import { putKeys, raiseCopy } from './proof-copy.ts'
import { signInAt } from './proof-sign-in.ts'

performErrand<ProofRequest, Certificate>(async (request) => {
  const began = performance.now()
  const { file, keys, scratch, facts } = request
  rmSync(scratch, { recursive: true, force: true })
  mkdirSync(scratch, { recursive: true, mode: 0o700 })
  try {
    return await prove()
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }

  async function prove(): Promise<Certificate> {
    // Nobody misses this database after a power failure, so it is written without waiting for the disk.
    const postgres = await startEmbedded({ dataDir: scratch, log: quietLogger, durable: false, settings: { ...fillingSettings, max_wal_size: '2GB' } })
    try {
      const folder = join(scratch, 'files')
      const loaded = await loadBackup(file, keys, { database: postgres.connection, folder, able: ableOf(facts.build) })
      const restoredIn = (performance.now() - began) / 1000
      const { manifest } = loaded
      const secrets = manifest.content === 'secrets'
      if (secrets) sameSecrets(folder, request.dataDir)
      const signed = secrets ? null : await signIn(folder)
      const seconds = (performance.now() - began) / 1000
      const what = secrets
        ? `${loaded.files.length} files of keys and certificates were read and fit this node`
        : `${loaded.rows} rows of ${manifest.tables.length} tables were restored in ${restoredIn.toFixed(1)} s, and ${signed!.user} signed in at ${signed!.tenant}`
      return {
        sentence: `Proven in ${seconds.toFixed(1)} s: ${what}.`,
        file: file.slice(file.lastIndexOf('/') + 1), content: manifest.content, taken_at: manifest.taken_at, proven_at: new Date().toISOString(),
        proven_by: { node: request.node, hostname: facts.hostname, build: facts.build },
        backup: { build: manifest.build, schema: manifest.schema, ...request.sums },
        restored: { tables: manifest.tables.length, rows: loaded.rows, bytes: loaded.bytes, files: loaded.files.length, seconds: Math.round(restoredIn * 10) / 10, sums: loaded.sums },
        signed_in: signed, seconds: Math.round(seconds * 10) / 10,
      }

      async function signIn(files: string) {
        putKeys(scratch, loaded.files.length > 0 ? files : request.dataDir)
        const copy = await raiseCopy({ dataDir: scratch, database: postgres.connection, manifest, build: facts.build })
        try {
          return await signInAt(copy, manifest.canary)
        } finally {
          await copy.close()
        }
      }
    } finally {
      await postgres.stop()
    }
  }
})

