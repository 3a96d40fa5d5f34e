/** The person's yes: it counts once they have signed in as the one who was asked. */
import type { HttpReply } from '#kernel/exchange.ts'
import { beginLogin, finishLogin, type Resumed } from '#login/index.ts'
import { findClient, type Client } from '#resources/clients/index.ts'
import { record } from '#resources/logs/index.ts'
import { findSession } from '#resources/sessions/index.ts'
import { findUser } from '#resources/users/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { openSession, sessionSecret, type Presence } from '../browser/index.ts'
import { findAudience, scopesForPerson } from '../policy/index.ts'
import { decide, pendingRequest, type BackchannelRequest } from './ciba.store.ts'
import { donePage, gonePage, otherPersonPage } from './pages.ts'

/** What a login transaction keeps of an approval. */
type Approval = { kind: 'approval'; link: string }

export const isApproval = (protocol: unknown): protocol is Approval =>
  protocol !== null && typeof protocol === 'object' && (protocol as Partial<Approval>).kind === 'approval' && typeof (protocol as Partial<Approval>).link === 'string'

/** The button was pressed in this browser. A session of somebody else's does not serve, and is left alone. */
export async function approved(ctx: TenantContext, client: Client, asked: BackchannelRequest, linkHash: Buffer): Promise<HttpReply> {
  const secret = sessionSecret(ctx.request)
  const session = secret === undefined ? undefined : await findSession(ctx, secret)
  if (session?.user_id === asked.user_id) return finish(ctx, linkHash, { by: 'session', session })
  const user = await findUser(ctx, asked.user_id)
  const protocol: Approval = { kind: 'approval', link: linkHash.toString('base64url') }
  return beginLogin(ctx, { clientId: client.client_id, hints: { loginHint: user?.email ?? undefined }, protocol })
}

/** Back from the login pages. */
export async function resumeApproval(ctx: TenantContext, resumed: Resumed, approval: Approval): Promise<HttpReply> {
  if (!(await finishLogin(ctx, resumed.state))) return gonePage(ctx)
  return finish(ctx, Buffer.from(approval.link, 'base64url'), { by: 'login', result: resumed.result })
}

async function finish(ctx: TenantContext, linkHash: Buffer, presence: Presence): Promise<HttpReply> {
  const asked = await pendingRequest(ctx.db, ctx.tenant.id, linkHash, ctx.clock.now())
  const client = asked && (await findClient(ctx, asked.client_id))
  if (!asked || !client) return gonePage(ctx)
  const userId = presence.by === 'session' ? presence.session.user_id : presence.result.userId
  if (userId !== asked.user_id) return otherPersonPage(ctx)
  const [user, audience] = await Promise.all([findUser(ctx, userId), asked.audience === null ? ('none' as const) : findAudience(ctx, asked.audience)])
  if (!user || user.blocked || audience === 'unknown') return gonePage(ctx)
  const granted = await scopesForPerson(ctx, { client, userId, audience: audience === 'none' ? undefined : audience, asked: asked.scope })
  const { session, cookies } = await openSession(ctx, presence, client)
  const decided = await decide(ctx.db, ctx.tenant.id, linkHash, ctx.clock.now(), {
    state: 'approved', sessionId: session.id, data: { ...granted, connection: session.connection, amr: session.amr },
  })
  if (decided) await record(ctx, { type: 's', description: 'Successful login', client_id: client.client_id, client_name: client.name, user_id: userId, user_name: user.email ?? undefined, connection: session.connection, scope: granted.scopes, details: { session_id: session.id, ciba: true } })
  const reply = decided ? donePage(ctx, client.name) : gonePage(ctx)
  return { ...reply, cookies: [...(reply.cookies ?? []), ...cookies] }
}
