/** Writes a base backup: every file of the cluster while it changes, and what makes the copy consistent, packed and sealed for the archive. */
import type { Dirent } from 'node:fs'
import { open, readdir, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { squeeze, tarPieces, writeBundle, type TarMaker, type Written } from '#platform/archive/index.ts'
import { leftOutOfBase, startBaseBackup, type EmbeddedConnection } from '#platform/postgres/index.ts'
import { lowerPriority } from '#platform/processes/index.ts'
import { dataFiles, formatVersion, type Manifest } from '../backups/index.ts'
import { clusterPiece } from './format.ts'

export type BaseRequest = {
  file: string
  recipient: string
  dataDir: string
  cluster: string
  admin: EmbeddedConnection
  own: EmbeddedConnection
  /** Whether keys and certificates go along. */
  content: 'data' | 'whole'
  facts: Pick<Manifest, 'build' | 'base_domain' | 'ports' | 'hostname'>
}

export type MadeBase = Written & { taken_at: string; consistent_at: string; start_segment: string; stop_segment: string; segment_size: number; system_identifier: string; schema: number; files: number; cluster_bytes: number }

const pieceSize = 8 * 1024 * 1024
const json = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value, null, 2)}\n`)

export async function makeBase(request: BaseRequest): Promise<MadeBase> {
  const { cluster, facts, content } = request
  const backup = await startBaseBackup(request.admin, request.own, 'bailiwick')
  lowerPriority(backup.backend)
  try {
    const manifest: Manifest = { product: 'bailiwick', format: formatVersion, content, kind: 'base', ...facts, schema: backup.schema, postgres: backup.postgres, taken_at: backup.at.toISOString(), tables: [] }
    const sums = { files: 0, bytes: 0 }
    let ended: Awaited<ReturnType<typeof backup.stop>> | undefined
    const written = await writeBundle(request.file, { recipients: [request.recipient] }, async (add) => {
      await add('manifest.json', json(manifest))
      // Of the roles in the cluster; whoever restores it has to come in.
      await add('postgres.password', Buffer.from(`${request.own.password}\n`))
      if (content === 'whole') for (const { path, content: bytes } of dataFiles(request.dataDir)) await add(`files/${path}`, bytes)
      const pieces = tarPieces(async (tar) => {
        await addFolder(cluster, '', tar, sums)
        // What says where the log has to be gone through from comes last.
        await addFile(cluster, control, tar, sums)
        ended = await backup.stop()
        if (ended.tablespaces.trim() !== '') throw new Error('The cluster has tablespaces outside of the data directory, which a base backup does not take along.')
        await tar.file('backup_label', Buffer.byteLength(ended.label), one(Buffer.from(ended.label)))
      }, pieceSize)
      let number = 0
      let before: Promise<void> = Promise.resolve()
      for await (const piece of pieces) {
        const [name, packed] = [clusterPiece((number += 1)), squeeze(piece)]
        await before
        before = packed.then((bytes) => add(name, bytes))
        before.catch(() => {})
      }
      await before
      await add('complete.json', json(sums))
    })
    return {
      ...written, taken_at: manifest.taken_at, consistent_at: ended!.at.toISOString(), start_segment: backup.startSegment, stop_segment: ended!.stopSegment, segment_size: backup.segmentSize,
      system_identifier: backup.systemIdentifier, schema: backup.schema, files: sums.files, cluster_bytes: sums.bytes,
    }
  } finally {
    await backup.close()
  }
}

const control = 'global/pg_control'

async function addFolder(cluster: string, folder: string, tar: TarMaker, sums: { files: number; bytes: number }): Promise<void> {
  for (const entry of await readdir(join(cluster, folder), { withFileTypes: true }).catch(ifGone<Dirent[]>([]))) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (leftOutOfBase(path) || path === control) continue
    if (entry.isDirectory()) {
      await tar.folder(path)
      await addFolder(cluster, path, tar, sums)
    } else if (entry.isFile()) await addFile(cluster, path, tar, sums)
  }
}

/** Files come and go while they are read; the log knows. */
const ifGone = <T>(instead: T) => (reason: NodeJS.ErrnoException): T => {
  if (reason.code === 'ENOENT') return instead
  throw reason
}

async function addFile(cluster: string, path: string, tar: TarMaker, sums: { files: number; bytes: number }): Promise<void> {
  const handle = await open(join(cluster, path), 'r').catch(ifGone(undefined))
  if (!handle) return
  try {
    const { size } = await handle.stat()
    sums.files += 1
    sums.bytes += size
    await tar.file(path, size, piecesOf(handle, size))
  } finally {
    await handle.close()
  }
}

async function* piecesOf(handle: FileHandle, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < size;) {
    const buffer = Buffer.allocUnsafe(Math.min(size - at, 1024 * 1024))
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, at)
    if (bytesRead === 0) return // cut shorter meanwhile
    at += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

async function* one(content: Buffer): AsyncIterable<Uint8Array> {
  yield content
}
