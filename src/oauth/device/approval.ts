/** Confirmed → approved: the person is known by a session or signs in first, says what consent needs, and the device may have its tokens. */
import type { HttpReply } from '#kernel/exchange.ts'
import { askConsent, beginLogin, errorPage, finishLogin, type ConsentRequest, type LoginResult, type Resumed } from '#login/index.ts'
import { findClient, type Client } from '#resources/clients/index.ts'
import { record } from '#resources/logs/index.ts'
import { findSession } from '#resources/sessions/index.ts'
import { findUser, type User } from '#resources/users/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { openSession, sessionSecret, type Presence } from '../browser/index.ts'
import { consentToAsk, recordConsent, type Consenting } from '../consent/index.ts'
import { findAudience, scopesForPerson } from '../policy/index.ts'
import { decide, pendingRequest, type DeviceRequest } from './device.store.ts'
import { deniedPage, donePage, gonePage } from './pages.ts'

/** What a login transaction keeps of an activation. */
type Activation = { kind: 'device'; code: string }

export const isActivation = (protocol: unknown): protocol is Activation =>
  protocol !== null && typeof protocol === 'object' && (protocol as Partial<Activation>).kind === 'device' && typeof (protocol as Partial<Activation>).code === 'string'

/** The person has confirmed the code in this browser. */
export async function confirmed(ctx: TenantContext, client: Client, userCodeHash: Buffer): Promise<HttpReply> {
  const secret = sessionSecret(ctx.request)
  const session = secret === undefined ? undefined : await findSession(ctx, secret)
  if (session) return approve(ctx, userCodeHash, { by: 'session', session }, undefined)
  return beginLogin(ctx, { clientId: client.client_id, hints: {}, protocol: protocolOf(userCodeHash) })
}

/** Back from the login pages. */
export const resumeActivation = (ctx: TenantContext, resumed: Resumed, activation: Activation): Promise<HttpReply> =>
  approve(ctx, Buffer.from(activation.code, 'base64url'), { by: 'login', result: resumed.result }, resumed)

const protocolOf = (userCodeHash: Buffer): Activation => ({ kind: 'device', code: userCodeHash.toString('base64url') })

async function approve(ctx: TenantContext, hash: Buffer, presence: Presence, resumed: Resumed | undefined): Promise<HttpReply> {
  const request = await pendingRequest(ctx.db, ctx.tenant.id, hash, ctx.clock.now())
  const client = request && (await findClient(ctx, request.client_id))
  const user = await findUser(ctx, presence.by === 'session' ? presence.session.user_id : presence.result.userId)
  const audience = request?.audience ? await findAudience(ctx, request.audience) : 'none'
  if (!request || !client || !user || audience === 'unknown') return over(ctx, resumed, gonePage(ctx))
  const about: Consenting = { client, user, audience: audience === 'none' ? undefined : audience, insisted: false, verifiable: true }
  if (user.blocked || resumed?.consent?.answer === 'denied') {
    await decide(ctx.db, ctx.tenant.id, hash, ctx.clock.now(), { state: 'denied' })
    return over(ctx, resumed, user.blocked ? errorPage(ctx, { status: 403, sentence: 'You cannot connect devices: this user is blocked.' }) : deniedPage(ctx))
  }
  const granted = await scopesForPerson(ctx, { client, userId: user.user_id, audience: about.audience, asked: request.scope })
  // Asked again when the scopes have grown while the page was open.
  const consent = await consentToAsk(ctx, about, granted.scopes, resumed?.consent?.scopes)
  if (consent) return ask(ctx, client, hash, presence, resumed, consent)
  if (resumed && !(await finishLogin(ctx, resumed.state))) return gonePage(ctx)
  if (resumed?.consent) await recordConsent(ctx, about, resumed.consent.scopes)
  return finish(ctx, { request, client, user, hash, presence, granted })
}

type Approval = { request: DeviceRequest; client: Client; user: User; hash: Buffer; presence: Presence; granted: { scopes: string[]; permissions: string[] | undefined } }

async function finish(ctx: TenantContext, { client, user, hash, presence, granted }: Approval): Promise<HttpReply> {
  const { session, cookies } = await openSession(ctx, presence, client)
  const decided = await decide(ctx.db, ctx.tenant.id, hash, ctx.clock.now(), {
    state: 'approved',
    userId: user.user_id,
    sessionId: session.id,
    data: { ...granted, connection: session.connection, authTime: Math.floor(session.authenticatedAt.getTime() / 1000), amr: session.amr },
  })
  if (decided) {
    await record(ctx, {
      type: 's', description: 'Successful login', client_id: client.client_id, client_name: client.name, user_id: user.user_id, user_name: user.email ?? user.name ?? undefined,
      connection: session.connection, scope: granted.scopes, details: { session_id: session.id, device: true },
    })
  }
  const reply = decided ? donePage(ctx, client.name) : gonePage(ctx)
  return { ...reply, cookies: [...(reply.cookies ?? []), ...cookies] }
}

function ask(ctx: TenantContext, client: Client, hash: Buffer, presence: Presence, resumed: Resumed | undefined, consent: ConsentRequest): Promise<HttpReply> {
  if (resumed) return askConsent(ctx, resumed.state, consent)
  const person: LoginResult = presence.by === 'login' ? presence.result : loginOf(presence.session)
  return beginLogin(ctx, { clientId: client.client_id, hints: {}, protocol: protocolOf(hash), person, consent })
}

const loginOf = (session: Extract<Presence, { by: 'session' }>['session']): LoginResult => ({
  userId: session.user_id, connection: session.connection, authenticatedAt: session.authenticated_at, amr: session.amr, persistent: session.persistent,
})

/** Nobody may take this login up again. */
async function over(ctx: TenantContext, resumed: Resumed | undefined, reply: HttpReply): Promise<HttpReply> {
  if (resumed) await finishLogin(ctx, resumed.state)
  return reply
}
