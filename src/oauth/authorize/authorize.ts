/** An authorization request, phase after phase (`pipeline.ts` has the checks), and where each kind of failure goes. */
import type { HttpReply } from '#kernel/exchange.ts'
import { askConsent, beginLogin, errorPage, finishLogin, type LoginResult, type Resumed } from '#login/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { arrive } from './arrive.ts'
import { InteractionNeeded, PageError, RedirectError } from './errors.ts'
import { recordFailure } from './events.ts'
import { ConsentNeeded, grant } from './grant.ts'
import { identify } from './identify.ts'
import type { AuthorizeParameters } from './parameters.ts'
import { know } from './person.ts'
import type { ClientKnown, Presence, RequestTrusted } from './phases.ts'
import { pass, pipeline, type Entrance } from './pipeline.ts'
import { deliver } from './respond.ts'
import { settle } from './settle.ts'
import { step } from './step-time.ts'
import { trust } from './trust.ts'

/** @param resumed what the login pages found out; absent at the first pass. */
export async function authorize(ctx: TenantContext, entrance: Entrance, sent: AuthorizeParameters, resumed?: Resumed): Promise<HttpReply> {
  try {
    const parameters = resumed ? sent : await arrive(ctx, sent)
    const request = await step(ctx, 'identify', async () => identify(ctx, await pass(pipeline.parsed, entrance, { parameters }, ctx)))
    return await toldToClient(ctx, request, resumed, () => withClient(ctx, entrance, request, resumed))
  } catch (error) {
    if (!(error instanceof PageError)) throw error
    const { status, error: code, message: description } = error
    await recordFailure(ctx, { silent: false, client: undefined, claimedId: sent.get('client_id'), error: code, description })
    return errorPage(ctx, { status, title: 'This sign-in cannot begin', sentence: 'The application sent a request that this server cannot accept. Its developers need to know the details below.', error: code, description })
  }
}

async function withClient(ctx: TenantContext, entrance: Entrance, request: ClientKnown, resumed: Resumed | undefined): Promise<HttpReply> {
  const trusted = await step(ctx, 'trust', async () => pass(pipeline.requestTrusted, entrance, await trust(ctx, await pass(pipeline.clientKnown, entrance, request, ctx)), ctx))
  try {
    const person = await step(ctx, 'know', async () => pass(pipeline.personKnown, entrance, await know(ctx, trusted, resumed), ctx))
    return await step(ctx, 'settle', async () => settle(ctx, await grant(ctx, person, resumed?.consent), resumed))
  } catch (error) {
    if (!(error instanceof InteractionNeeded)) throw error
    if (trusted.prompts.has('none')) {
      throw error.what === 'consent' ? new RedirectError('consent_required', 'Consent required') : new RedirectError('login_required', 'Login required')
    }
    return interact(ctx, trusted, error, resumed)
  }
}

/** Sends the browser to the pages; it comes back to /authorize/resume, and the request is considered anew from its parameters. */
function interact(ctx: TenantContext, request: RequestTrusted, needed: InteractionNeeded, resumed: Resumed | undefined): Promise<HttpReply> {
  if (needed instanceof ConsentNeeded && resumed) return askConsent(ctx, resumed.state, needed.request)
  const { parameters, client } = request
  return beginLogin(ctx, {
    clientId: client.client_id,
    hints: {
      loginHint: parameters.get('login_hint'),
      screenHint: request.prompts.has('create') ? 'signup' : parameters.get('screen_hint'),
      prompt: parameters.get('prompt'),
      uiLocales: parameters.get('ui_locales'),
      connection: parameters.get('connection'),
      organization: parameters.get('organization') ?? parameters.get('organization_name'),
      invitation: parameters.get('invitation'),
      acrValues: parameters.get('acr_values'),
    },
    protocol: parameters.stored,
    ...(needed instanceof ConsentNeeded && { person: asLogin(needed.person.presence), consent: needed.request }),
  })
}

const asLogin = (presence: Presence): LoginResult =>
  presence.by === 'login'
    ? presence.result
    : {
        userId: presence.session.user_id,
        connection: presence.session.connection,
        authenticatedAt: presence.session.authenticated_at,
        amr: presence.session.amr,
        persistent: presence.session.persistent,
      }

async function toldToClient(ctx: TenantContext, request: ClientKnown, resumed: Resumed | undefined, act: () => Promise<HttpReply>): Promise<HttpReply> {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof RedirectError)) throw error
    // An answer has been given: nobody may take this login up again.
    if (resumed) await finishLogin(ctx, resumed.state)
    const { parameters, client, returnTo } = request
    const silent = (parameters.get('prompt') ?? '').split(' ').includes('none')
    await recordFailure(ctx, { silent, client, error: error.error, description: error.message, audience: parameters.get('audience'), scope: parameters.get('scope') })
    return deliver(ctx, client, returnTo, new Map([['error', error.error], ['error_description', error.message]]))
  }
}
