import { implement } from '#kernel/operation.ts'
import { Problem } from '#kernel/problem.ts'
import type { ApiContext } from '#platform/context/index.ts'
import { fromRow, toRow } from './clients.rows.ts'
import { lockClient, selectClient, updateClientRow } from './clients.store.ts'
import { addCredential, withoutReference } from './credentials.acts.ts'
import { clientCredentialsContract, CredentialClientUnknown, CredentialNotFound, TooManyCredentials } from './credentials.contract.ts'
import { credentialFrom } from './credentials.material.ts'
import type { CredentialShown } from './credentials.schema.ts'
import { deleteCredential, selectCredentials, setExpiry, type CredentialRow } from './credentials.store.ts'

const most = 20

function show(row: CredentialRow): CredentialShown {
  const { pem: _, created_at, updated_at, expires_at, ...rest } = row
  return {
    ...(Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null)) as Pick<CredentialShown, 'id' | 'name' | 'credential_type'>),
    created_at: created_at.toISOString(),
    updated_at: updated_at.toISOString(),
    ...(expires_at && { expires_at: expires_at.toISOString() }),
  }
}

async function credentials(ctx: ApiContext, clientId: string): Promise<CredentialRow[]> {
  if (!(await selectClient(ctx.db, ctx.tenant.id, clientId))) throw CredentialClientUnknown()
  return selectCredentials(ctx.db, ctx.tenant.id, clientId)
}

export const clientCredentials = implement<ApiContext, typeof clientCredentialsContract>(clientCredentialsContract, {
  list: async ({ params }, ctx) => (await credentials(ctx, params.client_id)).map(show),

  create({ params, body }, ctx) {
    const credential = credentialFrom(ctx.random, body)
    if (credential.expires_at && credential.expires_at <= ctx.clock.now()) {
      throw new Problem(400, 'invalid_body', "Payload validation error: 'The credential has expired already' on property expires_at.")
    }
    return ctx.db.transaction(async (tx) => {
      if (!(await lockClient(tx, ctx.tenant.id, params.client_id))) throw CredentialClientUnknown()
      if ((await selectCredentials(tx, ctx.tenant.id, params.client_id)).length >= most) throw TooManyCredentials()
      return show(await addCredential(tx, ctx.tenant.id, params.client_id, credential))
    })
  },

  async get({ params }, ctx) {
    const found = (await credentials(ctx, params.client_id)).find(({ id }) => id === params.credential_id)
    if (!found) throw CredentialNotFound()
    return show(found)
  },

  async update({ params, body }, ctx) {
    if (!(await selectClient(ctx.db, ctx.tenant.id, params.client_id))) throw CredentialClientUnknown()
    const expiresAt = body.expires_at ? new Date(body.expires_at) : null
    const changed = await setExpiry(ctx.db, ctx.tenant.id, params.client_id, params.credential_id, expiresAt, ctx.clock.now())
    if (!changed) throw CredentialNotFound()
    return show(changed)
  },

  /** A key that has leaked must go at once, so a reference to it is no obstacle: it goes with the key, and what it opened stays shut. */
  delete: ({ params }, ctx) =>
    ctx.db.transaction(async (tx) => {
      const row = await lockClient(tx, ctx.tenant.id, params.client_id)
      if (!row || (await deleteCredential(tx, ctx.tenant.id, params.client_id, params.credential_id)) === 0) return
      const client = fromRow(ctx, row)
      const rest = withoutReference(client, params.credential_id)
      if (rest) await updateClientRow(tx, ctx.tenant.id, toRow(ctx, { ...client, ...rest }))
    }),
})
