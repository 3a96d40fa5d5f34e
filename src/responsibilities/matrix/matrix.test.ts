import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Problem } from '#kernel/problem.ts'
import { testOffice, type TestOffice } from '../../../test/responsibilities/office.ts'
import type { OperatorCaller } from '../context/index.ts'
import { adoptKey, generateSealPair, signWithPrivateKey } from '../seals/index.ts'
import { accountableOf, currentMatrix, exportMatrix, informedOf, lint, listVersions, mayHold, proposeMatrix, raciReference, rows, signMatrix, type Matrix } from './index.ts'
import { signedText } from './versions.ts'

const row = (id: string) => rows.find((candidate) => candidate.id === id)!
const labels = { provider: 'Vendor | Co', subscriber: 'Us', version: 1 }

describe('the matrix as shipped', () => {
  it('has the 12 rows of the daily work and the 14 of disaster recovery', () => {
    assert.equal(rows.filter(({ group }) => group === 'general').length, 12)
    assert.equal(rows.length, 26)
    assert.equal(new Set(rows.map(({ id }) => id)).size, 26)
  })

  it('lints without errors and warns of exactly the rows that have no A', () => {
    const findings = lint(rows)
    assert.deepEqual(findings.filter(({ level }) => level === 'error'), [])
    assert.deepEqual(findings.filter(({ rule }) => rule === 'no-accountable').map((finding) => finding.row), ['configure', 'operations-handover', 'issue-resolution', 'restore-data'])
    assert.deepEqual(findings.filter(({ rule }) => rule === 'shared-responsible').map((finding) => finding.row), ['updates'])
    assert.deepEqual(findings.filter(({ rule }) => rule === 'conditional').map((finding) => finding.row), ['backing-up', 'code-integration', 'user-migration', 'testing-updates'])
    assert.deepEqual(findings.filter(({ rule }) => rule === 'split').map((finding) => finding.row), ['recover-environment'])
  })

  it('settles a missing A on the subscriber, marked as assumed, and never on the provider', () => {
    assert.deepEqual(accountableOf(row('configure')), [{ party: 'subscriber', assumed: true }])
    assert.deepEqual(accountableOf(row('issue-resolution')), [{ party: 'subscriber', assumed: true }])
    assert.deepEqual(accountableOf(row('restore-data')), [])
    assert.deepEqual(accountableOf(row('deploy')), [{ party: 'provider', role: 'customer_success_engineer' }])
  })

  it('informs conditionally only when there is an issue', () => {
    assert.deepEqual(informedOf(row('backing-up')), [])
    assert.deepEqual(informedOf(row('backing-up'), true), [{ party: 'provider', on: 'issue' }])
  })

  it('asks for the job role where the page names one', () => {
    const [holder] = accountableOf(row('prepare-infrastructure'))
    assert.equal(mayHold(holder!, { party: 'subscriber', roles: ['infrastructure_engineer'] }), true)
    assert.equal(mayHold(holder!, { party: 'subscriber', roles: ['developer'] }), false)
    assert.equal(mayHold(holder!, { party: 'provider', roles: ['infrastructure_engineer'] }), false)
  })
})

describe('the linter', () => {
  const findings = (change: Partial<Matrix[number]>) => lint([{ ...row('monitoring'), ...change }]).filter(({ level }) => level === 'error').map(({ rule }) => rule)
  it('finds each kind of error', () => {
    assert.deepEqual(findings({ subscriber: [{ letter: 'A' }] }), ['no-responsible'])
    assert.deepEqual(findings({ provider: [{ letter: 'A' }] }), ['two-accountable'])
    assert.deepEqual(findings({ provider: [{ letter: 'Q' }] }), ['unknown-letter'])
    assert.deepEqual(findings({ gates: [{ gate: 'moon-full', when: 'before' }] }), ['unknown-gate'])
    assert.deepEqual(findings({ subscriber: [{ letter: 'R', on: 'issue' }, { letter: 'A' }] }), ['conditional'])
    assert.deepEqual(lint([row('monitoring'), row('monitoring')]).filter(({ level }) => level === 'error').map(({ rule }) => rule), ['duplicate-row'])
  })
})

