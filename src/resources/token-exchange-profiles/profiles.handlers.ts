import { checkpointPage, keyOfCursor } from '#kernel/cursor.ts'
import { implement, type Handlers } from '#kernel/operation.ts'
import { Problem } from '#kernel/problem.ts'
import type { ApiContext } from '#platform/context/index.ts'
import { UniqueViolation } from '#platform/postgres/index.ts'
import { profileOf } from './profiles.acts.ts'
import { ActionNotFound, OtherSubjectTypeTaken, ProfileNotFound, profilesContract, ProfileToChangeNotFound, SubjectTypeTaken, TooManyProfiles } from './profiles.contract.ts'
import { checkSubjectTokenType, checkTrustedIssuer } from './profiles.rules.ts'
import { deleteProfile, insertProfile, selectProfile, selectProfilesAfter, updateProfile } from './profiles.store.ts'

/** As many as the compatible service allows. */
const most = 100

const handlers: Handlers<typeof profilesContract, ApiContext> = {
  async list({ page }, ctx) {
    const rows = await selectProfilesAfter(ctx.db, ctx.tenant.id, page.from === undefined ? '' : keyOfCursor(page.from), page.limit + 1)
    return checkpointPage(rows.map(profileOf), page.limit, ({ id }) => id)
  },

  async get({ params }, ctx) {
    const row = await selectProfile(ctx.db, ctx.tenant.id, params.id)
    if (!row) throw ProfileNotFound()
    return profileOf(row)
  },

  async create({ body }, ctx) {
    const { action_id, trusted_issuer, ...rest } = body
    if (action_id !== undefined) throw ActionNotFound()
    if (!trusted_issuer) throw new Problem(400, 'invalid_body', "Payload validation error: 'Missing required property: trusted_issuer (this server has no Actions yet; who issues the subject tokens decides)'.")
    checkSubjectTokenType(rest.subject_token_type)
    await checkTrustedIssuer(ctx, trusted_issuer)
    const now = ctx.clock.now()
    const row = await unique(SubjectTypeTaken, () =>
      insertProfile(ctx.db, ctx.tenant.id, { ...rest, id: `tep_${ctx.random.alphanumeric(16)}`, trusted_issuer, created_at: now, updated_at: now }, most))
    if (!row) throw TooManyProfiles()
    return profileOf(row)
  },

  async update({ params, body }, ctx) {
    if (body.subject_token_type !== undefined) checkSubjectTokenType(body.subject_token_type)
    if (body.trusted_issuer !== undefined) await checkTrustedIssuer(ctx, body.trusted_issuer)
    const row = await unique(OtherSubjectTypeTaken, () => updateProfile(ctx.db, ctx.tenant.id, params.id, body, ctx.clock.now()))
    if (!row) throw ProfileToChangeNotFound()
    return profileOf(row)
  },

  async delete({ params }, ctx) {
    await deleteProfile(ctx.db, ctx.tenant.id, params.id)
  },
}

async function unique<T>(taken: () => Problem, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof UniqueViolation ? taken() : error
  }
}

export const tokenExchangeProfiles = implement<ApiContext, typeof profilesContract>(profilesContract, handlers)
