/**
 * One engagement from the checklist to a change in production, told in order, on the started product: two appliances that do not see one another, and the
 * console of the provider, which they call and which calls nobody. People sign in as people do, with real tokens.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { SMTPServer } from 'smtp-server'
import { checklistItems } from '#responsibilities/checklists/index.ts'
import { recordDrill } from '#responsibilities/index.ts'
import { canonical, ensureKey, generateSealPair, signWith } from '#responsibilities/seals/index.ts'
import { postJson } from '#platform/outgoing/index.ts'
import { bailiwick, startAppliance, type Appliance } from '../appliance.ts'
import { applianceApi, type ApplianceApi } from '../operate/appliance-api.ts'
import { accountFor, consoleBrowser, personAt, signInPage, startConsole, until, type ConsoleBrowser, type Person, type RunningConsole } from './console.ts'
import { officeOver } from './over.ts'

type Side = Appliance & { api: ApplianceApi; ann: Person; ben: Person; cli(...words: string[]): Promise<string>; at: string }
// Answers are looked at member by member.
// oxlint-disable-next-line typescript/no-explicit-any
type Any = any

/** The story is told in order: after a step that failed nothing that follows would say anything. */
let broken = false
let ticket = ''
let used = ''
const step = (name: string, act: () => Promise<void>) => test(name, async () => {
  assert.ok(!broken, 'an earlier step failed')
  broken = true
  await act()
  broken = false
})

const folder = mkdtempSync(join(tmpdir(), 'bailiwick-scenario-'))
let dev: Side, prod: Side, console_: RunningConsole, olga: ConsoleBrowser
const letters: string[] = []
const smtp = new SMTPServer({ authOptional: true, disabledCommands: ['STARTTLS'], onData: (stream, _session, done) => {
  let text = ''
  stream.setEncoding('utf8').on('data', (part: string) => (text += part)).on('end', () => (letters.push(text), done()))
} })
const smtpPort = () => (smtp.server.address() as { port: number }).port

const everything = 'build,health,tasks,windows,tickets,attachments,attestations,checklists,notices'

/** An appliance of two parties: Ann, the first administrator, has invited Ben of the subscriber and Pat of the provider, with links handed over by hand. */
async function side(environment: string): Promise<Side> {
  const appliance = await startAppliance({ options: ['--workers', environment === 'production' ? '2' : '1'], patience: 180_000 })
  const cli = async (...words: string[]) => {
    const { code, stdout, stderr } = await bailiwick([...words, '--data-dir', appliance.dataDir])
    assert.equal(code, 0, `${words.join(' ')}: ${stderr}${stdout}`)
    return stdout
  }
  await accountFor(appliance.bootstrap.admin.setup_url!, 'ann@hospital.example')
  const ann = await personAt(appliance, 'ann@hospital.example')
  await ann.must('GET /persons/me')
  const settings = { 'responsibilities.parties': 'two', 'responsibilities.separation': 'required', 'responsibilities.provider-name': 'North Software', 'responsibilities.subscriber-name': 'City Hospital', 'responsibilities.environment': environment, 'reporting.interval': 1 }
  await ann.must('PATCH /settings', settings)
  for (const [email, party, roles] of [['ben@hospital.example', 'subscriber', ['operations', 'infrastructure_engineer']], ['pat@north.example', 'provider', ['customer_success_engineer']]] as const) {
    const { link } = await ann.must<{ link: string }>('POST /persons', { email, name: email.split('@')[0], party, roles: [...roles] })
    await accountFor(link, email)
  }
  return { ...appliance, api: await applianceApi(appliance), ann, ben: await personAt(appliance, 'ben@hospital.example'), cli, at: '' }
}

const refusal = async (who: Person, request: string, body?: unknown): Promise<unknown> => (await who.call<{ errorCode?: string }>(request, body)).body?.errorCode

before(async () => {
  await new Promise<void>((listening) => smtp.listen(0, '127.0.0.1', listening))
  // One after the other: what was started is stopped, whatever the next one does.
  console_ = await startConsole()
  dev = await side('development')
  prod = await side('production')
  await accountFor(console_.ready.setup_url!, 'olga@north.example')
  olga = await consoleBrowser(console_, 'olga@north.example')
})
after(async () => {
  await Promise.all([dev?.stop(), prod?.stop(), console_?.stop()])
  smtp.close(() => {})
  rmSync(folder, { recursive: true, force: true })
})

