// The matrix over the started product: real tokens of the root tenant authority, the configuration area over HTTPS, the command line beside it.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { SMTPServer } from 'smtp-server'
import { bailiwick, startAppliance, type Appliance } from '../appliance.ts'
import { management } from '../management.ts'
import { applianceApi, type ApplianceApi } from '../operate/appliance-api.ts'
import { authorizeUrl, challengeOf, random } from '../sign-in.ts'
import { commandsAt } from './commands.ts'
import { accountFor, personAt, signInPage, until, type Person } from './console.ts'
import { walkCommands } from './walk.ts'

describe('responsibilities of a started appliance', () => {
  let appliance: Appliance
  let api: ApplianceApi
  before(async () => {
    appliance = await startAppliance()
    api = await applianceApi(appliance)
  })
  after(() => appliance?.stop())
  const folder = mkdtempSync(join(tmpdir(), 'bailiwick-desk-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
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

  test('every command of the desk, as one organisation types them', async () => {
    await walkCommands(commandsAt(appliance.dataDir), folder)
    assert.equal((await api.must<{ value: number }>('GET /settings/alerts.after')).value, 4)
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

  describe('with people of two parties', () => {
    let ann: Person
    before(async () => {
      await accountFor(appliance.bootstrap.admin.setup_url!, 'ann@bank.example')
      ann = await personAt(appliance, 'ann@bank.example')
      await ann.must('GET /persons/me')
      const { link } = await ann.must<{ link: string }>('POST /persons', { email: 'pat@north.example', name: 'Pat', party: 'provider', roles: ['customer_success_engineer'] })
      await accountFor(link, 'pat@north.example')
    })

    test('a window that has run out: the next request is refused, the browser\'s session and its refresh tokens are dead, and nobody gets in anew', async (t) => {
      const ends = new Date(Date.now() + 15_000)
      const window = await ann.must<{ id: string }>('POST /access-windows/grants', { rows: ['updates'], reason: 'A short look', to: ends.toISOString() })
      const pat = await signInPage(appliance, 'pat@north.example')
      const inside = await personAt(appliance, 'pat@north.example')
      await inside.must('GET /nodes')
      const silent = async () => {
        const verifier = random()
        const page = await pat.visitor.visit(authorizeUrl(appliance.rootOrigin, { client_id: pat.client, redirect_uri: pat.redirect, scope: 'openid', state: 's', prompt: 'none', code_challenge: challengeOf(verifier), code_challenge_method: 'S256' }))
        return page.left?.searchParams
      }
      assert.ok((await silent())?.get('code'), 'while the window is open the session signs in by itself')
      await until('the request is refused', async () => (await inside.call<{ errorCode: string }>('GET /nodes')).body.errorCode === 'no_access_window')
      assert.ok(Date.now() >= ends.getTime(), 'not before its time')
      await until('the session is dead', async () => (await silent())?.get('error'))
      t.diagnostic(`sessions seen dead ${Date.now() - ends.getTime()} ms after the end of the window`)
      const said = await inside.call<{ message: string }>('GET /nodes')
      assert.match(said.body.message, /No access window is open.*The provider comes in only when The bank has opened one; ask with: bailiwick access request/)
      assert.equal((await signInPage(appliance, 'pat@north.example')).page.left?.searchParams.get('code') ?? null, null)
      for (const kind of ['window.ended', 'window.sessions-ended']) {
        await until(`${kind} is on record`, async () => (await ann.must<{ entries: { kind: string; subject?: string }[] }>(`GET /journal?kind=${kind}`)).entries.some((entry) => entry.subject === `window:${window.id}`))
      }
    })

    test('a mail server that is down: the notice says so, is tried again, and arrives once the server is back', async () => {
      const port = await freePort()
      await ann.must('PATCH /settings', { 'mail.smtp-host': '127.0.0.1', 'mail.smtp-port': port, 'mail.smtp-security': 'none' })
      const { link, mailed } = await ann.must<{ link: string; mailed: boolean }>('POST /persons', { email: 'eve@bank.example', name: 'Eve', party: 'subscriber', roles: [] })
      assert.deepEqual([mailed, typeof link], [false, 'string'], 'the link is handed over by hand')
      const proposed = await ann.must<{ id: string }>('POST /tasks', { operation: 'handover.schedule', input: { body: { at: new Date(Date.now() + 86_400_000).toISOString() } }, reason: 'We are ready' })
      type Delivery = { channel: string; state: string; last_error?: string; receipt?: string }
      const deliveries = async () => (await ann.must<Delivery[]>(`GET /notices/deliveries?subject=task:${proposed.id}`)).filter(({ channel }) => channel === 'mail')
      const failed = await until('the failure is shown', async () => (await deliveries()).find(({ state, last_error }) => state === 'pending' && last_error))
      assert.match(failed.last_error!, /ECONNREFUSED|refused/)
      const letters: string[] = []
      const smtp = new SMTPServer({ authOptional: true, disabledCommands: ['STARTTLS'], onData: (stream, _session, done) => {
        let text = ''
        stream.setEncoding('utf8').on('data', (part: string) => (text += part)).on('end', () => (letters.push(text), done()))
      } })
      await new Promise<void>((listening) => smtp.listen(port, '127.0.0.1', listening))
      try {
        await until('every letter has a receipt', async () => (await deliveries()).every(({ state, receipt }) => state === 'delivered' && receipt))
        assert.ok(letters.some((letter) => letter.replaceAll(/=\r?\n/g, '').includes(proposed.id)))
      } finally {
        await new Promise<void>((closed) => smtp.close(() => closed()))
        await ann.must('PATCH /settings', { 'mail.smtp-host': '' })
      }
    })
  })
})

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
