import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { managementApi, said, type ManagementApi } from './management-api.ts'

let api: ManagementApi
before(async () => void (api = await managementApi()))
after(() => api.close())
const call: ManagementApi['call'] = (...given) => api.call(...given)
const patch = (body: object) => call('PATCH /branding', { body })

test('branding is changed member by member and stays out of the other settings', async () => {
  assert.deepEqual((await call('GET /branding')).body, {})
  const set = await patch({ colors: { primary: '#0a5', page_background: '#ffffff' }, logo_url: 'https://cdn.example/logo.png', favicon_url: 'https://cdn.example/f.ico', font: { url: 'https://cdn.example/f.woff2' } })
  assert.equal(set.status, 200, JSON.stringify(set.body))
  await patch({ colors: { primary: '#123456' }, favicon_url: null, font: { url: null } })
  assert.deepEqual((await call('GET /branding')).body, { colors: { primary: '#123456', page_background: '#ffffff' }, logo_url: 'https://cdn.example/logo.png' })
  assert.equal('branding' in (await call('GET /tenants/settings')).body, false)
  assert.equal('branding' in (await call('PATCH /tenants/settings', { body: { friendly_name: 'Acme' } })).body, false)
  assert.deepEqual((await call('GET /branding')).body['colors'].primary, '#123456')
  assert.deepEqual((await call('GET /branding', { tenant: 'other' })).body, {})
  assert.deepEqual((await api.t.tenant('main')).tenant.settings['branding'], { colors: { primary: '#123456', page_background: '#ffffff' }, logo_url: 'https://cdn.example/logo.png' })
  assert.deepEqual((await patch({ colors: null })).body, { logo_url: 'https://cdn.example/logo.png' })
})

test('two changes at once both hold', async () => {
  await Promise.all([patch({ colors: { primary: '#111' } }), patch({ logo_url: 'https://a.example/x.png' }), call('PATCH /tenants/settings', { body: { support_url: 'https://help.example' } })])
  const { body } = await call('GET /branding')
  assert.deepEqual([body['colors'].primary, body['logo_url'], (await call('GET /tenants/settings')).body['support_url']], ['#111', 'https://a.example/x.png', 'https://help.example'])
})

test('what could leave a style or load from anywhere is refused', async () => {
  for (const primary of ['red;}', '#12', 'url(https://evil.example)', '#1234567']) assert.match(said(await patch({ colors: { primary } })), /^400 invalid_body .*on property colors.primary/, primary)
  for (const logo_url of ['http://a.example/x.png', 'javascript:alert(1)', 'data:image/png;base64,AA', '']) assert.match(said(await patch({ logo_url })), /^400 invalid_body .*strict-https-uri/, logo_url)
  assert.match(said(await patch({})), /^400/)
  assert.match(said(await patch({ colors: {} })), /^400/)
})

test('prompts: what there is, and a refusal of what there is not', async () => {
  const defaults = { universal_login_experience: 'new', identifier_first: false, webauthn_platform_first_factor: false }
  assert.deepEqual((await call('GET /prompts')).body, defaults)
  assert.deepEqual((await call('PATCH /prompts', { body: { universal_login_experience: 'new', identifier_first: false } })).body, defaults)
  assert.match(said(await call('PATCH /prompts', { body: { universal_login_experience: 'classic' } })), /^400 operation_not_supported/)
  assert.match(said(await call('PATCH /prompts', { body: { identifier_first: true } })), /^400 operation_not_supported .*identifier_first/)
})