/** What the console shows of an appliance, when it shows it. */
const shows = (a: Side, pattern: RegExp, path = '') => until(`the console shows ${pattern} at ${path || 'the appliance'}`, async () => pattern.exec(await olga.look(`${a.at}${path}`)) ?? undefined)

/** Olga asks at the console, Ann opens here. */
async function letIn(a: Side, row: string, ticket?: string): Promise<string> {
  await olga.send(a.at, `${a.at}/windows`, { rows: row, reason: `Work on ${row}`, ...(ticket ? { ticket } : {}) })
  const asked = await until(`a request for ${row}`, async () => (await a.ann.must<Any>('GET /access-windows?state=requested')).windows.find((each: Any) => each.matrix_rows.includes(row)))
  assert.match(asked.requested_by, /^console:olga@north\.example$/)
  const opened = await a.ann.must<Any>(`POST /access-windows/${asked.id}/open`, {})
  await shows(a, new RegExp(`${asked.id}.*?open`, 's'))
  return opened.id
}

step('the subscriber consents: each appliance reports to the console, and is known there by its key', async () => {
  for (const [a, name] of [[dev, 'City Hospital, development'], [prod, 'City Hospital']] as const) {
    assert.match(await a.cli('reporting', 'show'), /reports to no console/)
    const made = await olga.send('/connect', '/connect', { subscriber: name })
    const card = JSON.parse(/<pre id="card">([^<]*)<\/pre>/.exec(made)![1]!.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))) as Record<string, string>
    const file = join(folder, `${name}.json`)
    writeFileSync(file, JSON.stringify({ ...card, url: 'https://elsewhere.example' }))
    assert.equal((await bailiwick(['reporting', 'pair', file, '--consent', everything, '--data-dir', a.dataDir])).code, 1, 'an altered card was taken')
    writeFileSync(file, JSON.stringify(card))
    used = card['enrolment']!
    assert.match(await a.cli('reporting', 'pair', file, '--consent', everything), /Reports to North Software/)
    const home = await until('the appliance is listed', async () => {
      const html = await olga.look('/')
      return /connected|well/.test(html.split(`>${name}</a>`)[1]?.slice(0, 400) ?? '') && html
    })
    a.at = new RegExp(`href="(/appliances/[^"]+)">${name}</a>`).exec(home)![1]!
    await shows(a, new RegExp(`${a === dev ? 'development' : 'production'}.*0\\.`, 's'))
  }
})

step('checklist: filled here, submitted, accepted at the console; without it nobody deploys', async () => {
  for (const a of [dev, prod]) {
    const { id } = await a.ann.must<{ id: string }>('POST /checklists', { kind: 'pre-installation' })
    for (const item of checklistItems['pre-installation']) await a.ann.must(`PUT /checklists/${id}/items/${item.id}`, { met: true, sentence: 'Ready.', ...(item.each ? { node: 'n1' } : {}) })
    await a.ann.must(`POST /checklists/${id}/submit`)
    await shows(a, /submitted/)
    await olga.send(a.at, `${a.at}/checklists/${id}/accept`, {})
    await until('the checklist is accepted', async () => (await a.ann.must<Any>(`GET /checklists/${id}`)).state === 'accepted')
  }
})

step('window and deploy: the provider is outside until a window is open, and is out again when it ends', async () => {
  for (const a of [dev, prod]) {
    const outside = await signInPage(a, 'pat@north.example')
    assert.equal(outside.page.left?.searchParams.get('code') ?? null, null, 'the provider was let in without a window')
    const window = await letIn(a, 'deploy')
    const pat = await personAt(a, 'pat@north.example')
    assert.equal(await refusal(pat, 'PATCH /settings', { 'responsibilities.provider-name': 'x' }), 'not_responsible')
    // Duties are separated: Pat alone holds R and A of the row, so a second engineer of the provider has to sign.
    const waiting = await pat.call<Any>('POST /environments/initialise', { environment: a === dev ? 'development' : 'production' })
    assert.equal(waiting.status, 202)
    const { plan_digest: plan } = await pat.must<Any>(`GET /tasks/${waiting.body.task}`)
    assert.equal(await refusal(pat, `POST /tasks/${waiting.body.task}/approve`, { plan, confirmation: 'environments.initialise' }), 'self_approval')
    assert.equal(await refusal(a.ann, `POST /tasks/${waiting.body.task}/approve`, { plan }), 'not_accountable')
    const { link } = await a.ann.must<{ link: string }>('POST /persons', { email: 'pia@north.example', name: 'pia', party: 'provider', roles: ['customer_success_engineer'] })
    await accountFor(link, 'pia@north.example')
    const pia = await personAt(a, 'pia@north.example')
    await pia.must(`POST /tasks/${waiting.body.task}/approve`, { plan })
    await pat.must(`POST /tasks/${waiting.body.task}/run`)
    await until('the deployment is done', async () => (await a.ann.must<Any>(`GET /tasks/${waiting.body.task}`)).state === 'done')
    await a.ann.must(`POST /access-windows/${window}/close`, { reason: 'Deployed' })
    assert.equal(await refusal(pat, 'GET /tasks'), undefined, 'reading what both may read')
    assert.equal(await refusal(pat, 'POST /environments/initialise', { environment: 'development' }), 'no_access_window')
    await until('the provider cannot come in', async () => (await signInPage(a, 'pat@north.example')).page.left?.searchParams.get('code') == null)
  }
})

