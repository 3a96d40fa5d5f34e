/**
 * What an attack needs: the started product, a person who is signed in, applications of every kind, a neighbour tenant with the same,
 * and short ways to codes and tokens. The product is started once a process, and ends with it; the person and the applications are made for each stage.
 */
import assert from 'node:assert/strict'
import type { Appliance } from '../appliance.ts'
import { connectionName, furnished, management, type Application, type Management, type Person } from '../management.ts'
import { sharedAppliance } from '../shared-appliance.ts'
import { authorizeUrl, challengeOf, random, returned, signIn, token, type TokenAnswer } from '../sign-in.ts'
import { visitor, type Visitor } from '../visitor.ts'

export const callback = 'https://app.example.com/callback'
export const goodbye = 'https://app.example.com/bye'
export const orders = 'https://orders.example/'
export const realmGrant = 'http://auth0.com/oauth/grant-type/password-realm'
export const verifier = random()

export type Stage = {
  appliance: Appliance
  origin: string
  api: Management
  person: Person
  /** Confidential: code, refresh (rotating, no leeway), password-realm, implicit. */
  web: Application
  /** Public, PKCE. */
  spa: Application
  /** Client credentials for `orders`. */
  machine: Application
  /** The same kinds in a tenant of somebody else; ids and secrets differ, names and people's addresses do not. */
  neighbour: { origin: string; api: Management; person: Person; web: Application }
  /** A browser that has a session of `person`. */
  known: Visitor
}

const rotating = { rotation_type: 'rotating', expiration_type: 'expiring', leeway: 0, token_lifetime: 2592000, idle_token_lifetime: 1296000, infinite_token_lifetime: false, infinite_idle_token_lifetime: false }
const webApplication = {
  name: 'Web', app_type: 'regular_web', callbacks: [callback], allowed_logout_urls: [goodbye], web_origins: ['https://app.example.com'],
  grant_types: ['authorization_code', 'refresh_token', 'implicit', realmGrant], refresh_token: rotating,
}

/** What all stages of a process share. */
type House = { appliance: Appliance; neighbour: { origin: string; api: Management } }

let house: Promise<House> | undefined

/** @param workers of the product, which the first stage of a process decides */
export async function stage(workers = 1): Promise<Stage> {
  const { appliance, neighbour } = await (house ??= build(workers))
  const { api, person, application } = await furnished(appliance)
  const [web, spa, machine, webNextDoor, userNextDoor] = await Promise.all([
    application(webApplication),
    application({ ...webApplication, name: 'SPA', app_type: 'spa', token_endpoint_auth_method: 'none', grant_types: ['authorization_code', 'refresh_token', 'implicit'] }),
    application({ name: 'Machine', app_type: 'non_interactive', grant_types: ['client_credentials'] }),
    neighbour.api.must<Application>('POST /clients', webApplication),
    neighbour.api.must<{ user_id: string }>('POST /users', { connection: connectionName, email: person.email, password: person.password, email_verified: true }),
  ])
  await api.must('POST /client-grants', { client_id: machine.client_id, audience: orders, scope: ['read:orders'] })
  const known = visitor()
  const page = await signIn(known, authorizeUrl(appliance.origin, { client_id: web.client_id, redirect_uri: callback, state: 's' }), person)
  assert.ok(returned(page).get('code'))
  return { appliance, origin: appliance.origin, api, person, web, spa, machine, neighbour: { ...neighbour, web: webNextDoor, person: { ...person, user_id: userNextDoor.user_id } }, known }
}

async function build(workers: number): Promise<House> {
  const appliance = await sharedAppliance(workers)
  const root = await management(appliance.bootstrap.rta)
  const made = await root.must<{ client_id: string; client_secret: string }>('POST /tenants', { name: 'neighbour' })
  const domain = appliance.main.domain.replace('main.', 'neighbour.')
  const [api, next] = await Promise.all([management(appliance.main), management({ ...made, domain })])
  await Promise.all([
    api.must('POST /resource-servers', { name: 'Orders', identifier: orders, scopes: [{ value: 'read:orders' }, { value: 'write:orders' }], allow_offline_access: true }),
    next.must('POST /resource-servers', { name: 'Orders', identifier: orders, scopes: [{ value: 'read:orders' }], allow_offline_access: true }),
  ])
  return { appliance, neighbour: { origin: `https://${domain}`, api: next } }
}

/** An authorization request; public applications get PKCE. `''` as a value leaves a parameter out. */
export function request(stage: Pick<Stage, 'origin'>, application: Application, more: Record<string, string> = {}): URL {
  const pkce = application['token_endpoint_auth_method'] === 'none' ? { code_challenge: challengeOf(verifier), code_challenge_method: 'S256' } : {}
  const url = authorizeUrl(stage.origin, { client_id: application.client_id, redirect_uri: callback, state: 'st', ...pkce, ...more })
  for (const [name, value] of Object.entries(more)) if (value === '') url.searchParams.delete(name)
  return url
}

/** A code for the person who is signed in, without any page. */
export async function codeFor(stage: Stage, application: Application, more: Record<string, string> = {}): Promise<string> {
  const answer = returned(await stage.known.visit(request(stage, application, { prompt: 'none', ...more })))
  const code = answer.get('code')
  assert.ok(code, `no code: ${answer}`)
  return code
}

/** Redeems as the application itself would. */
export function redeem(stage: Pick<Stage, 'origin'>, application: Application, code: string, more: Record<string, string> = {}): Promise<TokenAnswer> {
  const own = application['token_endpoint_auth_method'] === 'none' ? { code_verifier: verifier } : { client_secret: application.client_secret }
  return token(stage.origin, present({ grant_type: 'authorization_code', client_id: application.client_id, ...own, code, redirect_uri: callback, ...more }))
}

export function refresh(stage: Pick<Stage, 'origin'>, application: Application, refreshToken: string | undefined, more: Record<string, string> = {}): Promise<TokenAnswer> {
  const own: Record<string, string> = application['token_endpoint_auth_method'] === 'none' ? {} : { client_secret: application.client_secret }
  return token(stage.origin, present({ grant_type: 'refresh_token', client_id: application.client_id, ...own, refresh_token: refreshToken ?? '', ...more }))
}

/** Tokens of the person for `orders`, refresh token included. */
export async function tokensFor(stage: Stage, application: Application, more: Record<string, string> = {}): Promise<TokenAnswer['body'] & { access_token: string; refresh_token: string; id_token: string }> {
  const answer = await redeem(stage, application, await codeFor(stage, application, { scope: 'openid profile email offline_access read:orders', audience: orders, ...more }))
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return answer.body as Awaited<ReturnType<typeof tokensFor>>
}

export const userinfo = (origin: string, accessToken: string): Promise<Response> => fetch(`${origin}/userinfo`, { headers: { authorization: `Bearer ${accessToken}` } })

/** A call of the Management API with whatever token. */
export const apiCall = (origin: string, accessToken: string, path = '/clients'): Promise<Response> => fetch(`${origin}/api/v2${path}`, { headers: { authorization: `Bearer ${accessToken}` } })

/** `403 invalid_grant Invalid authorization code` */
export const said = ({ status, body }: TokenAnswer): string => `${status} ${body.error} ${body.error_description}`

const present = (parameters: Record<string, string>) => Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== ''))
