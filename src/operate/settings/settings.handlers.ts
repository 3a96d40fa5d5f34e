import { implement, type Handlers } from '#kernel/operation.ts'
import type { SettingDeclaration } from '#kernel/setting.ts'
import type { Bag, Static } from '#kernel/schema.ts'
import { whoCalls, type OperateContext } from '../context/index.ts'
import { changeSettings, find, restoreSettings, shown } from './change.ts'
import { SettingNotFound, settingsContract, VersionNotFound, type Setting } from './settings.contract.ts'
import { countVersions, versionExists, versions } from './settings.store.ts'

function present({ node }: OperateContext, declared: SettingDeclaration): Setting {
  const origin = node.settings.origin(declared)
  const { id, title, about, unit, scope, environment, secret = false } = declared
  return {
    id, title, about, origin, scope, secret,
    value: secret ? null : node.settings.get(declared),
    default: secret ? null : declared.default,
    ...(secret ? { is_set: origin !== 'default' } : {}),
    ...(unit === undefined ? {} : { unit }),
    takes_effect: declared.takesEffect,
    ...(environment === undefined ? {} : { environment }),
    schema: declared.schema as Static<ReturnType<typeof Bag>>,
  }
}

const handlers: Handlers<typeof settingsContract, OperateContext> = {
  list: async (_input, ctx) => [...ctx.node.declarations].sort((a, b) => (a.id < b.id ? -1 : 1)).map((declared) => present(ctx, declared)),

  async get({ params }, ctx) {
    const declared = find(ctx, params.id)
    if (!declared) throw SettingNotFound()
    return present(ctx, declared)
  },

  update: ({ body }, ctx) => changeSettings(ctx, whoCalls(ctx), body),

  async history({ query, page }, ctx) {
    const rows = await versions(ctx.db, query.setting, page.offset, page.limit)
    const items = rows.map(({ version, changed_at, changed_by, restores, note, changes }) => ({
      version, changed_at: changed_at.toISOString(), changed_by,
      ...(restores === null ? {} : { restores }),
      ...(note === null ? {} : { note }),
      changes: changes.map((change) => shown(find(ctx, change.setting), change)),
    }))
    return { items, total: await countVersions(ctx.db, query.setting) }
  },

  async rollback({ params }, ctx) {
    const version = /^\d{1,15}$/.test(params.version) ? Number(params.version) : undefined
    // 0 is the state before the first change.
    if (version === undefined || (version !== 0 && !(await versionExists(ctx.db, version)))) throw VersionNotFound()
    return restoreSettings(ctx, whoCalls(ctx), version)
  },
}

export const settings = implement<OperateContext, typeof settingsContract>(settingsContract, handlers)