step('configure: the subscriber enters the mail server; who is told, is told', async () => {
  for (const a of [dev, prod]) await a.ann.must('PATCH /settings', { 'mail.smtp-host': '127.0.0.1', 'mail.smtp-port': smtpPort(), 'mail.smtp-security': 'none', 'mail.from': 'appliance@hospital.example' })
  const sent = await prod.ann.must<Any>('POST /mail/test', { to: 'ann@hospital.example' })
  assert.ok(JSON.stringify(sent).length > 0)
  await until('the letter has come', async () => letters.some((letter) => letter.includes('ann@hospital.example')))
})

step('handover: scheduled by the provider, gone through, drills on record, signed by both', async () => {
  await letIn(prod, 'operations-handover')
  const pat = await personAt(prod, 'pat@north.example')
  await pat.must('PUT /handover', { at: new Date(Date.now() + 3600_000).toISOString() })
  for (const topic of ['monitoring', 'backup', 'updates', 'questions']) await pat.must('POST /handover/topics', { topic })
  assert.equal(await refusal(pat, 'POST /handover/sign'), 'gate_closed')

  // The alert is a real one: a web worker is killed. It opens a ticket by itself, because the subscriber wants that.
  await prod.ann.must('PATCH /settings', { 'support.ticket-on-alert': 'high' })
  process.kill(workerOf(prod), 'SIGKILL')
  const alert = await until('an alert', async () => (await prod.ann.must<Any>('GET /alerts')).find?.((each: Any) => each.check === 'services'))
  await prod.ann.must('POST /handover/alerts', { alert: alert.id })
  // Backups and updates record their drills by the same function when they happen; here it is called as they call it.
  const { office, close } = await officeOver(prod.dataDir)
  await recordDrill(office, 'backup-restored', 'A backup was restored into an empty database.', {})
  await recordDrill(office, 'update-rehearsed', 'An update was rehearsed on development.', {})
  await close()
  await pat.must('POST /handover/sign')
  await prod.ben.must('POST /handover/accept')
  const { scheduled, missing } = await prod.ann.must<Any>('GET /handover')
  assert.deepEqual(missing, [])
  assert.ok(scheduled.provider_signed_at && scheduled.subscriber_signed_at)
})

step('the alert has opened a ticket; the provider reads it at its console, is told by mail, and answers', async () => {
  ;[ticket] = [(/(T-\d+)<\/a><\/td><td>Alert: /.exec((await shows(prod, /T-\d+<\/a><\/td><td>Alert: /)).input) ?? [])[1]!]
  await shows(prod, /Web worker \d+ ended unasked/, `/tickets/${ticket}`)
  await until('the console has written a letter', async () => readOutbox(console_.dataDir).some((letter) => letter.includes('olga@north.example') && letter.includes(ticket)))
  await olga.send(`${prod.at}/tickets/${ticket}`, `${prod.at}/tickets/${ticket}/answer`, { text: 'We would like to look at it, and to change a setting.' })
  const thread = await until('the answer has come', async () => {
    const { thread: said, state, clock } = await prod.ann.must<Any>(`GET /tickets/${ticket}`)
    return said.length > 0 && state === 'pending' && clock.state === 'kept' && said
  })
  assert.deepEqual([thread[0].party, thread[0].author], ['provider', 'console:olga@north.example'])
  assert.match(await prod.cli('tickets', 'show', ticket), /We would like to look at it/)
})

