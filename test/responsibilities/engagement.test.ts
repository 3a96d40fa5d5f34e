/** One engagement from the checklist to a change in production, on two appliances that do not see one another, told in order. */
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import type { Risk } from '#kernel/operation.ts'
import { Bag, Type } from '#kernel/schema.ts'
import { checklistItems } from '#responsibilities/checklists/index.ts'
import { governed, type OperatorCaller } from '#responsibilities/context/index.ts'
import { attest, recordDrill } from '#responsibilities/index.ts'
import { deliverNotices } from '#responsibilities/notices/index.ts'
import { area, type Area, type Reply } from './http.ts'

const changed: Record<string, unknown> = {}
const resource = governed(
  {
    name: 'later', about: 'Operations of later parts of the product.',
    operations: {
      deploy: { http: 'POST /later/deploy', summary: 'Deploy', scope: [], row: 'deploy', risk: 'disruptive' as Risk, status: 200, returns: Type.Object({ done: Type.Boolean() }) },
      setting: { http: 'PATCH /later/setting', summary: 'Change a setting', scope: [], row: 'configure', risk: 'disruptive' as Risk, body: Bag(), returns: Type.Object({ done: Type.Boolean() }) },
    },
  },
  {
    deploy: async () => ({ done: true }),
    setting: async ({ body }) => (Object.assign(changed, body), { done: true }),
  },
)

const updates = governed(
  {
    name: 'updates', about: 'Updates to come.',
    operations: { apply: { http: 'POST /later/update', summary: 'Update', scope: [], row: 'updates', risk: 'disruptive' as Risk, status: 200, body: Type.Object({ build: Type.String() }), returns: Type.Object({ done: Type.Boolean() }) } },
  },
  { apply: async () => ({ done: true }) },
)

type Side = Area & { ann: OperatorCaller; ben: OperatorCaller; pat: OperatorCaller }
let development: Side, production: Side

async function side(environment: string): Promise<Side> {
  const a = await area({ 'responsibilities.parties': 'two', 'responsibilities.environment': environment, 'responsibilities.separation': 'required' }, { resources: [resource, updates] })
  return { ...a, ann: await a.person('ann', 'subscriber', ['infrastructure_engineer']), ben: await a.person('ben', 'subscriber', ['operations']), pat: await a.person('pat', 'provider', ['customer_success_engineer']) }
}
before(async () => { [development, production] = await Promise.all([side('development'), side('production')]) })
after(() => Promise.all([development.shut(), production.shut()]))

async function ok(a: Side, who: OperatorCaller, route: string, body?: unknown): Promise<Reply['json']> {
  const { status, json } = await a.call(who, route, body)
  assert.ok(status >= 200 && status < 300, `${route}: ${status} ${json?.message}`)
  return json
}
const refusal = async (a: Side, who: OperatorCaller, route: string, body?: unknown): Promise<string> => (await a.call(who, route, body)).json.errorCode

/** Asked for by the provider, opened by the subscriber. */
async function letIn(a: Side, row: string): Promise<string> {
  const { id } = await ok(a, a.pat, 'POST /access-windows', { rows: [row], reason: `Work on ${row}` })
  assert.equal(await refusal(a, a.pat, `POST /access-windows/${id}/open`, {}), 'not_responsible')
  return (await ok(a, a.ann, `POST /access-windows/${id}/open`, {})).id
}
async function runTask(a: Side, id: string, proposer: OperatorCaller, signer: OperatorCaller): Promise<string> {
  const { plan_digest: plan } = await ok(a, signer, `GET /tasks/${id}`)
  assert.equal(await refusal(a, proposer, `POST /tasks/${id}/approve`, { plan, confirmation: 'later.setting' }), proposer.party === signer.party ? 'self_approval' : 'not_accountable')
  await ok(a, signer, `POST /tasks/${id}/approve`, { plan })
  await ok(a, proposer, `POST /tasks/${id}/run`)
  await a.responsibilities.tasks.idle()
  return (await ok(a, signer, `GET /tasks/${id}`)).state
}

it('1. the subscriber fills the checklist, the provider accepts it, on both sides', async () => {
  for (const a of [development, production]) {
    const { id } = await ok(a, a.ann, 'POST /checklists', { kind: 'pre-installation' })
    for (const item of checklistItems['pre-installation']) await ok(a, a.ann, `PUT /checklists/${id}/items/${item.id}`, { met: true, sentence: 'Ready.', ...(item.each ? { node: 'n1' } : {}) })
    await ok(a, a.ann, `POST /checklists/${id}/submit`)
    await ok(a, a.pat, `POST /checklists/${id}/accept`)
  }
})

it('2. the provider asks for a window, deploys, and is out again', async () => {
  for (const a of [development, production]) {
    assert.equal(await refusal(a, a.pat, 'POST /later/deploy'), 'no_access_window')
    const window = await letIn(a, 'deploy')
    // Duties are separated, and the one who deploys is the only one who answers for it: nothing runs before a second engineer signs.
    const cora = await a.person('cora', 'provider', ['customer_success_engineer'])
    const { task } = await ok(a, a.pat, 'POST /later/deploy')
    const { plan_digest: plan } = await ok(a, cora, `GET /tasks/${task}`)
    assert.equal(await refusal(a, a.pat, `POST /tasks/${task}/approve`, { plan }), 'self_approval')
    await ok(a, cora, `POST /tasks/${task}/approve`, { plan })
    await ok(a, a.pat, `POST /tasks/${task}/run`)
    await a.responsibilities.tasks.idle()
    assert.equal((await ok(a, a.ann, `GET /tasks/${task}`)).state, 'done')
    await ok(a, a.ann, `POST /access-windows/${window}/close`, { reason: 'deployed' })
    await a.responsibilities.jobs.find(({ id }) => id === 'access-windows.end')!.run(a.office)
    assert.deepEqual(a.ended.map((users) => users.toSorted()), [[a.pat.person!.userId, cora.person!.userId]])
    assert.equal(await refusal(a, a.pat, 'POST /later/deploy'), 'no_access_window')
  }
})

