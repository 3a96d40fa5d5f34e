// The matrix over the started product: real tokens of the root tenant authority, the configuration area over HTTPS, the command line beside it.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { SMTPServer } from 'smtp-server'
import { bailiwick, startAppliance, type Appliance } from '../appliance.ts'
import { management } from '../management.ts'
import { applianceApi, type ApplianceApi } from '../operate/appliance-api.ts'
import { authorizeUrl, challengeOf, random } from '../sign-in.ts'
import { commandsAt, type Said } from './commands.ts'
import { accountFor, personAt, signInPage, until, type Person } from './console.ts'

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
    const type = commandsAt(appliance.dataDir)
    const well = async (pattern: RegExp, ...words: string[]): Promise<RegExpExecArray> => {
      const { code, out, err } = await type(...words)
      assert.equal(code, 0, `${words.join(' ')}: ${err}${out}`)
      const found = pattern.exec(out)
      assert.ok(found, `${words.join(' ')}: ${out}`)
      return found
    }
    const refusedWith = (pattern: RegExp, { code, err }: Said) => (assert.notEqual(code, 0), assert.match(err, pattern))
    const write = (name: string, content: unknown) => {
      writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
      return join(folder, name)
    }

    await well(/^(error|warning) +\S+ /m, 'raci', 'lint')
    await well(/^\| /m, 'raci', 'export')
    await well(/<table/, 'raci', 'export', '--format', 'html')

    const [, checklist] = await well(/It stands in the checklist (chk_\w+)/, 'preflight')
    const { out: found } = await type('preflight')
    for (const item of ['memory', 'cpu', 'drives', 'network', 'dns', 'certificate', 'smtp', 'ports', 'clock', 'outbound']) assert.match(found, new RegExp(`^(met|NOT MET) +\\S*${item}`, 'm'), `${item}: ${found}`)
    await well(new RegExp(`^${checklist} +pre-installation +\\w+`, 'm'), 'checklists', 'list')
    await well(/^Missing: .+\. \w/m, 'checklists', 'show', checklist!)

    const [, person] = await well(/^(per_\w+) +Ida +ida@bank\.example +subscriber +developer +invited\n[^\n]*it works once, until .+\nhttps:\S+$/m, 'people', 'invite', 'ida@bank.example', '--name', 'Ida', '--roles', 'developer')
    await well(/^https:\S+$/m, 'people', 'invite-again', person!)
    await well(/Ida Berg .* operations, security/, 'people', 'change', person!, '--name', 'Ida Berg', '--roles', 'operations,security')
    await well(/provider +support/, 'people', 'move', person!, '--party', 'provider', '--roles', 'support')
    await well(new RegExp(`^${person} +Ida Berg `, 'm'), 'people', 'list')
    await well(/The person was removed/, 'people', 'remove', person!)
    refusedWith(/no such person/, await type('people', 'remove', 'per_nobody'))

    const card = JSON.parse((await well(/[^]+/, 'environments', 'card'))[0]) as Record<string, string>
    refusedWith(/card of this appliance; bring the one of the other/, await type('environments', 'pair', write('card.json', card)))
    refusedWith(/altered/, await type('environments', 'pair', write('card.json', { ...card, name: 'elsewhere' })))
    refusedWith(/nothing-there.json cannot be read \(ENOENT\)/, await type('environments', 'pair', join(folder, 'nothing-there.json')))

    await well(/^This appliance reports to no console\. Its key is \w+/, 'reporting', 'show')
    refusedWith(/reports to no console; pair it/, await type('reporting', 'now'))
    refusedWith(/\w/, await type('reporting', 'pair', write('card.json', card), '--consent', 'build'))
    await well(/Nothing was said/, 'reporting', 'instructions')

    const [, ticket] = await well(/^(T-\d+) +Logins are slow\nseverity 2 \(\w+\), open; next step: provider, answer due /, 'tickets', 'open', 'Logins', 'are', 'slow', '--severity', '2', '--users', 'most', '--description', 'Since 9 a password takes 20 seconds')
    refusedWith(/production/, await type('tickets', 'open', 'Down', '--severity', '1', '--users', 'all', '--description', 'Nobody can sign in', '--critical', write('critical.json', { business_process: 'Admissions', workaround: 'none', contact: 'Ann', phone: '+41 44 000 00 00' })))
    await well(/And since 10 nobody/, 'tickets', 'comment', ticket!, '--text', 'And since 10 nobody gets in at all')
    await well(/trace\.har is attached: 2 bytes, SHA-256 [0-9a-f]{64}/, 'tickets', 'attach', ticket!, write('trace.har', '{}'))
    await well(/att_\w+ +trace\.har +2 bytes/, 'tickets', 'show', ticket!)
    const file = JSON.parse((await well(/[^]+/, 'tickets', 'export', ticket!))[0]) as { signature: string }
    refusedWith(/\w/, await type('tickets', 'import', write('case.json', { ...file, signature: `${file.signature.slice(0, -4)}AAAA` })))
    await well(new RegExp(`^${ticket} +severity 2 +\\w+ `, 'm'), 'tickets', 'list')
    await well(/closed/, 'tickets', 'close', ticket!)
    refusedWith(/closed/, await type('tickets', 'comment', ticket!, '--text', 'Once more'))

    const input = JSON.stringify({ body: { 'alerts.after': 4 } })
    const [, task] = await well(/^(tsk_\w+) /, 'tasks', 'propose', 'settings.update', '--input', input, '--reason', 'Less noise')
    const shown = await type('tasks', 'approve', task!)
    assert.equal(shown.code, 1, 'nothing was signed off')
    const [, plan] = /--plan ([0-9a-f]{64})/.exec(shown.out)!
    refusedWith(/type "settings\.update" to confirm/, await type('tasks', 'approve', task!, '--plan', plan!))
    refusedWith(/changed|plan/, await type('tasks', 'approve', task!, '--plan', '0'.repeat(64), '--confirm', 'settings.update'))
    await well(/^approved since/m, 'tasks', 'approve', task!, '--plan', plan!, '--confirm', 'settings.update')
    await well(new RegExp(task!), 'tasks', 'run', task!)
    await well(/^done since/m, 'tasks', 'show', task!)
    await well(new RegExp(`^${task} +done +settings\\.update `, 'm'), 'tasks', 'list')
    assert.equal((await api.must<{ value: number }>('GET /settings/alerts.after')).value, 4)
    refusedWith(/JSON/, await type('tasks', 'propose', 'settings.update', '--input', '{'))
    refusedWith(/nothing\.at-all/, await type('tasks', 'propose', 'nothing.at-all'))
    const [, other] = await well(/^(tsk_\w+) /, 'tasks', 'propose', 'settings.update', '--input', input)
    await well(/^declined|^failed|^expired/m, 'tasks', 'decline', other!, '--reason', 'Not needed')

    await well(/There are no access windows/, 'access', 'list')
    const anchor = write('anchor.json', (await well(/[^]+/, 'journal', 'anchor'))[0])
    await well(/^The journal contains what was anchored/, 'journal', 'check', '--anchor', anchor)
    refusedWith(/is not what `bailiwick journal anchor` printed/, await type('journal', 'check', '--anchor', write('torn.json', '{')))
    const lines = (await well(/[^]+/, 'journal', 'export', '--after', '2'))[0].trimEnd().split('\n')
    assert.match(lines[0]!, /^\{"hash":"[0-9a-f]{64}","entry":\{.*"seq":3[,}]/)
    await well(/^The journal is whole: \d+ entries/, 'journal', 'verify')
    await well(/No key is authorised/, 'cli-keys', 'list')
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
      const { entries } = await ann.must<{ entries: { kind: string; subject?: string }[] }>('GET /journal?per_page=100')
      for (const kind of ['window.ended', 'window.sessions-ended']) assert.ok(entries.some((entry) => entry.kind === kind && entry.subject === `window:${window.id}`), kind)
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
