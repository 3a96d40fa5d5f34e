// Tokens for tenants under the dashboard's host: who gets one, what it opens, and how soon it is worth nothing.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { management } from '../management.ts'
import { claimsOf } from '../sign-in.ts'
import { dashboardPerson, newPerson, type DashboardPerson } from './person.ts'
import { openStage, type Stage } from './stage.ts'

describe('administrators of a tenant', () => {
  let stage: Stage
  let { appliance, ann } = {} as Stage
  let vic: DashboardPerson
  before(async () => {
    stage = await openStage()
    ;({ appliance, ann } = stage)
  })
  after(() => stage?.close())

  test('the first person administers every tenant; the token is the tenant\'s own, for five minutes, for the dashboard\'s host alone', async () => {
    const access = await ann.must<{ tenants: { name: string; role: string }[]; scopes: string[] }>('GET /access')
    assert.deepEqual(access.tenants.map(({ name, role }) => [name, role]), [['main', 'administrator'], ['config', 'administrator']])
    assert.ok(access.scopes.includes('read:appliance'))
    const opened = await ann.must<{ access_token: string; expires_in: number }>('POST /tenants/main/tokens')
    const claims = claimsOf(opened.access_token)
    assert.equal(claims['iss'], `${appliance.origin}/`)
    assert.equal(claims['aud'], `${appliance.manageOrigin}/api/tenants/main/api/v2/`)
    assert.equal(opened.expires_in, 300)
    const at = (url: string) => fetch(url, { headers: { authorization: `Bearer ${opened.access_token}` } })
    assert.equal((await at(`${appliance.manageOrigin}/api/tenants/main/api/v2/clients`)).status, 200)
    assert.equal((await at(`${appliance.origin}/api/v2/clients`)).status, 401, 'not on the tenant\'s own host')
    assert.equal((await at(`${appliance.manageOrigin}/api/tenants/config/api/v2/clients`)).status, 401, 'not for another tenant')
    assert.equal((await at(`${appliance.manageOrigin}/api/tenants/nobody/api/v2/clients`)).status, 404)
  })

  test('a Management API token of the tenant opens nothing under the dashboard\'s host', async () => {
    const { token } = await management(appliance.main)
    const reply = await fetch(`${appliance.manageOrigin}/api/tenants/main/api/v2/clients`, { headers: { authorization: `Bearer ${token}` } })
    assert.equal(reply.status, 401)
  })

  test('what was done is in the tenant\'s log with the person\'s name; who got a token stands in the root authority\'s', async () => {
    const made = await ann.tenant<{ client_id: string }>('main', 'POST /clients', { name: 'Made in the dashboard' })
    assert.equal(made.status, 201)
    const logs = await ann.tenant<{ user_name: string; details: { operation: string } }[]>('main', 'GET /logs?q=type:sapi')
    assert.ok(logs.body.some(({ user_name: name, details }) => name === 'ann@example.com' && details?.operation === 'clients.create'), JSON.stringify(logs.body).slice(0, 500))
    const rootLogs = await ann.tenant<{ details: { operation: string; response: { body: unknown } } }[]>('config', 'GET /logs?q=type:sapi')
    const opened = rootLogs.body.find(({ details }) => details?.operation === 'administrators.open')
    assert.ok(opened)
    assert.equal((opened.details.response.body as { access_token: string }).access_token, '*****')
  })

  test('an invited person gets a link, sees one tenant, may do what the role says, and is out at once when removed', async () => {
    const invited = await ann.must<{ user_id: string; link: string; mailed: boolean }>('POST /tenants/main/administrators', { email: 'Vic@example.com', role: 'viewer' })
    assert.ok(invited.link.startsWith(`${appliance.rootOrigin}/u/reset-password?ticket=`))
    assert.equal(invited.mailed, false, 'without a mail server the letter lies in the outbox, where the invited will not look')
    vic = await dashboardPerson(appliance, await newPerson(appliance, 'vic@example.com', { link: invited.link }))
    const access = await vic.must<{ tenants: { name: string; role: string }[] }>('GET /access')
    assert.deepEqual(access.tenants.map(({ name, role }) => [name, role]), [['main', 'viewer']])
    assert.equal((await vic.tenant('main', 'GET /clients')).status, 200)
    assert.equal((await vic.tenant('main', 'POST /clients', { name: 'no' })).status, 403)
    const [client] = (await vic.tenant<{ client_secret?: string }[]>('main', 'GET /clients')).body
    assert.ok(client && !('client_secret' in client), 'a viewer sees no secrets')
    assert.equal((await vic.call('POST /tenants/config/tokens')).status, 404)
    assert.equal((await vic.call('POST /tenants/main/administrators', { email: 'x@example.com', role: 'viewer' })).status, 403)
    // Nothing of the appliance: no party, no scope.
    assert.equal((await vic.call('GET /settings')).status, 403)
    assert.equal((await vic.call('POST /tenants/main/administrators/me')).status, 403)

    await ann.must(`PATCH /tenants/main/administrators/${encodeURIComponent(invited.user_id)}`, { role: 'developer' })
    assert.equal((await vic.tenant('main', 'POST /clients', { name: 'yes' })).status, 201, 'the role counts at once')
    await ann.must(`DELETE /tenants/main/administrators/${encodeURIComponent(invited.user_id)}`)
    assert.equal((await vic.tenant('main', 'GET /clients')).status, 401, 'a token in hand is worth nothing any more')
    assert.equal((await vic.call('POST /tenants/main/tokens')).status, 404)
  })

  test('the last administrator stays', async () => {
    const { user_id: id } = await ann.must<{ user_id: string }>('GET /access')
    assert.equal((await ann.call(`DELETE /tenants/main/administrators/${encodeURIComponent(id)}`)).status, 409)
    assert.equal((await ann.call(`PATCH /tenants/main/administrators/${encodeURIComponent(id)}`, { role: 'viewer' })).status, 409)
  })

  test('who makes a tenant administers it; who was named its owner does so from the first sign-in', async () => {
    await ann.must('POST /tenants', { name: 'shop' })
    assert.equal((await ann.tenant('shop', 'GET /clients')).status, 200)
    const root = await management(appliance.bootstrap.rta)
    await root.must('POST /tenants', { name: 'owned', owners: ['ANN@example.com'] })
    assert.ok((await ann.must<{ tenants: { name: string }[] }>('GET /access')).tenants.some(({ name }) => name === 'owned'))
    await root.must('POST /tenants', { name: 'foreign' })
    assert.equal((await ann.call('POST /tenants/foreign/tokens')).status, 404, 'an operator has no way in by rank')
    await ann.must('POST /tenants/foreign/administrators/me')
    assert.equal((await ann.tenant('foreign', 'GET /clients')).status, 200)
    assert.ok((await ann.must<{ entries: { data: { operation?: string } }[] }>('GET /journal')).entries.some(({ data }) => data?.operation === 'appliance-tenants.adopt'))
  })

  test('where the setting lets them, people make tenants of their own: as many as it says, also when they ask all at once', async () => {
    assert.equal((await vic.call('POST /access/tenants', { name: 'early' })).status, 403, 'nobody has changed the setting')
    await ann.must('PATCH /settings', { 'dashboard.new-tenants': 2 })
    assert.equal((await vic.must<{ new_tenants: number }>('GET /access')).new_tenants, 2)
    const answers = await Promise.all(['one', 'two', 'three', 'four'].map((name) => vic.call('POST /access/tenants', { name: `own-${name}` })))
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 201, 403, 403])
    const { tenants, new_tenants: left } = await vic.must<{ tenants: { name: string; role: string }[]; new_tenants: number }>('GET /access')
    assert.deepEqual([tenants.map(({ role }) => role), left], [['administrator', 'administrator'], 0])
    assert.equal((await vic.tenant(tenants[0]!.name, 'GET /clients')).status, 200)
    assert.equal((await ann.call(`POST /tenants/${tenants[0]!.name}/tokens`)).status, 404, 'it is the person\'s own')
    for (const name of ['manage', 'x', 'main']) assert.ok([400, 409].includes((await ann.call('POST /access/tenants', { name })).status), name)
  })
})
