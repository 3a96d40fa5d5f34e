import { implement, type Handlers } from '#kernel/operation.ts'
import { whoCalls, type OperateContext } from '../context/index.ts'
import { dataBytes } from './backups.store.ts'
import { examineDevice, makeFolder, roomMissing, size } from './device.ts'
import { backupRolesContract, FolderExists, NoRole, NotDedicated } from './roles.contract.ts'
import { allRoles, putRole, removeRole, type RoleRow } from './roles.store.ts'

const present = ({ hostname, assigned_at, ...role }: RoleRow) => ({ ...role, hostname: hostname ?? '', assigned_at: assigned_at.toISOString() })

const handlers: Handlers<typeof backupRolesContract, OperateContext> = {
  list: async (_input, ctx) => (await allRoles(ctx.db)).map(present),
  async examine({ body }, ctx) {
    const device = await examineDevice(body.device, ctx.node.dataDir)
    const data = await dataBytes(ctx.db)
    const missing = roomMissing(device.free, data)
    const sentence = missing ?? `${size(device.free)} are free, ${size(data)} is the database${device.dedicated ? '' : '; but it is on the same device as the data'}.`
    return { ...device, data, suitable: missing === undefined && device.dedicated, sentence }
  },
  async assign({ body }, ctx) {
    const device = await examineDevice(body.device, ctx.node.dataDir)
    const forced = body.force ?? false
    if (!forced && device.exists) throw FolderExists()
    if (!forced && !device.dedicated) throw NotDedicated()
    await makeFolder(device.folder)
    await putRole(ctx.db, { node: ctx.node.id, folder: device.folder, dedicated: device.dedicated, forced, assigned_by: whoCalls(ctx) })
    return present((await allRoles(ctx.db)).find(({ node }) => node === ctx.node.id)!)
  },
  async release({ params }, ctx) {
    if ((await removeRole(ctx.db, params.node)) === 0) throw NoRole()
  },
}

export const backupRoles = implement<OperateContext, typeof backupRolesContract>(backupRolesContract, handlers)
