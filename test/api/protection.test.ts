// /attack-protection and /user-blocks as callers see them.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { authenticate } from '#connections/database/index.ts'
import { findConnection } from '#resources/connections/index.ts'
import { managementApi, said, type ManagementApi } from './management-api.ts'

describe('attack protection', () => {
  let api: ManagementApi
  before(async () => {
    api = await managementApi()
  })
  after(() => api.close())

  const bruteForce = '/attack-protection/brute-force-protection'
  const throttling = '/attack-protection/suspicious-ip-throttling'
  const defaults = { enabled: true, shields: ['block', 'user_notification'], allowlist: [], mode: 'count_per_identifier_and_ip', max_attempts: 10 }

  test('brute force: documented defaults; what is sent replaces, the rest stays; tenants have their own', async () => {
    assert.deepEqual((await api.call(`GET ${bruteForce}`)).body, defaults)
    const changed = { ...defaults, max_attempts: 3, allowlist: ['192.0.2.1', '2001:db8::/32'] }
    assert.deepEqual((await api.call(`PATCH ${bruteForce}`, { body: { max_attempts: 3, allowlist: changed.allowlist } })).body, changed)
    assert.deepEqual((await api.call(`PATCH ${bruteForce}`, { body: {} })).body, changed)
    assert.deepEqual((await api.call(`GET ${bruteForce}`)).body, changed)
    assert.deepEqual((await api.call(`GET ${bruteForce}`, { tenant: 'other' })).body, defaults)
  })

  test('throttling: stages are changed one by one', async () => {
    const { body } = await api.call(`GET ${throttling}`)
    assert.deepEqual(body, {
      enabled: true, shields: ['block', 'admin_notification'], allowlist: [],
      stage: { 'pre-login': { max_attempts: 100, rate: 864_000 }, 'pre-user-registration': { max_attempts: 50, rate: 1_728_000 } },
    })
    await api.call(`PATCH ${throttling}`, { body: { stage: { 'pre-login': { max_attempts: 7 } } } })
    const after = await api.call(`PATCH ${throttling}`, { body: { stage: { 'pre-user-registration': { rate: 1200 } } } })
    assert.deepEqual(after.body['stage'], { 'pre-login': { max_attempts: 7, rate: 864_000 }, 'pre-user-registration': { max_attempts: 50, rate: 1200 } })
  })

  test('what cannot be obeyed is refused', async () => {
    const refused: [path: string, body: unknown, status: number, code: string][] = [
      [bruteForce, { max_attempts: 0 }, 400, 'invalid_body'],
      [bruteForce, { max_attempts: 101 }, 400, 'invalid_body'],
      [bruteForce, { mode: 'count' }, 400, 'invalid_body'],
      [bruteForce, { shields: ['captcha'] }, 400, 'invalid_body'],
      [bruteForce, { allowlist: ['1.2.3'] }, 400, 'invalid_body'],
      [bruteForce, { allowlist: ['192.0.2.0/33'] }, 400, 'invalid_body'],
      [bruteForce, { allowlist: ['::1', 'fe80::/129'] }, 400, 'invalid_body'],
      [bruteForce, { unknown: true }, 400, 'invalid_body'],
      [throttling, { stage: { 'pre-login': { rate: 1 } } }, 400, 'invalid_body'],
      [throttling, { stage: { 'pre-custom-token-exchange': { max_attempts: 10, rate: 600_000 } } }, 400, 'operation_not_supported'],
      ['/attack-protection/breached-password-detection', { enabled: true }, 400, 'operation_not_supported'],
      ['/attack-protection/breached-password-detection', { shields: ['block'] }, 400, 'operation_not_supported'],
      ['/attack-protection/bot-detection', { bot_detection_level: 'high' }, 403, 'operation_not_supported'],
      ['/attack-protection/captcha', { active_provider_id: 'simple_captcha' }, 403, 'operation_not_supported'],
    ]
    for (const [path, body, status, code] of refused) {
      const answer = await api.call(`PATCH ${path}`, { body })
      assert.deepEqual([answer.status, answer.body['errorCode']], [status, code], `${path} ${JSON.stringify(body)}: ${said(answer)}`)
    }
    const { status, body } = await api.call('PATCH /attack-protection/breached-password-detection', { body: { enabled: false, shields: [] } })
    assert.deepEqual([status, body['enabled']], [200, false])
  })

  test('throttled addresses are seen and let go, each tenant its own', async () => {
    await api.call(`PATCH ${throttling}`, { body: { enabled: true, stage: { 'pre-login': { max_attempts: 2, rate: 86_400_000 } } } })
    const ctx = api.t.withRequest({ ip: '203.0.113.44' }, await api.t.tenant('main'))
    const database = (await findConnection(ctx, 'Username-Password-Authentication'))!
    const path = '/anomaly/blocks/ips/203.0.113.44'
    const guess = (n: number) => authenticate(ctx, database, { identifier: `n${n}@example.com`, password: 'wrong' })
    await guess(1)
    assert.equal(said(await api.call(`GET ${path}`)), '404 undefined IP address specified is not currently blocked.')
    await guess(2)
    assert.equal((await api.call(`GET ${path}`)).status, 200)
    assert.deepEqual(await guess(3), { failure: 'throttled' })
    assert.equal((await api.call(`GET ${path}`, { tenant: 'other' })).status, 404)
    assert.equal((await api.call(`DELETE ${path}`, { tenant: 'other' })).status, 204)
    assert.equal((await api.call(`GET ${path}`)).status, 200)
    assert.equal((await api.call(`DELETE ${path}`)).status, 204)
    assert.deepEqual(await guess(4), { failure: 'unknown' })
    assert.equal((await api.call('GET /anomaly/blocks/ips/nonsense')).status, 400)
  })

  test('blocks are seen and lifted by name and by user', async () => {
    const connection = 'Username-Password-Authentication'
    const made = await api.call('POST /users', { body: { connection, email: 'Blocked@example.com', password: 'Correct-Horse-7-Battery', email_verified: true } })
    const id = encodeURIComponent(String(made.body['user_id']))
    await api.call(`PATCH ${bruteForce}`, { body: { max_attempts: 3, allowlist: [] } })
    await api.call(`PATCH ${throttling}`, { body: { enabled: false } })
    const ctx = api.t.withRequest({ ip: '2001:db8:1:2::77' }, await api.t.tenant('main'))
    const database = (await findConnection(ctx, connection))!
    const guess = async () => {
      for (let n = 0; n < 3; n += 1) await authenticate(ctx, database, { identifier: 'blocked@EXAMPLE.com', password: 'wrong' })
    }
    const block = { blocked_for: [{ identifier: 'blocked@example.com', ip: '2001:db8:1:2::/64', connection }] }
    const none = { blocked_for: [] }
    const byName = { query: { identifier: 'Blocked@Example.com' } }

    await guess()
    assert.deepEqual((await api.call('GET /user-blocks', byName)).body, block)
    assert.deepEqual((await api.call(`GET /user-blocks/${id}`)).body, block)
    assert.deepEqual((await api.call('GET /user-blocks', { ...byName, tenant: 'other' })).body, none)
    assert.equal((await api.call('DELETE /user-blocks', { ...byName, tenant: 'other' })).status, 204)
    assert.equal((await api.call('DELETE /user-blocks', byName)).status, 204)
    assert.deepEqual((await api.call(`GET /user-blocks/${id}`)).body, none)

    await guess()
    assert.equal((await api.call(`DELETE /user-blocks/${id}`)).status, 204)
    assert.deepEqual((await api.call('GET /user-blocks', byName)).body, none)

    await guess()
    await api.call(`PATCH ${bruteForce}`, { body: { enabled: false } })
    assert.deepEqual((await api.call('GET /user-blocks', { query: { ...byName.query, consider_brute_force_enablement: 'true' } })).body, none)
    assert.deepEqual((await api.call('GET /user-blocks', byName)).body, block)

    for (const act of ['GET', 'DELETE']) {
      assert.equal(said(await api.call(`${act} /user-blocks/auth0%7Cnobody`)), '404 inexistent_user The user does not exist.')
      assert.equal((await api.call(`${act} /user-blocks`)).status, 400)
    }
  })
})
