// The matrix over the started product: real tokens of the root tenant authority, the configuration area over HTTPS, the command line beside it.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { bailiwick, startAppliance, type Appliance } from '../appliance.ts'
import { management } from '../management.ts'
import { applianceApi, type ApplianceApi } from '../operate/appliance-api.ts'

describe('responsibilities of a started appliance', () => {
  let appliance: Appliance
  let api: ApplianceApi
  before(async () => {
    appliance = await startAppliance()
    api = await applianceApi(appliance)
  })
  after(() => appliance?.stop())
  const command = (words: string) => bailiwick([...words.split(' '), '--data-dir', appliance.dataDir])
  const kinds = async () => (await api.must<{ entries: { kind: string }[] }>('GET /journal')).entries.map(({ kind }) => kind)

  test('API and command line show the same 26 rows', async () => {
    const { rows } = await api.must<{ rows: { id: string }[] }>('GET /raci')
    assert.equal(rows.length, 26)
    const { code, stdout } = await command('raci show')
    assert.equal(code, 0)
    for (const { id } of rows) assert.match(stdout, new RegExp(`^${id} `, 'm'))
    assert.equal((await command('raci lint')).code, 0)
  })

  test('one organisation: a change is made at once and stands in the journal, which verifies', async () => {
    await api.must('PATCH /settings', { 'responsibilities.provider-name': 'Platform team' })
    assert.ok((await kinds()).includes('operation.done'))
    const { code, stdout } = await command('journal verify')
    assert.equal(code, 0)
    assert.match(stdout, /^The journal is whole/)
  })

  test('two organisations: what is the other one\'s work is refused with the row, who does it and how to ask; the refusal is on record', async () => {
    await api.must('PATCH /settings', { 'responsibilities.parties': 'two' })
    const refused = await api.call('PUT /handover', { at: new Date(Date.now() + 86_400_000).toISOString() })
    assert.equal(refused.status, 403)
    assert.equal(refused.body['errorCode'], 'not_responsible')
    assert.equal(refused.body['row'], 'operations-handover')
    assert.match(String(refused.body['message']), /is done by Platform team \(provider.*bailiwick tasks propose handover\.schedule/)
    assert.ok((await kinds()).includes('operation.refused'))
    // The subscriber's own work goes on.
    await api.must('PATCH /settings', { 'responsibilities.subscriber-name': 'The bank' })
  })

  test('scopes and rows are different locks: a token without the scope, for another audience, or of an application of no party is refused', async () => {
    const narrow = await applianceApi(appliance, 'read:appliance')
    assert.equal((await narrow.call('PATCH /settings', { 'responsibilities.provider-name': 'x' })).status, 403)
    const foreign = await api.managementToken()
    const reply = await fetch(`${appliance.manageOrigin}/api/appliance/v1/raci`, { headers: { authorization: `Bearer ${foreign}` } })
    assert.equal(reply.status, 401)

    const root = await management(appliance.bootstrap.rta)
    const audience = `${appliance.manageOrigin}/api/appliance/v1/`
    const stranger = await root.must<{ client_id: string; client_secret: string }>('POST /clients', { name: 'Stranger', app_type: 'non_interactive' })
    await root.must('POST /client-grants', { client_id: stranger.client_id, audience, scope: ['update:appliance', 'read:appliance', 'update:settings'] })
    const credentials = { ...appliance.bootstrap.rta, client_id: stranger.client_id, client_secret: stranger.client_secret }
    const theirs = await applianceApi({ ...appliance, bootstrap: { ...appliance.bootstrap, rta: credentials } })
    const turnedAway = await theirs.call('PATCH /settings', { 'responsibilities.provider-name': 'x' })
    assert.deepEqual([turnedAway.status, turnedAway.body['errorCode']], [403, 'no_party'])
  })
})
