/** The signed-in person: tokens for the configuration area from the root tenant authority, and from there a short-lived one for each tenant that is opened. */
import { createAuth0Client, type Auth0Client } from '@auth0/auth0-spa-js'
import createClient, { type Client, type Middleware } from 'openapi-fetch'
import { tenantOf } from '../paths.ts'
import { place } from './place.ts'
import { keepPresence } from './presence.ts'
import { read } from './problem.ts'
import { rememberRefused } from './proposals.ts'
import type { operations as ApplianceOperations, paths as AppliancePaths } from './generated/appliance.d.ts'
import type { operations as TenantOperations, paths as TenantPaths } from './generated/tenant.d.ts'

export type ApplianceApi = Client<AppliancePaths>
export type TenantApi = Client<TenantPaths>

type JsonOf<T> = T extends { content: { 'application/json': infer Body } } ? Body : never
type SuccessOf<T> = T extends { responses: infer R } ? { [Status in keyof R & (200 | 201 | 202)]: JsonOf<R[Status]> }[keyof R & (200 | 201 | 202)] : never
type BodyOf<T> = T extends { requestBody: infer B } ? JsonOf<NonNullable<B>> : T extends { requestBody?: infer B } ? JsonOf<NonNullable<B>> : never

/** What an operation of the Management API answers: `Answered<'clients.get'>`. */
export type Answered<Id extends keyof TenantOperations> = SuccessOf<TenantOperations[Id]>
/** What it takes. */
export type Sent<Id extends keyof TenantOperations> = BodyOf<TenantOperations[Id]>
/** The same of the configuration area. */
export type ApplianceAnswered<Id extends keyof ApplianceOperations> = SuccessOf<ApplianceOperations[Id]>
export type ApplianceSent<Id extends keyof ApplianceOperations> = BodyOf<ApplianceOperations[Id]>

export type Access = ApplianceAnswered<'administrators.access'>
export type TenantAccess = Access['tenants'][number]
export type AdministratorRole = TenantAccess['role']

export type Session = {
  access: Access
  appliance: ApplianceApi
  tenant: (name: string) => TenantApi
  /** What the token for the tenant allows. */
  scopesOn: (name: string) => Promise<ReadonlySet<string>>
  signOut: () => Promise<void>
}

/** Where the person wanted to go before signing in. */
type State = { target?: string }

const aim = 'bailiwick.target'

/** Where the person is going, as far as it is known before the sign-in is over; the sign-in's own word counts. */
export const wanted = (): string => (location.pathname === '/callback' ? (sessionStorage.getItem(aim) ?? '/') : location.pathname)

type Arrival = { session: Session } | { leaving: true } | { refused: string; code: string }
export type Arrived = Arrival & { target?: string | undefined }

/** Signs in when need be; resolves to `leaving` when the browser is on its way to the login page. */
export async function arrive(): Promise<Arrived> {
  const auth = await createAuth0Client({
    domain: place.authority,
    clientId: place.client_id,
    cacheLocation: 'memory',
    authorizationParams: { audience: place.audience, scope: `openid profile email ${place.scope}`, redirect_uri: `${location.origin}/callback` },
  })
  const query = new URLSearchParams(location.search)
  if (location.pathname === '/callback') {
    if (query.has('error')) return { refused: query.get('error_description') ?? 'Signing in was refused.', code: query.get('error') ?? '' }
    if (query.has('code')) {
      // A reload of the callback's address finds its code used: begin again.
      const target = await auth.handleRedirectCallback<State>().then(({ appState }) => appState?.target ?? '/', () => undefined)
      if (target !== undefined) return { session: await open(auth, target), target }
    }
    return leave(auth, '/')
  }
  await auth.checkSession()
  if (!(await auth.isAuthenticated())) return leave(auth, location.pathname + location.search)
  return { session: await open(auth, location.pathname) }
}

async function leave(auth: Auth0Client, target: string): Promise<Arrival> {
  sessionStorage.setItem(aim, target)
  await auth.loginWithRedirect<State>({ appState: { target } })
  return { leaving: true }
}

const bearer = (token: () => Promise<string>): Middleware => ({
  async onRequest({ request }) {
    request.headers.set('authorization', `Bearer ${await token()}`)
    return request
  },
})

async function open(auth: Auth0Client, target: string): Promise<Session> {
  const token = async () => {
    try {
      const present = await auth.getTokenSilently()
      if (present === undefined) throw new Error('The sign-in gave no token.')
      return present
    } catch (error) {
      // The session has ended: the person signs in again and comes back to this page.
      if (['login_required', 'consent_required', 'interaction_required', 'missing_refresh_token', 'invalid_grant'].includes((error as { error?: string }).error ?? '')) await leave(auth, location.pathname + location.search)
      throw error
    }
  }
  const appliance = createClient<AppliancePaths>()
  appliance.use(bearer(token), rememberRefused())
  const tenants = tenantDoor(appliance)
  const tenant = tenantOf(target)
  // Beside what the person may open; whoever may not open this one is told by the page.
  if (tenant !== undefined) tenants.scopesOn(tenant).catch(() => {})
  const access = await read(appliance.GET('/api/appliance/v1/access'))
  const signOut = () => auth.logout({ logoutParams: { returnTo: location.origin } })
  keepPresence({ minutes: place.idle_minutes, signOut, renew: async () => void (await auth.getTokenSilently({ cacheMode: 'off' })) })
  return { access, appliance, ...tenants, signOut }
}

type Opened = { token: string; scopes: ReadonlySet<string>; until: number }

function tenantDoor(appliance: ApplianceApi): Pick<Session, 'tenant' | 'scopesOn'> {
  const opened = new Map<string, Promise<Opened>>()
  const clients = new Map<string, TenantApi>()

  const fetchToken = async (tenant: string): Promise<Opened> => {
    const answer = await read(appliance.POST('/api/appliance/v1/tenants/{tenant}/tokens', { params: { path: { tenant } } }))
    // A minute before its end the next one is fetched.
    return { token: answer.access_token, scopes: new Set(answer.scope.split(' ')), until: Date.now() + (answer.expires_in - 60) * 1000 }
  }
  const present = async (tenant: string): Promise<Opened> => {
    const kept = await opened.get(tenant)
    if (kept && kept.until > Date.now()) return kept
    const fresh = fetchToken(tenant)
    opened.set(tenant, fresh)
    fresh.catch(() => opened.delete(tenant))
    return fresh
  }

  return {
    scopesOn: async (name) => (await present(name)).scopes,
    tenant(name) {
      const known = clients.get(name)
      if (known) return known
      const client = createClient<TenantPaths>({ baseUrl: `/api/tenants/${encodeURIComponent(name)}` })
      client.use(bearer(async () => (await present(name)).token))
      clients.set(name, client)
      return client
    },
  }
}
