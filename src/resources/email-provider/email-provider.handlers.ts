import { implement } from '#kernel/operation.ts'
import { Problem } from '#kernel/problem.ts'
import type { ApiContext } from '#platform/context/index.ts'
import { emailProviderContract, OnlySmtp, ProviderExists, ProviderGone, ProviderMissing, type Credentials } from './email-provider.contract.ts'
import { deleteProvider, insertProvider, lockProvider, selectProvider, updateProvider, type ProviderRow } from './email-provider.store.ts'

const opened = (ctx: ApiContext, row: ProviderRow): Credentials => JSON.parse(ctx.secrets.open(Buffer.from(row.credentials_sealed))) as Credentials

/** Passwords are never shown again. */
function show(ctx: ApiContext, row: ProviderRow) {
  const { smtp_host, smtp_port, smtp_user } = opened(ctx, row)
  return {
    name: row.name,
    enabled: row.enabled,
    ...(row.default_from_address !== null && { default_from_address: row.default_from_address }),
    credentials: { ...(smtp_host !== undefined && { smtp_host }), ...(smtp_port !== undefined && { smtp_port }), ...(smtp_user !== undefined && { smtp_user }) },
    settings: row.settings,
  }
}

type Sent = { name?: string; credentials?: Credentials; enabled?: boolean; default_from_address?: string; settings?: Record<string, unknown> | null }

/** @param credentials as they are before the change. */
function rowFrom(ctx: ApiContext, sent: Sent, before: ProviderRow | undefined, credentials: Credentials): ProviderRow {
  const name = sent.name ?? before?.name
  if (name !== 'smtp') throw OnlySmtp()
  const after = { ...credentials, ...sent.credentials }
  const alien = Object.keys(after).find((member) => !member.startsWith('smtp_'))
  if (alien !== undefined) throw new Problem(400, 'invalid_body', `Payload validation error: 'Additional properties not allowed: ${alien}' on property credentials.`)
  if (after.smtp_host === undefined) throw new Problem(400, 'invalid_body', "Payload validation error: 'Missing required property: smtp_host' on property credentials.")
  return {
    name,
    enabled: sent.enabled ?? before?.enabled ?? true,
    default_from_address: sent.default_from_address ?? before?.default_from_address ?? null,
    credentials_sealed: ctx.secrets.seal(JSON.stringify(after)),
    settings: sent.settings === undefined ? (before?.settings ?? {}) : (sent.settings ?? {}),
  }
}

export const emailProvider = implement<ApiContext, typeof emailProviderContract>(emailProviderContract, {
  async get(_, ctx) {
    const row = await selectProvider(ctx.db, ctx.tenant.id)
    if (!row) throw ProviderMissing()
    return show(ctx, row)
  },

  async create({ body }, ctx) {
    const row = rowFrom(ctx, body, undefined, {})
    if ((await insertProvider(ctx.db, ctx.tenant.id, row)) === 0) throw ProviderExists()
    return show(ctx, row)
  },

  update: ({ body }, ctx) =>
    ctx.db.transaction(async (tx) => {
      const before = await lockProvider(tx, ctx.tenant.id)
      if (!before) throw ProviderMissing()
      const row = rowFrom(ctx, body, before, opened(ctx, before))
      await updateProvider(tx, ctx.tenant.id, row)
      return show(ctx, row)
    }),

  async delete(_, ctx) {
    if ((await deleteProvider(ctx.db, ctx.tenant.id)) === 0) throw ProviderGone()
  },
})
