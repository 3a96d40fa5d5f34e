import { createReadStream, existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { download } from '#kernel/download.ts'
import { implement, type Handlers } from '#kernel/operation.ts'
import { Problem } from '#kernel/problem.ts'
import { BackupUnreadable, checksumsOf } from '#platform/archive/index.ts'
import { whoCalls, type OperateContext } from '../context/index.ts'
import { BackupNotFound, backupsContract, NoBackupRole, NoLock, NotReady, type Backup } from './backups.contract.ts'
import { allBackups, findBackup, insertAdopted, markDeleted, requestProof, type BackupRow } from './backups.store.ts'
import { nodeIdentity } from './lock.ts'
import { readManifest } from './read.ts'
import { insertStep } from './recovery.store.ts'
import { announce, requestBackup } from './request.ts'
import { roleOf } from './roles.store.ts'

function present(row: BackupRow): Backup {
  const given = <T>(name: string, value: T | null) => (value === null ? {} : { [name]: value instanceof Date ? value.toISOString() : value })
  return {
    id: row.id, node: row.node, content: row.content, state: row.state, scheduled: row.scheduled, requested_by: row.requested_by, requested_at: row.requested_at.toISOString(),
    locked_with: row.locked_with, progress: Math.round(row.far * 100) / 100, sentence: row.sentence,
    ...given('finished_at', row.finished_at), ...given('taken_at', row.taken_at), ...given('file', row.file), ...given('folder', row.folder), ...given('build', row.build),
    ...given('bytes', row.bytes), ...given('data_bytes', row.data_bytes), ...given('rows', row.rows), ...given('md5', row.md5), ...given('sha256', row.sha256),
    proof: { state: row.proof_state ?? 'none', sentence: row.proof_sentence ?? '', ...given('at', row.proven_at), ...given('certificate', row.certificate) },
  }
}

async function found(ctx: OperateContext, id: string): Promise<BackupRow> {
  const row = await findBackup(ctx.db, id)
  if (!row) throw BackupNotFound()
  return row
}

/** The file of a complete backup on this node. */
export async function fileOf(ctx: OperateContext, id: string): Promise<{ row: BackupRow; file: string }> {
  const row = await found(ctx, id)
  if (row.state !== 'done' || row.file === null) throw NotReady()
  if (row.node !== ctx.node.id || row.folder === null) throw new Problem(409, 'backup_elsewhere', `This backup lies on the node ${row.node}; ask that node.`)
  const file = join(row.folder, row.file)
  if (!existsSync(file)) throw new Problem(409, 'backup_file_missing', `${file} is not there. Is the device mounted? If the file is lost, delete the backup from the list.`)
  return { row, file }
}

const handlers: Handlers<typeof backupsContract, OperateContext> = {
  list: async ({ query }, ctx) => (await allBackups(ctx.db, query.state)).map(present),
  get: async ({ params }, ctx) => present(await found(ctx, params.id)),
  async create({ body }, ctx) {
    const id = await requestBackup(ctx, { content: body.content ?? 'data', passphrase: body.passphrase, recipients: body.recipients, by: whoCalls(ctx), here: ctx.node.id })
    return present(await found(ctx, id))
  },
  async prove({ params, body }, ctx) {
    const row = await found(ctx, params.id)
    if (row.state !== 'done') throw NotReady()
    if (row.locked_with === 'passphrase' && body.passphrase === undefined && row.lock_sealed === null) throw NoLock()
    await requestProof(ctx.db, row.id, body.passphrase === undefined ? null : ctx.secrets.seal(body.passphrase))
    await announce(ctx.db)
    return present(await found(ctx, row.id))
  },
  async retrieve({ params }, ctx) {
    const { row, file } = await fileOf(ctx, params.id)
    return download({ name: row.file!, ...(row.bytes === null ? {} : { bytes: row.bytes }), open: () => createReadStream(file, { highWaterMark: 1 << 20 }) })
  },
  async checkPassword({ params, body }, ctx) {
    const { row, file } = await fileOf(ctx, params.id)
    const refusal = await readManifest(file, { passphrase: body.passphrase }).then(() => undefined, (reason: unknown) => reason)
    if (refusal instanceof BackupUnreadable) return { opens: false, sentence: refusal.message }
    if (refusal) throw refusal
    await insertStep(ctx.db, { id: `rcv_${ctx.random.hex(16)}`, step: 'password-opens', note: row.id, recorded_by: whoCalls(ctx) })
    return { opens: true, sentence: `The passphrase opens ${row.file}.` }
  },
  async adopt({ body }, ctx) {
    const role = await roleOf(ctx.db, ctx.node.id)
    if (!role) throw NoBackupRole()
    const file = join(role.folder, body.file)
    if (!existsSync(file)) throw new Problem(400, 'no_such_file', `There is no file ${file}; copy it there first.`)
    if ((await allBackups(ctx.db, 'done')).some((row) => row.file === body.file && row.node === ctx.node.id)) throw new Problem(409, 'backup_known', `${body.file} is in the list already.`)
    const keys = { identities: [await nodeIdentity(ctx.node.dataDir)], passphrase: body.passphrase }
    const manifest = await readManifest(file, keys).catch((reason: unknown) => {
      throw reason instanceof BackupUnreadable ? new Problem(400, 'backup_unreadable', reason.message) : reason
    })
    const id = `bkp_${ctx.random.hex(16)}`
    await insertAdopted(ctx.db, {
      id, node: ctx.node.id, content: manifest.content, requested_by: whoCalls(ctx), locked_with: body.passphrase === undefined ? 'recipients' : 'passphrase',
      taken_at: new Date(manifest.taken_at), file: body.file, build: manifest.build, schema: manifest.schema, ...(await checksumsOf(file)),
    })
    return present(await found(ctx, id))
  },
  async delete({ params }, ctx) {
    const row = await found(ctx, params.id)
    if (row.state === 'deleted' || row.state === 'running' || row.state === 'requested') throw NotReady()
    if (row.file !== null && row.folder !== null) {
      if (row.node !== ctx.node.id) throw new Problem(409, 'backup_elsewhere', `This backup lies on the node ${row.node}; ask that node.`)
      await removeFiles(join(row.folder, row.file))
    }
    await markDeleted(ctx.db, row.id, `Deleted by ${whoCalls(ctx)}.`)
  },
}

/** The backup and what lies next to it. */
export async function removeFiles(file: string): Promise<void> {
  for (const suffix of ['', '.part', '.md5', '.sha256', '.certificate.json']) await rm(`${file}${suffix}`, { force: true })
}

export const backups = implement<OperateContext, typeof backupsContract>(backupsContract, handlers)
