import { implement } from '#kernel/operation.ts'
import { patched } from '#kernel/patch.ts'
import type { Static } from '#kernel/schema.ts'
import type { ApiContext } from '#platform/context/index.ts'
import { changeSettingsPart, settingsPart } from '#resources/tenants/index.ts'
import { brandingContract, NotYet, OnlyNewExperience, promptsContract, type Branding, type Prompts } from './branding.contract.ts'

type Members = Record<string, unknown>

/** Groups are changed member by member; one that is left empty goes. */
function merged(before: Members, changes: Members): Members {
  const after = patched(before, changes)
  for (const group of ['colors', 'font']) {
    if (!changes[group]) continue
    after[group] = patched((before[group] as Members | undefined) ?? {}, changes[group] as Members)
    if (Object.keys(after[group] as Members).length === 0) delete after[group]
  }
  return after
}

export const branding = implement<ApiContext, typeof brandingContract>(brandingContract, {
  get: async (_, ctx) => settingsPart(ctx, 'branding') as Static<typeof Branding>,
  update: async ({ body }, ctx) => (await changeSettingsPart(ctx, 'branding', (before) => merged(before, body))) as Static<typeof Branding>,
})

const shown = (stored: Members): Static<typeof Prompts> => ({
  universal_login_experience: 'new', identifier_first: false, webauthn_platform_first_factor: false, ...stored,
})

export const prompts = implement<ApiContext, typeof promptsContract>(promptsContract, {
  get: async (_, ctx) => shown(settingsPart(ctx, 'prompts')),

  async update({ body }, ctx) {
    // What would be stored and not be done would be a promise broken in silence.
    if (body.universal_login_experience === 'classic') throw OnlyNewExperience()
    for (const field of ['identifier_first', 'webauthn_platform_first_factor'] as const) if (body[field] === true) throw NotYet(field)()
    return shown(await changeSettingsPart(ctx, 'prompts', (before) => patched(before, body)))
  },
})
