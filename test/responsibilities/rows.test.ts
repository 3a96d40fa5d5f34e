/** Each row of the matrix as a story over HTTP: who does it, who answers for it, who is asked, who is told. */
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import type { OperationDeclaration, Risk } from '#kernel/operation.ts'
import { Bag, Type } from '#kernel/schema.ts'
import { governed, type OperatorCaller } from '#responsibilities/context/index.ts'
import { recordDrill, recordMeasurements } from '#responsibilities/index.ts'
import { checklistItems } from '#responsibilities/checklists/index.ts'
import { rows } from '#responsibilities/matrix/index.ts'
import { adoptKey, generateSealPair, signWithPrivateKey } from '#responsibilities/seals/index.ts'
import { area, type Area, type Reply } from './http.ts'

/** What later parts of the product will publish; here they only say that they were done. */
const work: Record<string, [row: string, risk: Risk]> = {
  deploy: ['deploy', 'disruptive'], certificate: ['configure', 'disruptive'], alerts: ['monitoring', 'disruptive'], backup: ['backing-up', 'disruptive'],
  application: ['code-integration', 'disruptive'], import: ['user-migration', 'disruptive'], update: ['updates', 'disruptive'], disk: ['provision-backup-disk', 'disruptive'],
  download: ['download-cli', 'disruptive'], install: ['install-cli', 'disruptive'], role: ['configure-cli', 'disruptive'], perform: ['perform-backup', 'disruptive'],
  retrieve: ['store-backup-offsite', 'disruptive'], delete: ['delete-backups', 'destructive'], have: ['have-backup-available', 'disruptive'], password: ['provide-backup-password', 'disruptive'],
  machines: ['create-new-nodes', 'disruptive'], restore: ['restore-data', 'destructive'], snapshot: ['configure-snapshots', 'disruptive'], rewind: ['restore-snapshots', 'destructive'],
  recover: ['recover-environment', 'disruptive'],
}
let failing = false
const resource = governed(
  { name: 'work', about: 'Work to come.', operations: Object.fromEntries(Object.entries(work).map(([name, [row, risk]]): [string, OperationDeclaration] => [name, { http: `POST /chores/${name}`, summary: `Work: ${name}`, scope: [], row, risk, status: 200, body: Bag(), returns: Type.Object({ done: Type.Boolean() }) }])) },
  Object.fromEntries(Object.keys(work).map((name) => [name, async () => {
    if (failing) throw new Error('The disk is full.')
    return { done: true }
  }])) as never,
)

let a: Area
let ann: OperatorCaller, ben: OperatorCaller, pat: OperatorCaller
const told = new Set<string>()
const stories = new Set<string>()

before(async () => {
  a = await area(undefined, { resources: [resource], measures: { 'backup-device-ready': async () => ({ met: true, sentence: '80 GB are free.' }), 'backup-verified': async () => ({ met: true, sentence: 'Verified.' }) } })
  ann = await a.person('ann', 'subscriber', ['infrastructure_engineer'])
  ben = await a.person('ben', 'subscriber', ['operations'])
  pat = await a.person('pat', 'provider', ['customer_success_engineer'])
})
after(() => a.shut())

