/** The configuration area as a script would call it. */
import assert from 'node:assert/strict'
import type { Appliance } from '../appliance.ts'
import type { Answer } from '../management.ts'

export type ApplianceApi = {
  call<T = Record<string, unknown>>(request: string, body?: unknown): Promise<Answer<T>>
  /** The same, and anything but success fails the test. */
  must<T = Record<string, unknown>>(request: string, body?: unknown): Promise<T>
  /** A token of the same client for the Management API of the root tenant authority. */
  managementToken(): Promise<string>
}

/** `scope` narrows the token. */
export async function applianceApi(appliance: Appliance, scope?: string): Promise<ApplianceApi> {
  const { rta } = appliance.bootstrap
  const base = `${appliance.manageOrigin}/api/appliance/v1`
  const token = async (audience: string) => {
    const response = await fetch(`${appliance.rootOrigin}/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ grant_type: 'client_credentials', client_id: rta.client_id, client_secret: rta.client_secret, audience, ...(scope === undefined ? {} : { scope }) }),
    })
    const answer = (await response.json()) as { access_token?: string }
    assert.ok(answer.access_token, `no token for ${audience}: ${response.status} ${JSON.stringify(answer)}`)
    return answer.access_token
  }
  const own = await token(`${base}/`)
  const call = async <T>(request: string, body?: unknown): Promise<Answer<T>> => {
    const [method = 'GET', path = '/'] = request.split(' ')
    const reply = await fetch(`${base}${path}`, {
      method,
      headers: { authorization: `Bearer ${own}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await reply.text()
    return { status: reply.status, headers: reply.headers, body: (text ? JSON.parse(text) : undefined) as T }
  }
  return {
    call,
    async must<T>(request: string, body?: unknown) {
      const reply = await call<T>(request, body)
      assert.ok(reply.status < 300, `${request}: ${reply.status} ${JSON.stringify(reply.body)}`)
      return reply.body
    },
    managementToken: () => token(`${appliance.rootOrigin}/api/v2/`),
  }
}
