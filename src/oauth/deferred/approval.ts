/** The person's yes: it counts once they are known by a session or have signed in, are the one who was asked, and have agreed to what consent needs. */
import type { HttpReply } from '#kernel/exchange.ts'
import { askConsent, beginLogin, finishLogin, type ConsentRequest, type LoginResult, type Resumed } from '#login/index.ts'
import type { Client } from '#resources/clients/index.ts'
import { record } from '#resources/logs/index.ts'
import { findSession } from '#resources/sessions/index.ts'
import { findUser, type User } from '#resources/users/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { openSession, sessionSecret, type Presence } from '../browser/index.ts'
import { consentToAsk, recordConsent, type Consenting } from '../consent/index.ts'
import { findAudience, scopesForPerson, type GrantedScopes } from '../policy/index.ts'
import { denied, findPending } from './decision.ts'
import { decide, type DeferredKind, type Way } from './deferred.store.ts'

/** A kind of deferred request: its pages, and whether the person's yes on them is consent enough. */
export type Deferral = {
  kind: DeferredKind
  asksConsent: boolean
  pages: {
    done(ctx: TenantContext, app: string): HttpReply
    denied(ctx: TenantContext): HttpReply
    /** Decided, expired, or never there. */
    gone(ctx: TenantContext): HttpReply
    /** Somebody else was asked. */
    otherPerson(ctx: TenantContext): HttpReply
    blocked(ctx: TenantContext): HttpReply
  }
}

/** What a login transaction keeps of an approval. */
type Kept = { kind: 'deferred'; of: DeferredKind; way: string }

const kept = ({ kind, decisionHash }: Way): Kept => ({ kind: 'deferred', of: kind, way: decisionHash.toString('base64url') })

export const isDeferral = (protocol: unknown): protocol is Kept =>
  protocol !== null && typeof protocol === 'object' && (protocol as Partial<Kept>).kind === 'deferred' && typeof (protocol as Partial<Kept>).way === 'string'

/** The button was pressed in this browser. A session of somebody else's does not serve where one person was asked, and is left alone. */
export async function approved(ctx: TenantContext, deferral: Deferral, decisionHash: Buffer): Promise<HttpReply> {
  const way = { kind: deferral.kind, decisionHash }
  const found = await findPending(ctx, way)
  if (!found) return deferral.pages.gone(ctx)
  const expected = found.asked.user_id
  const secret = sessionSecret(ctx.request)
  const session = secret === undefined ? undefined : await findSession(ctx, secret)
  if (session && (expected === null || session.user_id === expected)) return settle(ctx, deferral, way, { by: 'session', session }, undefined)
  const user = expected === null ? undefined : await findUser(ctx, expected)
  return beginLogin(ctx, { clientId: found.client.client_id, hints: { loginHint: user?.email ?? undefined }, protocol: kept(way) })
}

/** Back from the login pages. */
export const resumeDeferral = (ctx: TenantContext, deferrals: Record<DeferredKind, Deferral>, resumed: Resumed, protocol: Kept): Promise<HttpReply> =>
  settle(ctx, deferrals[protocol.of], { kind: protocol.of, decisionHash: Buffer.from(protocol.way, 'base64url') }, { by: 'login', result: resumed.result }, resumed)

async function settle(ctx: TenantContext, deferral: Deferral, way: Way, presence: Presence, resumed: Resumed | undefined): Promise<HttpReply> {
  const { pages } = deferral
  const found = await findPending(ctx, way)
  const userId = presence.by === 'session' ? presence.session.user_id : presence.result.userId
  if (found && found.asked.user_id !== null && found.asked.user_id !== userId) return over(ctx, resumed, pages.otherPerson(ctx))
  const [user, audience] = await Promise.all([findUser(ctx, userId), found?.asked.audience ? findAudience(ctx, found.asked.audience) : ('none' as const)])
  if (!found || !user || audience === 'unknown') return over(ctx, resumed, pages.gone(ctx))
  const { client, asked } = found
  const about: Consenting = { client, user, audience: audience === 'none' ? undefined : audience, insisted: false, verifiable: true }
  if (user.blocked || resumed?.consent?.answer === 'denied') {
    await denied(ctx, way)
    return over(ctx, resumed, user.blocked ? pages.blocked(ctx) : pages.denied(ctx))
  }
  const granted = await scopesForPerson(ctx, { client, userId, audience: about.audience, asked: asked.scope })
  // Asked again when the scopes have grown while the page was open.
  const consent = deferral.asksConsent ? await consentToAsk(ctx, about, granted.scopes, resumed?.consent?.scopes) : undefined
  if (consent) return ask(ctx, client, way, presence, resumed, consent)
  if (resumed && !(await finishLogin(ctx, resumed.state))) return pages.gone(ctx)
  if (resumed?.consent) await recordConsent(ctx, about, resumed.consent.scopes)
  return finish(ctx, deferral, { client, user, way, presence, granted })
}

type Approval = { client: Client; user: User; way: Way; presence: Presence; granted: GrantedScopes }

async function finish(ctx: TenantContext, { pages, kind }: Deferral, { client, user, way, presence, granted }: Approval): Promise<HttpReply> {
  const { session, cookies } = await openSession(ctx, presence, client)
  const decided = await decide(ctx.db, ctx.tenant.id, way, ctx.clock.now(), {
    state: 'approved',
    userId: user.user_id,
    sessionId: session.id,
    data: { ...granted, connection: session.connection, authTime: Math.floor(session.authenticatedAt.getTime() / 1000), amr: session.amr },
  })
  if (decided) {
    await record(ctx, {
      type: 's', description: 'Successful login', client_id: client.client_id, client_name: client.name, user_id: user.user_id, user_name: user.email ?? user.name ?? undefined,
      connection: session.connection, scope: granted.scopes, details: { session_id: session.id, [kind]: true },
    })
  }
  const reply = decided ? pages.done(ctx, client.name) : pages.gone(ctx)
  return { ...reply, cookies: [...(reply.cookies ?? []), ...cookies] }
}

function ask(ctx: TenantContext, client: Client, way: Way, presence: Presence, resumed: Resumed | undefined, consent: ConsentRequest): Promise<HttpReply> {
  if (resumed) return askConsent(ctx, resumed.state, consent)
  const person: LoginResult = presence.by === 'login' ? presence.result : loginOf(presence.session)
  return beginLogin(ctx, { clientId: client.client_id, hints: {}, protocol: kept(way), person, consent })
}

const loginOf = (session: Extract<Presence, { by: 'session' }>['session']): LoginResult => ({
  userId: session.user_id, connection: session.connection, authenticatedAt: session.authenticated_at, amr: session.amr, persistent: session.persistent,
})

/** Nobody may take this login up again. */
async function over(ctx: TenantContext, resumed: Resumed | undefined, reply: HttpReply): Promise<HttpReply> {
  if (resumed) await finishLogin(ctx, resumed.state)
  return reply
}
