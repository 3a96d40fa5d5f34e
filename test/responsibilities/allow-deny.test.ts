/**
 * Allow and deny over HTTP, generated: every row of the matrix × risk × who × window. What is expected is worked out here from the letters as
 * the published pages print them, not from the code under test. Every gate is held open, so that the matrix alone decides.
 */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Party } from '#kernel/mandate.ts'
import type { OperationDeclaration, Risk } from '#kernel/operation.ts'
import { Closed, Type } from '#kernel/schema.ts'
import { closeWindow, openWindow } from '#responsibilities/access-windows/index.ts'
import { governed, type OperatorCaller } from '#responsibilities/context/index.ts'
import type { Measures } from '#responsibilities/gate/index.ts'
import { verifyJournal } from '#responsibilities/journal/index.ts'
import { gates, rows, type GateId } from '#responsibilities/matrix/index.ts'
import { assignClient, localCaller } from '#responsibilities/parties/index.ts'
import { area, type Area } from './http.ts'

/** row: provider | subscriber, as printed; a role in brackets belongs to every letter of its cell. */
const printed: Record<string, [string, string]> = {
  'prepare-infrastructure': ['C', 'R, A (infrastructure_engineer)'],
  'deploy': ['R, A (customer_success_engineer)', 'I'],
  'configure': ['C', 'R'],
  'operations-handover': ['R', 'C'],
  'monitoring': ['I', 'R, A'],
  'backing-up': ['I?', 'R, A'],
  'code-integration': ['C, I?', 'R, A'],
  'user-migration': ['C, I?', 'R, A'],
  'updates': ['R', 'R, A'],
  'testing-updates': ['C, I?', 'R, A'],
  'support-tickets': ['C', 'R, A'],
  'issue-resolution': ['R', 'C'],
  'provision-backup-disk': ['I', 'R, A'],
  'download-cli': ['C', 'R, A'],
  'install-cli': ['I', 'R, A'],
  'configure-cli': ['I', 'R, A'],
  'perform-backup': ['I', 'R, A'],
  'store-backup-offsite': ['I', 'R, A'],
  'delete-backups': ['I', 'R, A'],
  'have-backup-available': ['C', 'R, A'],
  'provide-backup-password': ['I', 'R, A'],
  'create-new-nodes': ['I, C', 'R, A'],
  'restore-data': ['R, C', 'I'],
  'configure-snapshots': ['I', 'R, A'],
  'restore-snapshots': ['I', 'R, A'],
  'recover-environment': ['R', 'I, A'],
}
const risks: readonly Risk[] = ['routine', 'disruptive', 'destructive']
const windows = ['covering', 'of another row', 'none'] as const
type Window = (typeof windows)[number]
type Outcome = 'allowed' | 'confirms' | 'waits' | 'not_responsible' | 'no_access_window' | 'nobody_accountable'

const cell = (row: string, party: Party) => printed[row]![party === 'provider' ? 0 : 1]
const has = (row: string, party: Party, letter: string) => new RegExp(`(^|, )${letter}(,| |$)`).test(cell(row, party))
const roleOf = (row: string, party: Party) => /\((.*)\)/.exec(cell(row, party))?.[1]
const holds = (row: string, { party, roles }: OperatorCaller, letter: string) => has(row, party, letter) && (roleOf(row, party) === undefined || (roles as readonly string[]).includes(roleOf(row, party)!))
const accountableParty = (row: string): Party | undefined =>
  has(row, 'provider', 'A') ? 'provider' : has(row, 'subscriber', 'A') ? 'subscriber' : ['R', 'C'].some((letter) => has(row, 'subscriber', letter)) ? 'subscriber' : undefined

function expected(row: string, risk: Risk, caller: OperatorCaller, window: Window): Outcome {
  if (!holds(row, caller, 'R')) return 'not_responsible'
  if (caller.party === 'provider' && window !== 'covering') return 'no_access_window'
  if (risk === 'routine') return 'allowed'
  const accountable = accountableParty(row)
  if (!accountable) return 'nobody_accountable'
  const other: Party = caller.party === 'provider' ? 'subscriber' : 'provider'
  const roleFits = roleOf(row, accountable) === undefined || (caller.roles as readonly string[]).includes(roleOf(row, accountable)!)
  const own = accountable === caller.party && roleFits && caller.client === undefined
  return own && !has(row, other, 'C') ? 'confirms' : 'waits'
}

let d: Area
const callers: Record<string, OperatorCaller> = {}
let cases = 0
/** Ids of operations that were performed, to be sure that what is denied or waits was not. */
let performed: string[] = []

const idOf = (row: string, risk: Risk) => `probe.${row}-${risk}`
const declarations = Object.fromEntries(Object.keys(printed).flatMap((row) => risks.map((risk): [string, OperationDeclaration] =>
  [`${row}-${risk}`, { http: `POST /probe/${row}/${risk}`, summary: `${risk} work of ${row}`, scope: [], row, risk, status: 200, returns: Closed({ done: Type.Boolean() }) }])))