step('the provider asks for a window; its change to production waits for a sign-off, is done, and everybody is told', async () => {
  await letIn(prod, 'issue-resolution', ticket)
  const input = { body: { 'alerts.after': 2 } }
  await olga.send(prod.at, `${prod.at}/tasks`, { operation: 'settings.update', input: JSON.stringify(input), reason: `Alerts sooner, for ${ticket}` })
  const task = await until('the task has come', async () => (await prod.ann.must<Any>('GET /tasks?state=consulted')).tasks.find((each: Any) => each.operation === 'settings.update'))
  assert.equal(task.proposed_by, 'console:olga@north.example')
  assert.equal(await refusal(prod.ann, `POST /tasks/${task.id}/run`), 'not_approved')
  const pat = await personAt(prod, 'pat@north.example')
  assert.equal(await refusal(pat, `POST /tasks/${task.id}/approve`, { plan: task.plan_digest }), 'not_accountable')
  assert.equal(await refusal(prod.ann, `POST /tasks/${task.id}/approve`, { plan: '0'.repeat(64) }), 'stale_plan')
  await prod.ann.must(`POST /tasks/${task.id}/approve`, { plan: task.plan_digest })
  assert.equal(await refusal(pat, `POST /tasks/${task.id}/run`), 'not_responsible')
  await prod.ben.must(`POST /tasks/${task.id}/run`)
  await until('the change is made', async () => (await prod.ann.must<Any>('GET /settings/alerts.after')).value === 2)
  await shows(prod, new RegExp(`${task.id}</a></td>.*?<td>done</td>`, 's'))
  await until('the proposer\'s party is told at its console', async () => readOutbox(console_.dataDir).some((letter) => letter.includes('done: ') && letter.includes('settings.update')))
  const notices = await prod.ben.must<Any>('GET /notices')
  assert.ok(JSON.stringify(notices).includes(task.id) || (await prod.ann.must<Any>(`GET /notices/deliveries?subject=task:${task.id}`)).length > 0)
})

step('solved by the provider, closed by the subscriber, and the door is shut', async () => {
  await olga.send(`${prod.at}/tickets/${ticket}`, `${prod.at}/tickets/${ticket}/resolve`, { text: 'The worker was replaced at once; alerts come sooner now.' })
  await until('it is solved', async () => (await prod.ann.must<Any>(`GET /tickets/${ticket}`)).state === 'solved')
  await prod.cli('tickets', 'close', ticket)
  for (const window of (await prod.ann.must<Any>('GET /access-windows?state=open')).windows) await olga.send(prod.at, `${prod.at}/windows/${window.id}/close`, {})
  await until('no window is open', async () => (await prod.ann.must<Any>('GET /access-windows?state=open')).windows.length === 0)
  await until('every letter has gone out', async () => letters.some((letter) => letter.includes('pat@north.example')))
})

step('a person who is removed is out at once', async () => {
  const people = await prod.ann.must<Any[]>('GET /persons')
  const ben = people.find(({ email }) => email === 'ben@hospital.example')
  await prod.cli('people', 'remove', ben.id)
  assert.equal(await refusal(prod.ben, 'GET /persons/me'), 'no_party')
  assert.equal((await signInPage(prod, 'ben@hospital.example')).page.left?.searchParams.get('code') !== null, true, 'the account is still there')
})

step('a console that is down loses nothing: what was said on both sides meanwhile arrives', async () => {
  await olga.send(prod.at, `${prod.at}/windows`, { rows: 'updates', reason: 'Said before the console went down' })
  const { https_port: https, http_port: http } = console_.ready
  await console_.halt()
  const opened = await prod.ann.must<Any>('POST /tickets', { subject: 'Opened while the console was down', kind: 'question', severity: 4, questionnaire: { description: 'Are you there?' } })
  await until('the appliance says that it fails', async () => /FAILING since/.test(await prod.cli('reporting', 'show')))
  console_ = await startConsole({ dataDir: console_.dataDir, ports: { https, http } })
  await prod.ann.must('POST /reporting/now')
  await shows(prod, /Opened while the console was down/)
  await until('the request has come', async () => JSON.stringify(await prod.ann.must<Any>('GET /access-windows')).includes('Said before the console went down'))
  assert.match(await prod.cli('reporting', 'show'), /Answered last at/)
  await prod.cli('tickets', 'close', opened.id)
})