const story = (row: string, sentence: string, work: () => Promise<void>) => {
  stories.add(row)
  it(`${row}: ${sentence}`, work)
}
const ok = async (who: OperatorCaller, route: string, body?: unknown, headers?: Record<string, string>): Promise<Reply['json']> => {
  const { status, json } = await a.call(who, route, body, headers)
  assert.ok(status >= 200 && status < 300, `${route}: ${status} ${json?.message}`)
  return json
}
const refused = async (who: OperatorCaller, route: string, code: string, body?: unknown, headers?: Record<string, string>) => assert.equal((await a.call(who, route, body, headers)).json.errorCode, code, route)
const does = (who: OperatorCaller, name: string) => ok(who, `POST /chores/${name}`, {}, { 'bailiwick-confirm': `work.${name}` })
const open = (...ids: string[]) => ok(ann, 'POST /access-windows/grants', { rows: ids, reason: 'agreed' })
/** How many new notices about the row there are in the inbox since this was asked last. */
async function news(who: OperatorCaller, row: string): Promise<string[]> {
  const { notices } = await ok(who, 'GET /notices?per_page=100')
  const fresh = (notices as { delivery_id: string; matrix_row: string; kind: string }[]).filter(({ delivery_id, matrix_row }) => matrix_row === row && !told.has(delivery_id))
  for (const { delivery_id } of fresh) told.add(delivery_id)
  return fresh.map(({ kind }) => kind).sort()
}
async function throughTask(name: string, proposer: OperatorCaller, signer: OperatorCaller, answerer?: OperatorCaller): Promise<Reply['json']> {
  const { task } = await ok(proposer, `POST /chores/${name}`, {})
  const shown = await ok(proposer, `GET /tasks/${task}`)
  if (answerer) {
    await refused(signer, `POST /tasks/${task}/approve`, 'consultation_open', { plan: shown.plan_digest, confirmation: `work.${name}` })
    await ok(answerer, `POST /consultations/${shown.consultations[0].id}/answer`, { answer: 'Go ahead.' })
  }
  await ok(signer, `POST /tasks/${task}/approve`, { plan: shown.plan_digest, confirmation: `work.${name}` })
  await ok(proposer, `POST /tasks/${task}/run`)
  await a.responsibilities.tasks.idle()
  return ok(proposer, `GET /tasks/${task}`)
}

story('prepare-infrastructure', 'the infrastructure engineer prepares and submits; the provider comments', async () => {
  const { id } = await ok(ann, 'POST /checklists', { kind: 'pre-installation' })
  const item = (who: OperatorCaller, name: string, node?: string) => a.call(who, `PUT /checklists/${id}/items/${name}`, { met: true, sentence: 'yes', ...(node ? { node } : {}) })
  assert.equal((await item(ben, 'host')).json.errorCode, 'not_responsible')
  assert.equal((await item(pat, 'host')).json.errorCode, 'not_responsible')
  await refused(ann, `POST /checklists/${id}/submit`, 'gate_closed')
  for (const each of checklistItems['pre-installation']) {
    if (each.measurable) await recordMeasurements(a.office, ann, 'pre-installation', [{ item: each.id, ...(each.each ? { node: 'n1' } : {}), met: true, value: 1, sentence: 'measured' }])
    else assert.equal((await item(ann, each.id, each.each && 'n1')).status, 200)
  }
  await ok(ann, `POST /checklists/${id}/submit`)
  await ok(pat, `POST /checklists/${id}/return`, { comment: 'Which region?' })
  await ok(ann, `POST /checklists/${id}/submit`)
})
story('deploy', 'the provider deploys to development; the subscriber is told', async () => {
  await refused(pat, 'POST /chores/deploy', 'no_access_window', {})
  await open('deploy')
  await refused(pat, 'POST /chores/deploy', 'gate_closed', {}, { 'bailiwick-confirm': 'work.deploy' })
  const [checklist] = await ok(pat, 'GET /checklists')
  await ok(pat, `POST /checklists/${checklist.id}/accept`)
  await does(pat, 'deploy')
  assert.deepEqual(await news(ann, 'deploy'), ['operation.begun', 'operation.done'])
  await refused(ann, 'POST /chores/deploy', 'not_responsible', {})
})
story('configure', 'the subscriber configures after asking the provider; that it answers for it is assumed', async () => {
  const done = await throughTask('certificate', ann, ben, pat)
  assert.equal(done.state, 'done')
  await refused(pat, 'POST /persons', 'not_responsible', { email: 'x@x.example', name: 'X', party: 'provider', roles: [] })
})
story('operations-handover', 'the provider hands over in 90 minutes and after the drills; the subscriber is consulted and signs too', async () => {
  await open('operations-handover')
  await refused(ann, 'PUT /handover', 'not_responsible', { at: '2027-01-10T09:00:00Z' })
  assert.equal((await ok(pat, 'PUT /handover', { at: '2027-01-10T09:00:00Z' })).scheduled.minutes, 90)
  for (const topic of ['monitoring', 'backup', 'updates', 'questions']) await ok(pat, 'POST /handover/topics', { topic })
  await refused(pat, 'POST /handover/sign', 'gate_closed')
  for (const drill of ['alert-seen', 'backup-restored', 'update-rehearsed'] as const) await recordDrill(a.office, drill, 'It happened.', {})
  await ok(pat, 'POST /handover/sign')
  assert.equal((await ok(ben, 'GET /next-steps?party=subscriber')).some(({ subject }: { subject: string }) => subject === 'handover'), true)
  assert.ok((await ok(ann, 'POST /handover/accept')).scheduled.subscriber_signed_at)
})
/** R, A | I: the subscriber does it and answers for it; the provider is told, and may not. */
const subscriberAlone = (row: string, name: string, sentence: string) =>
  story(row, sentence, async () => {
    await does(ben, name)
    assert.deepEqual(await news(pat, row), ['operation.begun', 'operation.done'])
    await refused(pat, `POST /chores/${name}`, 'not_responsible', {})
  })