it('3. the two are paired by their cards; what development vouches for counts once in production', async () => {
  const [devCard, prodCard] = [await ok(development, development.ann, 'GET /environments/card'), await ok(production, production.ann, 'GET /environments/card')]
  await ok(development, development.ann, 'PUT /environments', prodCard)
  await ok(production, production.ann, 'PUT /environments', devCard)
  const update = await attest(development.office, undefined, 'update', { build: '1.0.0' })
  const signed = await ok(development, development.ben, 'POST /environments/test-sign-offs', { build: '1.0.0' })
  for (const packet of [update, signed]) await ok(production, production.ben, 'POST /environments/attestations', packet)
  assert.equal(await refusal(production, production.ben, 'POST /environments/attestations', signed), 'attestation_replayed')
  assert.equal(await refusal(production, production.ben, 'POST /environments/attestations', { ...signed, facts: { build: '2.0.0' } }), 'attestation_wrong')
  assert.equal(await refusal(production, production.pat, 'POST /environments/attestations', update), 'not_responsible')
})

it('4. operations are handed over when the drills are on record', async () => {
  const a = production
  await letIn(a, 'operations-handover')
  await ok(a, a.pat, 'PUT /handover', { at: '2027-02-01T09:00:00Z' })
  for (const topic of ['monitoring', 'backup', 'updates', 'questions']) await ok(a, a.pat, 'POST /handover/topics', { topic })
  assert.equal(await refusal(a, a.pat, 'POST /handover/sign'), 'gate_closed')
  for (const drill of ['alert-seen', 'backup-restored', 'update-rehearsed'] as const) await recordDrill(a.office, drill, 'It happened.', {})
  await ok(a, a.pat, 'POST /handover/sign')
  await ok(a, a.ben, 'POST /handover/accept')
})

it('5. an alert opens a ticket; the answer wants a change in production, which waits for the provider\'s word and the subscriber\'s sign-off', async () => {
  const a = production
  await ok(a, a.ann, 'PUT /parties/subscriber/clients/monitoring', { roles: [] })
  const monitoring: OperatorCaller = { party: 'subscriber', roles: [], client: 'monitoring' }
  const { id: ticket } = await ok(a, monitoring, 'POST /tickets', { subject: 'Logins are slow', kind: 'incident', severity: 2, questionnaire: { description: 'p95 is 3 s.', users: 'some' } })
  await ok(a, a.pat, `POST /tickets/${ticket}/comments`, { text: 'Please raise the size of the pool.' })
  const waiting = await a.call(a.ben, 'PATCH /later/setting', { pool: 20 }, { 'bailiwick-reason': 'Logins are slow', 'bailiwick-ticket': ticket })
  assert.equal(waiting.status, 202)
  const { task } = waiting.json
  const view = await ok(a, a.ben, `GET /tasks/${task}`)
  assert.deepEqual([view.state, view.ticket, view.next.what], ['proposed', ticket, 'answer'])
  assert.deepEqual((await ok(a, a.pat, 'GET /next-steps?party=provider')).filter(({ subject }: { subject: string }) => subject === `task:${task}`).map(({ what }: { what: string }) => what), ['answer'])
  await ok(a, a.pat, `POST /consultations/${view.consultations[0].id}/answer`, { answer: '20 is right for four cores.' })
  assert.deepEqual(changed, {})
  assert.equal(await runTask(a, task, a.ben, a.ann), 'done')
  assert.deepEqual(changed, { pool: 20 })
  assert.equal(await refusal(a, a.pat, `POST /tickets/${ticket}/resolve`, { resolution: 'Done.' }), 'no_access_window')
  await letIn(a, 'issue-resolution')
  await ok(a, a.pat, `POST /tickets/${ticket}/resolve`, { resolution: 'The pool is larger.' })
  await ok(a, a.ben, `POST /tickets/${ticket}/close`)
})

it('6. an update in production takes the build that development signed off, and no other', async () => {
  const a = production
  await letIn(a, 'updates')
  for (const [build, closed] of [['1.0.0', false], ['9.9.9', true]] as const) {
    const { task } = await ok(a, a.pat, 'POST /later/update', { build })
    const evidence = (await ok(a, a.ann, `GET /tasks/${task}/evidence`)) as { gate: string; met: boolean; sentence: string }[]
    assert.equal(evidence.find(({ gate }) => gate === 'access-window-open')?.met, true)
    const first = evidence.find(({ gate }) => gate === 'development-signed-off')
    assert.equal(first?.met, !closed, first?.sentence ?? build)
    await ok(a, a.pat, `POST /tasks/${task}/decline`, { reason: 'rehearsal' })
  }
})

it('7. everyone was told by mail, and both journals are whole', async () => {
  for (const a of [development, production]) {
    const { delivered, postponed } = await deliverNotices(a.office)
    assert.ok(delivered > 0 && postponed === 0)
    const verdict = await ok(a, a.pat, 'GET /journal/verify')
    assert.equal(verdict.ok, true, verdict.sentence)
  }
  const { entries } = await ok(production, production.ann, 'GET /journal?kind=operation&per_page=100')
  assert.ok(entries.some(({ kind }: { kind: string }) => kind === 'operation.refused'))
})
