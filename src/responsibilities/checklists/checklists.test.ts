import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { Problem } from '#kernel/problem.ts'
import { testOffice, type TestOffice } from '../../../test/responsibilities/office.ts'
import type { OperatorCaller } from '../context/index.ts'
import { acceptChecklist, answerItem, checklistItems, checklistMeasures, openChecklist, recordMeasurements, returnChecklist, submitChecklist, viewChecklist, type Missing } from './index.ts'

let o: TestOffice
const sub: OperatorCaller = { party: 'subscriber', roles: ['infrastructure_engineer'], local: 'root' }
const pro: OperatorCaller = { party: 'provider', roles: ['customer_success_engineer'], client: 'console' }
const measure = async (gate: keyof typeof checklistMeasures) => (await checklistMeasures[gate]!(o.office, {} as never))!
let id: string
before(async () => {
  o = await testOffice({ 'responsibilities.parties': 'two' })
  id = (await openChecklist(o.office, sub, 'pre-installation')).id
})
after(() => o.close())

it('one checklist of a kind is open, however many begin it', async () => {
  const ids = await Promise.all([1, 2, 3].map(async () => (await openChecklist(o.office, pro, 'pre-installation')).id))
  assert.deepEqual(new Set(ids), new Set([id]))
})

it('what is missing is listed with its remedy', async () => {
  await assert.rejects(submitChecklist(o.office, sub, id), (error) => {
    assert.ok(error instanceof Problem && error.code === 'checklist_incomplete')
    const missing = error.options.extra?.['missing'] as Missing[]
    assert.ok(missing.some(({ item, remedy }) => item === 'certificates' && remedy.includes('certificate')))
    assert.ok(!missing.some(({ item }) => item === 'load-balancer'), 'optional')
    return true
  })
  assert.equal((await measure('requirements-met')).met, false)
})

it('measurements fill items, and people cannot answer otherwise', async () => {
  const per = (node: string, memory: boolean) => checklistItems['pre-installation'].filter((item) => item.measurable && item.each).map((item) => ({ item: item.id, node, met: item.id !== 'memory' || memory, value: 1, sentence: `${item.id} of ${node}` }))
  const once = checklistItems['pre-installation'].filter((item) => item.measurable && !item.each).map((item) => ({ item: item.id, met: true, value: null, sentence: 'ok' }))
  await recordMeasurements(o.office, sub, 'pre-installation', [...per('n1', true), ...per('n2', false), ...once])
  assert.deepEqual((await measure('requirements-met')), { met: false, sentence: 'Missing: Memory of the node (n2).' })
  await assert.rejects(answerItem(o.office, sub, id, { item: 'memory', node: 'n2', met: true, sentence: 'trust me' }), { code: 'measured' })
  await recordMeasurements(o.office, sub, 'pre-installation', per('n2', true))
  assert.equal((await measure('requirements-met')).met, true)
})

it('the party whose item it is answers, for each node where each node is asked', async () => {
  await assert.rejects(answerItem(o.office, pro, id, { item: 'host', met: true, sentence: 'AWS' }), { code: 'wrong_party' })
  await assert.rejects(answerItem(o.office, sub, id, { item: 'static-address', met: true, sentence: 'x' }), { code: 'node_missing' })
  await assert.rejects(answerItem(o.office, sub, id, { item: 'host', node: 'n1', met: true, sentence: 'x' }), { code: 'node_unexpected' })
  for (const item of checklistItems['pre-installation'].filter((each) => !each.measurable && !each.optional)) {
    for (const node of item.each ? ['n1', 'n2'] : [undefined]) await answerItem(o.office, sub, id, { item: item.id, node, met: true, sentence: 'yes' })
  }
  assert.deepEqual((await viewChecklist(o.office, id)).missing, [])
})

it('submitted, returned with a comment, submitted again, accepted by the provider only', async () => {
  await submitChecklist(o.office, sub, id)
  await assert.rejects(answerItem(o.office, sub, id, { item: 'host', met: false, sentence: 'no' }), { code: 'checklist_state' })
  await assert.rejects(acceptChecklist(o.office, sub, id), { code: 'wrong_party' })
  const returned = await returnChecklist(o.office, pro, id, 'Which region?')
  assert.deepEqual([returned.state, returned.thread[0]?.body], ['returned', 'Which region?'])
  assert.equal((await measure('checklist-submitted')).met, false)
  await answerItem(o.office, sub, id, { item: 'host', met: true, sentence: 'AWS, Frankfurt' })
  await submitChecklist(o.office, sub, id)
  assert.equal((await measure('checklist-accepted')).met, false)
  assert.equal((await acceptChecklist(o.office, pro, id)).state, 'accepted')
  assert.equal((await measure('checklist-accepted')).met, true)
})
