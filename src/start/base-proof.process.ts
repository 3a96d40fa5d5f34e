/** The errand that proves a base backup: laid out, the log after it gone through, every page of every table read, and somebody who came with the log signs in. */
import { join } from 'node:path'
import { plot, rewind, type BaseCertificate, type BaseProofRequest } from '#operate/archiving/index.ts'
import { BackupUnreadable, checksumsOf } from '#platform/archive/index.ts'
import { quietLogger } from '#platform/log/index.ts'
import { besideSettings } from '#platform/postgres/index.ts'
import { performErrand } from '#platform/processes/index.ts'
import { ableOf } from './able.ts'
import { readEverything } from './proof.store.ts'
import { filesOf, inScratch, signInThere, tenths } from './proof-scratch.ts'

/** What the log was written with has to be what it is read with. */
const { wal_level: _, max_wal_senders: __, ...settings } = besideSettings

performErrand<BaseProofRequest, BaseCertificate>((request) => inScratch(request.scratch, async () => {
  const began = performance.now()
  const since = () => (performance.now() - began) / 1000
  const { folder, file, keys, scratch, facts, canary } = request
  const path = join(folder, file)
  const found = await checksumsOf(path)
  if (found.sha256 !== request.sha256) throw new BackupUnreadable('damaged', `${path} is not what was written: its SHA-256 differs. Delete it, and another is made.`)
  const options = { folder, keys, to: new Date(request.to), able: ableOf(facts.build), log: quietLogger }
  const course = await plot(options)
  if (course.base.file !== file) throw new Error(`${request.to} is reached from another base, ${course.base.file}.`)
  const { postgres, files, bytes } = await rewind({ ...options, course, stage: scratch, files: filesOf(scratch), settings })
  try {
    const restoredIn = since()
    const { tables, rows } = await readEverything(postgres.connection)
    const manifest = { ...course.manifest, ...(canary ? { canary } : {}) }
    const signed_in = await signInThere({ scratch, keysFrom: files.length > 0 ? filesOf(scratch) : request.dataDir, database: postgres.connection, manifest, build: facts.build })
    const segments = course.needed.length
    return {
      sentence: `Proven in ${since().toFixed(1)} s: the state of ${request.to} was restored from it and ${segments} pieces of the log in ${restoredIn.toFixed(1)} s, ${rows} rows of ${tables} tables were read, and ${signed_in.user} signed in at ${signed_in.tenant}.`,
      file, content: manifest.content, taken_at: course.base.taken_at, moment: request.to, proven_at: new Date().toISOString(), proven_by: { node: request.node, hostname: facts.hostname, build: facts.build },
      base: { build: course.base.build, schema: course.base.schema, bytes: found.bytes, sha256: found.sha256 },
      restored: { segments, tables, rows, bytes, files: files.length, seconds: tenths(restoredIn) }, signed_in, seconds: tenths(since()),
    }
  } finally {
    await postgres.stop()
  }
}))