step('a report that is replayed, altered or made by somebody else is refused with a sentence', async () => {
  const { office, close } = await officeOver(prod.dataDir)
  const key = await ensureKey(office, 'appliance')
  await close()
  const card = JSON.parse(await prod.cli('reporting', 'show', '--json')) as Any
  const ca = readFileSync(console_.ready.ca_file, 'utf8')
  const message = { purpose: 'bailiwick report', id: 'rpt_1', issuer: key.id, audience: card.console.key, sequence: 1, sentAt: new Date().toISOString(), received: 0, holding: '0'.repeat(64), put: [], drop: [] }
  const post = (body: unknown) => postJson(`${console_.origin}/exchange`, body, { ca })
  const sealed = (said: object, privateKey = key) => ({ message: said, signature: signWith(privateKey, canonical(said)) })
  const code = async (body: unknown) => { const { status, body: said } = await post(body); return [status, (said as Any).errorCode] }
  assert.deepEqual(await code(sealed(message)), [409, 'report_replayed'])
  assert.deepEqual(await code({ ...sealed(message), message: { ...message, sequence: 9e15 } }), [403, 'report_wrong'])
  assert.deepEqual(await code(sealed({ ...message, audience: 'another' })), [400, 'report_elsewhere'])
  assert.deepEqual(await code(sealed({ ...message, issuer: 'nobody' })), [403, 'appliance_unknown'])
  assert.deepEqual(await code({ hello: 'there' }), [400, 'report_wrong'])
  // A card introduces one appliance, once.
  const stranger = generateSealPair()
  const introduced = { ...message, issuer: stranger.id, introduction: { publicKey: stranger.publicKey, enrolment: used } }
  assert.deepEqual(await code({ message: introduced, signature: signWith(stranger, canonical(introduced)) }), [403, 'enrolment_unusable'])
})

step('attestations go from development to production, each once', async () => {
  for (const [a, other] of [[dev, prod], [prod, dev]] as const) {
    const file = join(folder, 'card-of-the-other.json')
    writeFileSync(file, await other.cli('environments', 'card'))
    assert.match(await a.cli('environments', 'pair', file), /Paired with manage\./)
  }
  const build = (await dev.ann.must<Any[]>('GET /nodes'))[0].build as string
  const signed = await dev.ann.must<Any>('POST /environments/test-sign-offs', { build })
  await prod.ann.must('POST /environments/attestations', signed)
  assert.equal(await refusal(prod.ann, 'POST /environments/attestations', signed), 'attestation_replayed')
  assert.equal(await refusal(prod.ann, 'POST /environments/attestations', { ...signed, facts: { build: 'another' } }), 'attestation_wrong')
  await shows(prod, /test-sign-off/)
})

step('the record is whole on both appliances and at the console; an entry that was altered is named', async () => {
  for (const a of [dev, prod]) assert.match(await a.cli('journal', 'verify'), /^The journal is whole/)
  assert.match(await olga.look('/record'), /The journal is whole/)
  const kinds = (await prod.ann.must<Any>('GET /journal?per_page=100')).entries.map(({ kind }: Any) => kind) as string[]
  for (const kind of ['console.done', 'attestation.received', 'window.closed']) assert.ok(kinds.includes(kind), `${kind} is missing`)
  const { office, close } = await officeOver(dev.dataDir)
  await office.db.execute("UPDATE journal SET entry = replace(entry, 'person.joined', 'person.jointed') WHERE kind = 'person.joined'")
  await close()
  const { code, stdout } = await bailiwick(['journal', 'verify', '--data-dir', dev.dataDir])
  assert.equal(code, 1)
  assert.match(stdout, /Entry \d+ was altered/)
})

step('ending the pairing is the subscriber\'s: the console is told, and drops what it had', async () => {
  assert.match(await prod.cli('reporting', 'end'), /has dropped what it had/)
  assert.match(await olga.look('/'), /has left/)
  assert.doesNotMatch(await olga.look(prod.at), /T-\d+/)
})

function workerOf(appliance: Appliance): number {
  const children = readFileSync(`/proc/${appliance.process.pid}/task/${appliance.process.pid}/children`, 'utf8').trim().split(' ').map(Number)
  const worker = children.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('worker'))
  assert.ok(worker, 'no web worker was found')
  return worker
}

const readOutbox = (dataDir: string): string[] => readdirSync(join(dataDir, 'outbox')).map((name) => decoded(readFileSync(join(dataDir, 'outbox', name), 'utf8')))
const decoded = (letter: string): string => letter.replaceAll(/=\r?\n/g, '')