describe('printed forms', () => {
  it('Markdown keeps cells apart, CSV quotes, HTML escapes', () => {
    const markdown = exportMatrix(rows, 'markdown', labels).text
    assert.match(markdown, /Vendor \\\| Co/)
    assert.match(markdown, /\| C \| R, A \(assumed\) \|/)
    const csv = exportMatrix([{ ...row('monitoring'), notes: '=1+1, "x"' }], 'csv', labels).text
    assert.match(csv, /"'=1\+1, ""x"""/)
    assert.equal(csv.split('\r\n').length, 3)
    assert.match(exportMatrix([{ ...row('monitoring'), notes: '<script>' }], 'html', labels).text, /&lt;script&gt;/)
    assert.equal((JSON.parse(exportMatrix(rows, 'json', labels).text) as { rows: unknown[] }).rows.length, 26)
  })
  it('the reference names every row', () => {
    const text = raciReference()
    for (const { id } of rows) assert.ok(text.includes(`\`${id}\``), id)
  })
})

describe('versions', () => {
  let o: TestOffice
  const subscriber: OperatorCaller = { party: 'subscriber', roles: [], local: 'root' }
  const provider: OperatorCaller = { party: 'provider', roles: [], client: 'console' }
  const changed = rows.map((each) => (each.id === 'restore-data' ? { ...each, subscriber: [{ letter: 'A' }, { letter: 'I' }] } : each))
  before(async () => { o = await testOffice({ 'responsibilities.parties': 'two' }) })
  after(() => o.close())

  it('the shipped matrix is version 1, also for ten who ask at once', async () => {
    const versions = await Promise.all(Array.from({ length: 10 }, () => currentMatrix(o.office)))
    assert.deepEqual(versions.map(({ version }) => version), Array.from({ length: 10 }, () => 1))
    assert.deepEqual(versions[0]!.matrix, rows)
  })

  it('a change is in force only after both have signed; each with its own key', async () => {
    const { version, digest } = await proposeMatrix(o.office, provider, { matrix: changed, note: 'Restoring has an owner.' })
    assert.equal((await signMatrix(o.office, subscriber, version)).inForceSince, undefined)
    assert.equal((await currentMatrix(o.office)).version, 1)
    await assert.rejects(signMatrix(o.office, provider, version), (error) => error instanceof Problem && error.code === 'provider_key_missing')
    const own = generateSealPair()
    await adoptKey(o.office, 'provider', own.publicKey)
    await assert.rejects(signMatrix(o.office, provider, version), (error) => error instanceof Problem && error.code === 'signature_missing')
    const wrong = signWithPrivateKey(own.privateKey, signedText(version + 1, digest))
    await assert.rejects(signMatrix(o.office, provider, version, wrong), (error) => error instanceof Problem && error.code === 'signature_wrong')
    const signed = await signMatrix(o.office, provider, version, signWithPrivateKey(own.privateKey, signedText(version, digest)))
    assert.ok(signed.inForceSince)
    assert.deepEqual(signed.signatures.map(({ party }) => party), ['provider', 'subscriber'])
    const current = await currentMatrix(o.office)
    assert.equal(current.version, version)
    assert.deepEqual(accountableOf(current.matrix.find(({ id }) => id === 'restore-data')!), [{ party: 'subscriber' }])
    assert.deepEqual((await listVersions(o.office)).map((each) => each.version), [2, 1])
  })

  it('a matrix that cannot be executed is refused with the row and the rule', async () => {
    const broken = rows.map((each) => (each.id === 'deploy' ? { ...each, provider: [{ letter: 'A' }] } : each))
    await assert.rejects(proposeMatrix(o.office, subscriber, { matrix: broken, note: '' }), /deploy: Nobody holds R/)
    await assert.rejects(proposeMatrix(o.office, subscriber, { matrix: [{ id: 'x' }], note: '' }), /not a matrix/)
  })

  it('in single-party mode one signature of the organisation is enough', async () => {
    const single = await testOffice()
    try {
      const { version } = await proposeMatrix(single.office, subscriber, { matrix: changed, note: '' })
      assert.ok((await signMatrix(single.office, subscriber, version)).inForceSince)
    } finally {
      await single.close()
    }
  })
})
