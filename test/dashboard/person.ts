/** A person who signs in to the dashboard's application as a browser does, and calls what the dashboard calls. */
import assert from 'node:assert/strict'
import type { Appliance } from '../appliance.ts'
import type { Answer } from '../management.ts'
import { authorizeUrl, challengeOf, random, returned, signIn, token, type SignInFields } from '../sign-in.ts'
import { visitor } from '../visitor.ts'

export type DashboardPerson = SignInFields & {
  /** The configuration area. */
  call<T = Record<string, unknown>>(request: string, body?: unknown): Promise<Answer<T>>
  must<T = Record<string, unknown>>(request: string, body?: unknown): Promise<T>
  /** A tenant's Management API, with a token as long as one lasts. */
  tenant<T = Record<string, unknown>>(name: string, request: string, body?: unknown): Promise<Answer<T>>
}

const password = 'Correct-Horse-7-Battery'

/** Walks through the set-up link (the first person) or the link of an invitation; resolves to what the person signs in with. */
export async function newPerson(appliance: Appliance, email: string, how: { first: true } | { link: string }): Promise<SignInFields> {
  const browser = visitor()
  const link = 'link' in how ? how.link : appliance.bootstrap.admin.setup_url
  assert.ok(link, 'the appliance has its first administrator already')
  const done = await browser.submit(await browser.visit(link), { ...('link' in how ? {} : { email }), password, repeat: password })
  assert.equal(done.status, 200, done.html)
  return { email, password }
}

export async function dashboardPerson(appliance: Appliance, person: SignInFields): Promise<DashboardPerson> {
  const shell = await (await fetch(`${appliance.manageOrigin}/`)).text()
  const said = /name="bailiwick-place" content="([^"]*)"/.exec(shell)?.[1]
  assert.ok(said, 'the dashboard has not been built: npm run dashboard')
  const place = JSON.parse(said.replaceAll('&#34;', '"').replaceAll('&#38;', '&').replaceAll('&#60;', '<').replaceAll('&#62;', '>')) as { authority: string; client_id: string; audience: string; scope: string }
  const verifier = random()
  const redirect_uri = `${appliance.manageOrigin}/callback`
  const page = await signIn(visitor(), authorizeUrl(place.authority, { client_id: place.client_id, audience: place.audience, redirect_uri, scope: `openid profile email ${place.scope}`, state: 's', code_challenge: challengeOf(verifier), code_challenge_method: 'S256' }), person)
  const { body } = await token(place.authority, { grant_type: 'authorization_code', client_id: place.client_id, code: returned(page).get('code') ?? '', redirect_uri, code_verifier: verifier })
  assert.ok(body.access_token, JSON.stringify(body))
  const own = body.access_token

  const ask = async <T>(base: string, bearer: string, request: string, sent?: unknown): Promise<Answer<T>> => {
    const [method = 'GET', path = '/'] = request.split(' ')
    const reply = await fetch(`${appliance.manageOrigin}${base}${path}`, {
      method, headers: { authorization: `Bearer ${bearer}`, ...(sent === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
    })
    const text = await reply.text()
    return { status: reply.status, headers: reply.headers, body: (text ? JSON.parse(text) : undefined) as T }
  }
  const call = <T>(request: string, sent?: unknown) => ask<T>('/api/appliance/v1', own, request, sent)
  const must = async <T>(request: string, sent?: unknown) => {
    const reply = await call<T>(request, sent)
    assert.ok(reply.status < 300, `${request}: ${reply.status} ${JSON.stringify(reply.body)}`)
    return reply.body
  }
  const tokens = new Map<string, string>()
  return {
    ...person, call, must,
    async tenant<T>(name: string, request: string, sent?: unknown) {
      const bearer = tokens.get(name) ?? (await must<{ access_token: string }>(`POST /tenants/${name}/tokens`)).access_token
      tokens.set(name, bearer)
      return ask<T>(`/api/tenants/${name}/api/v2`, bearer, request, sent)
    },
  }
}
