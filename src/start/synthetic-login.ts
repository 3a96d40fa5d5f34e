/** Who signs in every minute: an application and a person, made in the tenant that the setting names and made again when somebody deletes them. */
import { isSynthetic, syntheticClientPrefix, syntheticUserId } from '#kernel/synthetic.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { storePassword } from '#connections/passwords/index.ts'
import type { Canary } from '#operate/synthetic-login/index.ts'
import { createClient, findClient, type Client } from '#resources/clients/index.ts'
import { enableClients, findConnection } from '#resources/connections/index.ts'
import { createUser, findUser } from '#resources/users/index.ts'
import { withinTenant, type LiveContext } from './process-context.ts'
import { lockSyntheticLogin, oldestDatabaseConnection, putSyntheticLogin, selectSyntheticLogin } from './synthetic-login.store.ts'

/** Neither leads anywhere (RFC 2606 section 2). */
const redirectUri = 'https://synthetic-login.invalid/callback'
const email = 'synthetic-login@synthetic-login.invalid'

type Furnished = { client: Client; password: string }

/** Rejects with a sentence. */
export async function furnishSyntheticLogin(context: LiveContext, name: string): Promise<Canary> {
  const tenant = await context.cache.tenant(name)
  if (!tenant) throw new Error(`There is no tenant ${name}; correct monitoring.synthetic-login-tenant.`)
  const ctx = withinTenant(context, tenant)
  const { client, password } = (await present(ctx)) ?? (await make(ctx))
  return { origin: ctx.origin, clientId: client.client_id, clientSecret: client.client_secret ?? '', redirectUri, userId: syntheticUserId, identifier: email, password }
}

async function present(ctx: TenantContext): Promise<Furnished | undefined> {
  const stored = await selectSyntheticLogin(ctx.db, ctx.tenant.id)
  const [client, user] = stored ? await Promise.all([findClient(ctx, stored.client_id), findUser(ctx, syntheticUserId)]) : []
  const password = stored && opened(ctx, stored.password_sealed)
  return client && user && password !== undefined ? { client, password } : undefined
}

/** undefined: it was sealed with the key of another appliance. */
function opened(ctx: TenantContext, sealed: Buffer): string | undefined {
  try {
    return ctx.secrets.open(sealed)
  } catch {
    return undefined
  }
}

async function make(outer: TenantContext): Promise<Furnished> {
  const furnished = await outer.db.transaction(async (tx) => {
    const ctx = { ...outer, db: tx }
    const { tenant } = ctx
    await lockSyntheticLogin(tx, tenant.id)
    // Another node may have been faster.
    const there = await present(ctx)
    if (there) return there
    const named = await oldestDatabaseConnection(tx, tenant.id)
    const connection = named && (await findConnection(ctx, named.name))
    if (!connection) throw new Error(`The tenant ${tenant.name} has no database connection that a person could sign in with.`)
    const stored = await selectSyntheticLogin(tx, tenant.id)
    const client = (stored && isSynthetic(stored) && (await findClient(ctx, stored.client_id))) || await createClient(ctx, {
      name: 'Synthetic login', description: 'Signs in every minute to find out whether people can. Made by the appliance; it comes back when it is deleted.', app_type: 'regular_web',
      callbacks: [redirectUri], grant_types: ['authorization_code'], token_endpoint_auth_method: 'client_secret_post',
    }, { clientId: `${syntheticClientPrefix}${ctx.random.alphanumeric(16)}` })
    await enableClients(tx, tenant.id, connection.id, [client.client_id])
    const { name: label } = client
    if (!(await findUser(ctx, syntheticUserId))) {
      await createUser(ctx, connection.name, { user_id: syntheticUserId.slice('auth0|'.length), email, email_verified: true, username: 'synthetic-login', name: label })
    }
    // One of each kind, whatever the policy asks for; and nothing of the person's name.
    const password = `Aa1!${ctx.random.token(30)}`
    await storePassword(ctx, connection, syntheticUserId, password)
    await putSyntheticLogin(tx, tenant.id, { client_id: client.client_id, password_sealed: ctx.secrets.seal(password) })
    return { client, password }
  })
  await outer.cache.settled(outer.tenant.id)
  return furnished
}