/** R, A | C: the subscriber does it and answers for it; the provider is asked before. */
const subscriberAsks = (row: string, name: string, sentence: string) =>
  story(row, sentence, async () => {
    await refused(pat, `POST /chores/${name}`, 'not_responsible', {})
    assert.equal((await throughTask(name, ann, ben, pat)).state, 'done')
    assert.ok((await news(pat, row)).includes('consultation.asked'))
  })

subscriberAlone('monitoring', 'alerts', 'the subscriber monitors; the provider is told')
story('backing-up', 'the subscriber backs up; the provider hears of it only when there is an issue', async () => {
  await does(ben, 'backup')
  assert.deepEqual(await news(pat, 'backing-up'), [])
  failing = true
  assert.equal((await a.call(ben, 'POST /chores/backup', {}, { 'bailiwick-confirm': 'work.backup' })).status, 500)
  failing = false
  assert.deepEqual(await news(pat, 'backing-up'), ['operation.failed'])
})
subscriberAsks('code-integration', 'application', 'the subscriber integrates its applications and asks the provider')
subscriberAsks('user-migration', 'import', 'the subscriber migrates its users and asks the provider')
story('updates', 'both may run it: the provider comes through the door while the subscriber is present, with snapshots, after a pre-check and the sign-off of the subscriber', async () => {
  await open('updates')
  const { task } = await ok(pat, 'POST /chores/update', {})
  const { plan_digest: plan } = await ok(pat, `GET /tasks/${task}`)
  await refused(pat, `POST /tasks/${task}/approve`, 'not_accountable', { plan })
  await ok(ann, `POST /tasks/${task}/approve`, { plan })
  await refused(pat, `POST /tasks/${task}/run`, 'gate_closed')
  await ok(ann, `POST /tasks/${task}/vouch`, { gate: 'snapshot-or-backup', sentence: 'Snapshots of 18:00 exist.' })
  await refused(pat, `POST /tasks/${task}/vouch`, 'wrong_party', { gate: 'subscriber-present', sentence: 'They are there.' })
  await ok(ann, `POST /tasks/${task}/vouch`, { gate: 'subscriber-present', sentence: 'I am here.' })
  await ok(pat, `POST /tasks/${task}/run`)
  await a.responsibilities.tasks.idle()
  assert.equal((await ok(ann, `GET /tasks/${task}`)).state, 'done')
})
story('testing-updates', 'the subscriber tests on development and signs off what runs there; the provider may not', async () => {
  await refused(pat, 'POST /environments/test-sign-offs', 'not_responsible', { build: '1.0.0' })
  await refused(ann, 'POST /environments/test-sign-offs', 'not_paired', { build: '1.0.0' })
  // What runs here is measured: against that nobody's word helps.
  await refused(ann, 'POST /environments/test-sign-offs', 'gate_closed', { build: '9.9.9' })
})
story('support-tickets', 'the subscriber submits; urgent only in production; the provider is consulted on the thread', async () => {
  const ticket = { subject: 'Logins fail', kind: 'incident', severity: 1, questionnaire: { description: 'All logins fail.', users: 'all' }, critical: { business_process: 'Sales', workaround: false, contact: 'Ann', phone: '+49 89 123456' } }
  await refused(pat, 'POST /tickets', 'not_responsible', ticket)
  await refused(ben, 'POST /tickets', 'gate_closed', ticket)
  const { id } = await ok(ben, 'POST /tickets', { ...ticket, severity: 2 })
  await ok(pat, `POST /tickets/${id}/comments`, { text: 'Since when?' })
  assert.equal((await ok(ben, `GET /tickets/${id}`)).clock.holder, 'subscriber')
})
story('issue-resolution', 'the provider resolves; it is closed when the subscriber confirms', async () => {
  const { tickets: [{ id }] } = await ok(ben, 'GET /tickets')
  await refused(ben, `POST /tickets/${id}/resolve`, 'not_responsible', { resolution: 'Done.' })
  await open('issue-resolution')
  await ok(pat, `POST /tickets/${id}/resolve`, { resolution: 'The certificate was renewed.' })
  await refused(pat, `POST /tickets/${id}/close`, 'not_responsible')
  assert.equal((await ok(ben, `POST /tickets/${id}/close`)).state, 'closed')
})
subscriberAlone('provision-backup-disk', 'disk', 'the subscriber adds a disk; the provider is told')
subscriberAsks('download-cli', 'download', 'the subscriber gets the tool and asks the provider where')
subscriberAlone('install-cli', 'install', 'the subscriber installs the tool; the provider is told')
subscriberAlone('configure-cli', 'role', 'the subscriber gives a node the backup role; the provider is told')
subscriberAlone('perform-backup', 'perform', 'the subscriber makes the backup; the provider is told')
subscriberAlone('store-backup-offsite', 'retrieve', 'the subscriber stores it at a second site; the provider is told')
subscriberAlone('delete-backups', 'delete', 'the subscriber deletes backups, with a typed confirmation; the provider is told')
subscriberAsks('have-backup-available', 'have', 'the subscriber has the backup ready and asks the provider')
subscriberAlone('provide-backup-password', 'password', 'the subscriber supplies the password; the provider is told')
story('create-new-nodes', 'the subscriber makes machines from the provider\'s images; the provider is asked and told', async () => {
  assert.equal((await throughTask('machines', ann, ben, pat)).state, 'done')
  assert.deepEqual(await news(pat, 'create-new-nodes'), ['consultation.asked', 'operation.done', 'task.begun'])
})
subscriberAlone('configure-snapshots', 'snapshot', 'the subscriber schedules snapshots; the provider is told')
subscriberAlone('restore-snapshots', 'rewind', 'the subscriber restores snapshots; the provider is told')
story('recover-environment', 'the provider brings authentication back; the subscriber answers for it and is told', async () => {
  await open('recover-environment')
  assert.equal((await throughTask('recover', pat, ann)).state, 'done')
  const told = await news(ben, 'recover-environment')
  assert.ok(told.includes('task.begun') && told.includes('operation.done'), told.join())
  await refused(ann, 'POST /chores/recover', 'not_responsible', {})
})
story('restore-data', 'nobody answers for it as published, so the parties first agree; then the provider restores what the subscriber signed off', async () => {
  await open('restore-data')
  await refused(pat, 'POST /chores/restore', 'nobody_accountable', {})
  const matrix = rows.map((row) => (row.id === 'restore-data' ? { ...row, subscriber: [{ letter: 'A' }, { letter: 'I' }] } : row))
  const { version, digest } = await ok(pat, 'POST /raci/versions', { matrix, note: 'The subscriber answers for restoring.' })
  await ok(ann, `POST /raci/versions/${version}/sign`, {})
  await refused(pat, 'POST /chores/restore', 'nobody_accountable', {})
  const key = generateSealPair()
  await adoptKey(a.office, 'provider', key.publicKey)
  const signature = signWithPrivateKey(key.privateKey, JSON.stringify({ digest, purpose: 'bailiwick matrix', version }))
  assert.ok((await ok(pat, `POST /raci/versions/${version}/sign`, { signature })).inForceSince)
  const { task } = await ok(pat, 'POST /chores/restore', {})
  const { plan_digest: plan } = await ok(pat, `GET /tasks/${task}`)
  await ok(ben, `POST /tasks/${task}/vouch`, { gate: 'password-supplied', sentence: 'Typed into the node.' })
  await ok(ann, `POST /tasks/${task}/approve`, { plan })
  await ok(pat, `POST /tasks/${task}/run`)
  await a.responsibilities.tasks.idle()
  assert.equal((await ok(ben, `GET /tasks/${task}`)).state, 'done')
})

it('each of the 26 rows has a story', () => assert.deepEqual(rows.map(({ id }) => id).filter((id) => !stories.has(id)), []))
it('the journal of all of it is whole', async () => assert.equal((await ok(ann, 'GET /journal/verify')).ok, true))
