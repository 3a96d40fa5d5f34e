import type { ApiContext } from '#platform/context/index.ts'
import { lockSettings, updateSettings } from './tenants.store.ts'

/** Members of the stored settings that are nouns of their own in the API; `GET /tenants/settings` does not show them. */
export const settingsParts = ['branding', 'prompts'] as const
export type SettingsPart = (typeof settingsParts)[number]
type Part = Record<string, unknown>

export const settingsPart = (ctx: Pick<ApiContext, 'tenant'>, name: SettingsPart): Part => (ctx.tenant.settings[name] as Part | undefined) ?? {}

/** Two changes at once follow one another. Resolves to the part after the change. */
export const changeSettingsPart = (ctx: Pick<ApiContext, 'db' | 'tenant'>, name: SettingsPart, change: (before: Part) => Part): Promise<Part> =>
  ctx.db.transaction(async (tx) => {
    const settings = await lockSettings(tx, ctx.tenant.id)
    const after = change((settings[name] as Part | undefined) ?? {})
    await updateSettings(tx, ctx.tenant.id, { ...settings, [name]: after })
    return after
  })
