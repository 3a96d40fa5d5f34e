import { implement, type Page, type PageRequest } from '#kernel/operation.ts'
import type { ProblemKind } from '#kernel/problem.ts'
import type { ApiContext } from '#platform/context/index.ts'
import { ForeignKeyViolation, UniqueViolation } from '#platform/postgres/index.ts'
import * as held from './permissions.store.ts'
import { ApiUnknown, PermissionUnknown, RoleExists, RoleNotFound, rolesContract, RoleUnknown, UsersUnknown } from './roles.contract.ts'
import * as store from './roles.store.ts'

export const windowOf = ({ offset, limit, includeTotals }: PageRequest): store.Window => ({ offset, limit, count: includeTotals })

export const showRole = ({ id, name, description }: store.RoleRow) => ({ id, name, ...(description !== null && { description }) })

export function showPermission<T extends held.PermissionRow>({ resource_server_name: name, description, ...rest }: T) {
  return { ...rest, ...(name !== null && { resource_server_name: name }), ...(description !== null && { description }) }
}

export async function pageOf<Row, Shown>(found: Promise<store.Counted<Row>>, show: (row: Row) => Shown): Promise<Page<Shown>> {
  const { rows, total } = await found
  return { items: rows.map(show), total }
}

/** A row that vanished between the check and the act is as missing as one that never was. */
export async function orGone(gone: ProblemKind, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    throw error instanceof ForeignKeyViolation ? gone({ cause: error }) : error
  }
}

/** Throws ApiUnknown or PermissionUnknown unless every one is a scope of an API of this tenant. */
export async function checkPermissions(ctx: ApiContext, keys: readonly held.PermissionKey[]): Promise<void> {
  const unknown = await held.unknownPermissions(ctx.db, ctx.tenant.id, keys)
  if (unknown.some((each) => each.no_api)) throw ApiUnknown()
  if (unknown.length > 0) throw PermissionUnknown()
}

async function found(ctx: ApiContext, id: string, missing: ProblemKind = RoleNotFound): Promise<store.RoleRow> {
  const role = await store.selectRole(ctx.db, ctx.tenant.id, id)
  if (!role) throw missing()
  return role
}

async function once<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof UniqueViolation ? RoleExists({ cause: error }) : error
  }
}

export const roles = implement<ApiContext, typeof rolesContract>(rolesContract, {
  list: ({ query, page }, ctx) => pageOf(store.pageOfRoles(ctx.db, ctx.tenant.id, query.name_filter, windowOf(page)), showRole),

  async create({ body }, ctx) {
    const role = { id: `rol_${ctx.random.alphanumeric(16)}`, name: body.name, description: body.description ?? null }
    return showRole(await once(() => store.insertRole(ctx.db, ctx.tenant.id, role, ctx.clock.now())))
  },

  get: async ({ params }, ctx) => showRole(await found(ctx, params.id)),

  async update({ params, body }, ctx) {
    const role = await once(() => store.updateRole(ctx.db, ctx.tenant.id, params.id, body))
    if (!role) throw RoleNotFound()
    return showRole(role)
  },

  async delete({ params }, ctx) {
    if (!(await store.deleteRole(ctx.db, ctx.tenant.id, params.id))) throw RoleNotFound()
    return {}
  },

  async permissions({ params, page }, ctx) {
    await found(ctx, params.id)
    return pageOf(held.permissionsOfRole(ctx.db, ctx.tenant.id, params.id, windowOf(page)), showPermission)
  },

  async addPermissions({ params, body }, ctx) {
    await found(ctx, params.id, RoleUnknown)
    await checkPermissions(ctx, body.permissions)
    await orGone(RoleUnknown, () => held.addPermissions(ctx.db, ctx.tenant.id, 'role', params.id, body.permissions))
    return {}
  },

  async removePermissions({ params, body }, ctx) {
    await found(ctx, params.id, RoleUnknown)
    await held.removePermissions(ctx.db, ctx.tenant.id, 'role', params.id, body.permissions)
  },

  async users({ params, page }, ctx) {
    await found(ctx, params.id)
    if (page.from === undefined) return pageOf(store.pageOfMembers(ctx.db, ctx.tenant.id, params.id, windowOf(page)), showMember)
    const members = await store.membersAfter(ctx.db, ctx.tenant.id, params.id, markedUser(page.from), page.limit + 1)
    const items = members.slice(0, page.limit).map(showMember)
    return { items, total: items.length, next: members.length > page.limit ? mark(items.at(-1)!.user_id) : undefined }
  },

  async assign({ params, body }, ctx) {
    await found(ctx, params.id)
    const users = [...new Set(body.users)]
    if ((await store.countUsers(ctx.db, ctx.tenant.id, users)) !== users.length) throw UsersUnknown()
    await orGone(UsersUnknown, () => store.assignRoles(ctx.db, ctx.tenant.id, users, [params.id], ctx.clock.now()))
    return {}
  },
})

function showMember({ user_id, email, name, picture }: store.Member) {
  return { user_id, ...(email !== null && { email }), ...(name !== null && { name }), ...(picture !== null && { picture }) }
}

/** A checkpoint names the last user seen. */
const mark = (userId: string): string => Buffer.from(userId).toString('base64url')
const markedUser = (from: string): string => Buffer.from(from, 'base64url').toString('utf8').replaceAll('\u0000', '')
