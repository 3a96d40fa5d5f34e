/** What proofs share: a folder that goes with them, and the sign-in at what was restored there. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Certificate, Manifest } from '#operate/backups/index.ts'
import type { EmbeddedConnection } from '#platform/postgres/index.ts'
import { putKeys, raiseCopy } from './proof-copy.ts'
import { signInAt } from './proof-sign-in.ts'

export async function inScratch<T>(scratch: string, work: () => Promise<T>): Promise<T> {
  rmSync(scratch, { recursive: true, force: true })
  mkdirSync(scratch, { recursive: true, mode: 0o700 })
  try {
    return await work()
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** @param keysFrom the folder with the files of the backup, or the data directory of the node where it has none. */
export async function signInThere(options: { scratch: string; keysFrom: string; database: EmbeddedConnection; manifest: Manifest; build: string }): Promise<NonNullable<Certificate['signed_in']>> {
  const { scratch, database, manifest, build } = options
  putKeys(scratch, options.keysFrom)
  const copy = await raiseCopy({ dataDir: scratch, database, manifest, build })
  try {
    return await signInAt(copy, manifest.canary)
  } finally {
    await copy.close()
  }
}

export const filesOf = (scratch: string): string => join(scratch, 'files')
export const tenths = (seconds: number): number => Math.round(seconds * 10) / 10
