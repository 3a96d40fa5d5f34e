/** One change of settings: checked whole, written whole with its version, then told to every process. */
import { isDeepStrictEqual } from 'node:util'
import { Problem } from '#kernel/problem.ts'
import type { SettingDeclaration } from '#kernel/setting.ts'
import type { Database } from '#platform/postgres/index.ts'
import { seal, unseal } from '#platform/settings/index.ts'
import type { OperateContext } from '../context/index.ts'
import { beginSettings } from '../activity/index.ts'
import { complaint } from './complaint.ts'
import { forcedMode, sequentialUpdates } from '../nodes/index.ts'
import { SettingNotFound } from './settings.contract.ts'
import { lockSettings, stateAt, storedValues, writeVersion, type StoredChange } from './settings.store.ts'

export type Outcome = { version?: number; changes: { id: string; before: unknown; after: unknown }[]; waits_for_restart: string[] }
type Changing = Pick<OperateContext, 'db' | 'secrets' | 'node'>

/** @param wanted plain values by id; null goes back to the default. */
export async function changeSettings(ctx: Changing, by: string, wanted: Readonly<Record<string, unknown>>): Promise<Outcome> {
  for (const [id, value] of Object.entries(wanted)) requireFit(ctx, id, value)
  return write(ctx, by, null, async () => Object.entries(wanted))
}

/** The state that `version` left behind. What the environment decides stays as it is. */
export const restoreSettings = (ctx: Changing, by: string, version: number, note: string | null = null): Promise<Outcome> =>
  write(ctx, by, { version, note }, async (tx) => {
    const state = await stateAt(tx, version)
    return state.flatMap(({ setting, value }) => {
      const declared = find(ctx, setting)
      if (!declared || ctx.node.settings.origin(declared) === 'environment') return []
      const plain = value === null ? null : unseal(declared, value, ctx.secrets)
      // Schemas may have become stricter since.
      return plain === undefined || (plain !== null && complaint(declared, plain)) ? [] : [[setting, plain] as const]
    })
  })

async function write(ctx: Changing, by: string, restores: { version: number; note: string | null } | null, wanted: (tx: Database) => Promise<readonly (readonly [string, unknown])[]>): Promise<Outcome> {
  const written = await ctx.db.transaction(async (tx) => {
    await lockSettings(tx)
    const stored = await storedValues(tx)
    const changes = (await wanted(tx)).flatMap(([id, value]): StoredChange[] => {
      const declared = find(ctx, id)!
      const before = stored.get(id) ?? null
      const same = value === null ? before === null : before !== null && isDeepStrictEqual(unseal(declared, before, ctx.secrets), value)
      return same ? [] : [{ setting: id, before, after: value === null ? null : seal(declared, value, ctx.secrets) }]
    })
    if (changes.length === 0) return { changes, version: undefined }
    const version = await writeVersion(tx, by, changes, restores?.version ?? null, restores?.note ?? null)
    const title = `${restores ? `Version ${restores.version} of the settings again` : 'Settings'}: ${changes.map(({ setting }) => setting).join(', ')}`
    // What is taken back is taken back everywhere at once.
    const chosen = (await forcedMode(tx)) ?? (ctx.node.settings.get(sequentialUpdates) ? 'sequential' : 'parallel')
    const mode = restores?.note === undefined ? chosen : 'parallel'
    await beginSettings(tx, { version, by, title, mode, first: ctx.node.id })
    return { changes, version }
  })
  if (written.version !== undefined) await ctx.node.settingsChanged()
  const changed = written.changes.map(({ setting }) => find(ctx, setting)!)
  return {
    ...(written.version === undefined ? {} : { version: written.version }),
    changes: written.changes.map((change) => shown(find(ctx, change.setting), change)),
    waits_for_restart: changed.filter(({ takesEffect }) => takesEffect === 'restart').map(({ id }) => id),
  }
}

function requireFit({ node }: Changing, id: string, value: unknown): void {
  const declared = node.declarations.find((each) => each.id === id)
  if (!declared) throw SettingNotFound({ extra: { setting: id } })
  if (node.settings.origin(declared) === 'environment') {
    throw new Problem(409, 'setting_from_environment', `${id} (${declared.title}) is decided by the environment variable ${declared.environment}, which wins over what is stored; change it there and restart, or remove it.`)
  }
  const wrong = value === null ? undefined : complaint(declared, value)
  if (wrong) throw new Problem(400, 'invalid_setting', wrong, { extra: { setting: id } })
}

export const find = ({ node }: Pick<OperateContext, 'node'>, id: string): SettingDeclaration | undefined => node.declarations.find((each) => each.id === id)

/** A stored change as people may see it. */
export function shown(declared: SettingDeclaration | undefined, { setting, before, after }: StoredChange) {
  const show = (value: unknown) => (value === null ? null : !declared || declared.secret ? '*****' : value)
  return { id: setting, before: show(before), after: show(after) }
}
