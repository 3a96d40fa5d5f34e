/** The Management API as a script would call it, and what most tests need of it: applications and people. */
import assert from 'node:assert/strict'
import type { Appliance, ClientCredentials } from './appliance.ts'

export type Answer<T = Record<string, unknown>> = { status: number; body: T; headers: Headers }

export type Management = {
  /** `https://main.example:8443` */
  origin: string
  token: string
  /** As asked for; undefined: every scope granted. */
  scope: string | undefined
  call<T = Record<string, unknown>>(request: string, body?: unknown): Promise<Answer<T>>
  /** The same, and anything but success fails the test. */
  must<T = Record<string, unknown>>(request: string, body?: unknown): Promise<T>
}

/** `scope` narrows the token. */
export async function management(credentials: ClientCredentials, scope?: string): Promise<Management> {
  const origin = `https://${credentials.domain}`
  const response = await fetch(`${origin}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      grant_type: 'client_credentials',
      client_id: credentials.client_id,
      client_secret: credentials.client_secret,
      audience: `${origin}/api/v2/`,
      ...(scope === undefined ? {} : { scope }),
    }),
  })
  const answer = (await response.json()) as { access_token?: string }
  assert.ok(answer.access_token, `no token of ${origin}: ${response.status} ${JSON.stringify(answer)}`)
  const token = answer.access_token

  const call = async <T>(request: string, body?: unknown): Promise<Answer<T>> => {
    const [method = 'GET', path = '/'] = request.split(' ')
    const reply = await fetch(`${origin}/api/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await reply.text()
    return { status: reply.status, headers: reply.headers, body: (text ? JSON.parse(text) : undefined) as T }
  }
  return {
    origin,
    token,
    scope,
    call,
    async must<T>(request: string, body?: unknown) {
      const reply = await call<T>(request, body)
      assert.ok(reply.status < 300, `${request}: ${reply.status} ${JSON.stringify(reply.body)}`)
      return reply.body
    },
  }
}

export type Application = { client_id: string; client_secret: string } & Record<string, unknown>
export type Person = { email: string; password: string; user_id: string }

export const connectionName = 'Username-Password-Authentication'

/** A tenant furnished for a test of sign-in: its Management API, one person with a verified address. */
export async function furnished(appliance: Appliance): Promise<{ api: Management; person: Person; application(body: Record<string, unknown>): Promise<Application> }> {
  const api = await management(appliance.main)
  const email = `ada.${Date.now().toString(36)}@example.com`
  const password = 'Correct-Horse-7-Battery'
  const user = await api.must<{ user_id: string }>('POST /users', {
    connection: connectionName, email, password, email_verified: true, name: 'Ada Example', given_name: 'Ada', family_name: 'Example',
  })
  return {
    api,
    person: { email, password, user_id: user.user_id },
    application: (body) => api.must<Application>('POST /clients', body),
  }
}
