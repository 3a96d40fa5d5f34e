// What discovery lists is there, and what is there beside it is nothing: each word of the document is tried.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { token } from '../../sign-in.ts'
import { visitor } from '../../visitor.ts'
import type { StrictStage } from './stage.ts'

type Document = Record<string, unknown> & { grant_types_supported: string[]; response_types_supported: string[]; response_modes_supported: string[]; token_endpoint_auth_methods_supported: string[] }

export function discoveryChecks(stage: () => StrictStage): void {
  const house = () => stage().house
  const origin = () => stage().appliance.origin
  const read = async () => (await (await fetch(`${origin()}/.well-known/openid-configuration`)).json()) as Document

  test('every endpoint that is named answers, and those that the tenant has off are neither named nor there', async () => {
    const exists = async (url: string) => (await Promise.all(['GET', 'POST'].map(async (method) => (await fetch(url, { method, redirect: 'manual' })).status))).some((status) => status !== 404 && status !== 405)
    const named = Object.entries(await read()).filter((entry): entry is [string, string] => /_(endpoint|uri)$/.test(entry[0]))
    assert.ok(named.length >= 10, named.map(([name]) => name).join())
    for (const [name, url] of named) assert.ok(await exists(url), name)
    const { api } = house()
    await api.must('PATCH /tenants/settings', { pushed_authorization_requests_supported: false, flags: { enable_dynamic_client_registration: false }, oidc_logout: { rp_logout_end_session_endpoint_discovery: false } })
    const less = await read()
    for (const name of ['pushed_authorization_request_endpoint', 'registration_endpoint', 'end_session_endpoint']) assert.ok(!(name in less), name)
    for (const path of ['/oauth/par', '/oidc/register']) assert.ok([403, 404].includes((await fetch(`${origin()}${path}`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })).status), path)
    await api.must('PATCH /tenants/settings', { pushed_authorization_requests_supported: true, flags: { enable_dynamic_client_registration: true }, oidc_logout: { rp_logout_end_session_endpoint_discovery: true } })
  })

  test('grants: each that is listed is known to the token endpoint, and no other of the documented ones is', async () => {
    const { grant_types_supported: listed } = await read()
    const unknown = async (grant_type: string) => (await token(origin(), { grant_type, client_id: 'nobody' })).body.error === 'unsupported_grant_type'
    for (const grant of listed.filter((each) => each !== 'implicit')) assert.equal(await unknown(grant), false, grant)
    for (const grant of [
      'http://auth0.com/oauth/grant-type/passwordless/otp', 'http://auth0.com/oauth/grant-type/mfa-otp', 'http://auth0.com/oauth/grant-type/mfa-oob', 'http://auth0.com/oauth/grant-type/mfa-recovery-code',
      'urn:okta:params:oauth:grant-type:webauthn', 'urn:auth0:params:oauth:grant-type:token-exchange:federated-connection-access-token',
    ]) assert.equal(await unknown(grant), !listed.includes(grant), grant)
  })

  test('response types, modes and prompts: each that is listed is taken, another one is not', async () => {
    const document = await read()
    const made = await stage().application({ name: 'Asking', grant_types: ['authorization_code', 'implicit'] })
    const asked = async (over: Record<string, string>) => {
      const { parameters } = await stage().ask(made, { prompt: 'none', ...over })
      const page = await visitor().visit(`${origin()}/authorize?${new URLSearchParams(parameters)}`)
      const answer = new URLSearchParams(page.left ? page.left.search.slice(1) || page.left.hash.slice(1) : '')
      const jwt = answer.get('response') ?? page.forms[0]?.fields['response']
      const claims = jwt ? (JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as { error?: string }) : undefined
      return claims?.error ?? answer.get('error') ?? page.forms[0]?.fields['error']
    }
    for (const response_type of document.response_types_supported) assert.equal(await asked({ response_type }), 'login_required', response_type)
    assert.equal(await asked({ response_type: 'code other' }), 'unsupported_response_type')
    for (const response_mode of document.response_modes_supported) assert.equal(await asked({ response_mode }), 'login_required', response_mode)
    assert.equal(await asked({ response_mode: 'other' }), 'invalid_request')
    for (const prompt of (document['prompt_values_supported'] as string[]).filter((each) => each !== 'none')) {
      const page = await visitor().visit(`${origin()}/authorize?${new URLSearchParams((await stage().ask(made, { prompt })).parameters)}`)
      assert.match(page.url.pathname, prompt === 'create' ? /signup/ : /login/, prompt)
    }
    const unheard = await visitor().visit(`${origin()}/authorize?${new URLSearchParams((await stage().ask(made, { prompt: 'unheard_of' })).parameters)}`)
    assert.match(unheard.url.pathname, /login/, 'unknown prompts are passed over')
  })
}
