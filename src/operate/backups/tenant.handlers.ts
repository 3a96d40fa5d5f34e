/** Takes one tenant out of a backup: the backup becomes a database beside, in a process of its own, and the tenant is copied from there in one transaction. */
import { join } from 'node:path'
import { implement } from '#kernel/operation.ts'
import { Problem } from '#kernel/problem.ts'
import { BackupUnreadable } from '#platform/archive/index.ts'
import { quietLogger } from '#platform/log/index.ts'
import { connect, UniqueViolation, type EmbeddedConnection } from '#platform/postgres/index.ts'
import { ErrandFailed, sendErrand } from '#platform/processes/index.ts'
import type { OperateContext } from '../context/index.ts'
import { fileOf } from './backups.handlers.ts'
import type { TenantThen } from './format.ts'
import { nodeIdentity } from './lock.ts'
import { readManifest, type Able } from './read.ts'
import { NoSuchTenant, OtherKey, RootNotAlone, tenantRestoreContract, TenantThere, type RestoredTenant } from './tenant.contract.ts'
import type { Opening } from './tenant.process.ts'
import { copyTenant, sealedOf, tenantNamed, tenantsThen, usersOf } from './tenant.store.ts'

export type TenantRestoring = {
  able: () => Able
  migrations: string
  /** Throws a Problem where no new tenant may have the name. */
  checkName: (name: string) => void
  /** After a tenant came: its addresses follow its name, and nobody keeps that the name is free. */
  settle: (ctx: OperateContext, tenantId: number) => Promise<void>
}

export const createTenantRestore = ({ able, migrations, checkName, settle }: TenantRestoring) => implement<OperateContext, typeof tenantRestoreContract>(tenantRestoreContract, {
  async create({ params, body }, ctx): Promise<RestoredTenant> {
    const { row, file } = await fileOf(ctx, params.id)
    const name = body.as ?? body.tenant
    if (body.as !== undefined) checkName(body.as)
    if (row.content === 'secrets') throw new Problem(400, 'no_data', 'This backup holds keys and certificates alone; name one of the data.')
    if (await tenantNamed(ctx.db, name)) throw TenantThere()
    const request: Opening = {
      file, keys: { identities: [await nodeIdentity(ctx.node.dataDir)], passphrase: body.passphrase }, scratch: join(row.folder!, `tenant-${ctx.random.hex(3)}`), able: able(), migrations,
    }
    // Whatever can be known without the whole backup is said at once.
    const { tenants } = await readManifest(file, request.keys).catch((reason: unknown) => {
      throw reason instanceof BackupUnreadable ? new Problem(400, 'backup_unreadable', reason.message) : reason
    })
    if (tenants) checkTenant(body.tenant, tenants)
    let copied: Copied | undefined
    let refusal: unknown
    const errand = sendErrand<{ taken_at: string }>({
      exec: join(import.meta.dirname, 'tenant.process.ts'), request,
      // The errand takes its database down before anybody is told.
      onAsked: async (connection) => void (await copy(ctx, connection as EmbeddedConnection, body.tenant, name).then((done) => (copied = done), (reason: unknown) => (refusal = reason))),
    })
    const { taken_at } = await errand.done.catch((reason: unknown) => {
      throw reason instanceof ErrandFailed ? new Problem(400, 'backup_unreadable', reason.message) : reason
    })
    if (!copied) throw refusal
    const { id, rows, leftOut, users } = copied
    await settle(ctx, id)
    return { tenant: name, from: body.tenant, taken_at, users, rows, left_out: leftOut, sentence: `The tenant ${name} is as ${body.tenant} was on ${taken_at}: ${users} users, ${rows} rows in all${leftOut === 0 ? '' : `; ${leftOut} rows were left out, because something that is here now stands in their way`}.` }
  },
})

function checkTenant(wanted: string, tenants: readonly TenantThen[]): void {
  const found = tenants.find(({ name }) => name === wanted)
  if (!found) throw new Problem(NoSuchTenant.status, NoSuchTenant.code, `The backup holds no tenant "${wanted}"; it holds ${tenants.filter(({ is_root }) => !is_root).map(({ name }) => name).join(', ')}.`)
  if (found.is_root) throw RootNotAlone()
}

type Copied = { id: number; rows: number; leftOut: number; users: number }

async function copy(ctx: OperateContext, connection: EmbeddedConnection, wanted: string, name: string): Promise<Copied> {
  const from = await connect({ url: connection, log: quietLogger, poolSize: 1 })
  try {
    checkTenant(wanted, await tenantsThen(from))
    const found = (await tenantNamed(from, wanted))!
    const sealed = await sealedOf(from, found.id)
    if (sealed && !opens(ctx, sealed)) throw OtherKey()
    const copied = await ctx.db.transaction((to) => copyTenant(from, to, { id: found.id, name }))
    return { ...copied, users: await usersOf(ctx.db, copied.id) }
  } catch (reason) {
    throw reason instanceof UniqueViolation ? TenantThere() : reason
  } finally {
    await from.close()
  }
}

function opens({ secrets }: OperateContext, sealed: Buffer): boolean {
  try {
    secrets.open(sealed)
    return true
  } catch {
    return false
  }
}