const probe = governed(
  { name: 'probe', about: 'One operation for each row and risk.', operations: declarations },
  Object.fromEntries(Object.keys(declarations).map((name) => [name, async () => (performed.push(`probe.${name}`), { done: true })])) as never,
)
const open = Object.fromEntries(Object.keys(gates).map((gate) => [gate as GateId, async () => ({ met: true, sentence: 'Held open by the test.' })])) as Measures

async function outcome(caller: OperatorCaller, row: string, risk: Risk): Promise<Outcome> {
  performed = []
  const route = `POST /probe/${row}/${risk}`
  const { status, json } = await d.call(caller, route)
  if (status === 200) {
    assert.deepEqual(performed, [idOf(row, risk)])
    return 'allowed'
  }
  assert.deepEqual(performed, [], `${route} was performed although it answered ${status}`)
  if (status === 202) {
    assert.match(json.task, /^tsk_/)
    return 'waits'
  }
  assert.ok(json.message.length > 20, json.message)
  if (json.errorCode !== 'confirmation_required') {
    assert.equal(status, 403)
    if (json.errorCode !== 'no_party') assert.equal(json.row, row)
    return json.errorCode as Outcome
  }
  // The confirmation is the whole way: with it the same request is allowed, with another it is not.
  assert.equal((await d.call(caller, route, undefined, { 'bailiwick-confirm': 'yes' })).json.errorCode, 'confirmation_wrong')
  assert.equal((await d.call(caller, route, undefined, { 'bailiwick-confirm': idOf(row, risk) })).status, 200)
  assert.deepEqual(performed, [idOf(row, risk)])
  return 'confirms'
}

before(async () => {
  d = await area(undefined, { resources: [probe], measures: open })
  callers['provider, customer success engineer'] = await d.person('cse', 'provider', ['customer_success_engineer'])
  callers['provider, developer'] = await d.person('coder', 'provider', ['developer'])
  callers['subscriber, infrastructure engineer'] = await d.person('infra', 'subscriber', ['infrastructure_engineer'])
  callers['subscriber, operations'] = await d.person('ops', 'subscriber', ['operations'])
  callers['an application of the subscriber'] = { party: 'subscriber', roles: ['infrastructure_engineer'], client: 'm2m' }
  await assignClient(d.office, localCaller('root'), 'm2m', 'subscriber', ['infrastructure_engineer'])
})
after(() => d.shut())

it('the table above has the rows that are shipped', () => assert.deepEqual(Object.keys(printed), rows.map(({ id }) => id)))

describe('two parties', () => {
  for (const row of Object.keys(printed)) {
    it(`${row}: ${printed[row]!.join(' | ')}`, async () => {
      const opener = callers['subscriber, infrastructure engineer']!
      for (const window of windows) {
        const other = row === 'monitoring' ? 'updates' : 'monitoring'
        const opened = window === 'none' ? undefined : await openWindow(d.office, opener, { rows: [window === 'covering' ? row : other], reason: 'test' })
        for (const [who, caller] of Object.entries(callers)) {
          // A window says nothing to the subscriber; once is enough.
          if (caller.party === 'subscriber' && window !== 'none') continue
          for (const risk of risks) {
            assert.equal(await outcome(caller, row, risk), expected(row, risk, caller, window), `${row}, ${risk}, ${who}, window ${window}`)
            cases += 1
          }
        }
        if (opened) await closeWindow(d.office, opener, opened.id)
      }
    })
  }
})

describe('one organisation', () => {
  before(() => d.set('responsibilities.parties', 'single'))
  for (const separation of ['off', 'required']) {
    it(`separation ${separation}: no letter, role or window holds anybody up`, async () => {
      d.set('responsibilities.separation', separation)
      for (const row of Object.keys(printed)) {
        for (const risk of risks) {
          const want: Outcome = risk === 'routine' ? 'allowed' : separation === 'required' ? 'waits' : 'confirms'
          assert.equal(await outcome(callers['subscriber, operations']!, row, risk), want, `${row}, ${risk}`)
          cases += 1
        }
      }
    })
  }
})

it('nobody without a token, nobody of no party', async () => {
  d.set('responsibilities.parties', 'two')
  assert.equal((await d.call(undefined, 'POST /probe/monitoring/routine')).status, 401)
  assert.equal((await d.call({ party: 'subscriber', roles: [], client: 'stranger' }, 'POST /probe/monitoring/routine')).json.errorCode, 'no_party')
  const blocked = callers['subscriber, operations']!
  await d.office.db.execute('UPDATE users SET blocked = true WHERE user_id = $1', [blocked.person!.userId])
  assert.equal((await d.call(blocked, 'POST /probe/monitoring/routine')).json.errorCode, 'no_party')
})

it('at least 400 cases were looked at, and the journal of all of them is whole', async () => {
  assert.ok(cases >= 400, `${cases} cases`)
  const verdict = await verifyJournal(d.office)
  assert.ok(verdict.ok, verdict.sentence)
})
