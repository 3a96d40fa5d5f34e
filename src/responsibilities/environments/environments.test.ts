import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { testOffice, type TestOffice } from '../../../test/responsibilities/office.ts'
import { readEntries } from '../journal/index.ts'
import { localCaller } from '../parties/index.ts'
import { attest, attestationsOf, card, developmentSignedOff, pair, pairedWith, receive, unpair } from './index.ts'

let development: TestOffice, production: TestOffice, stranger: TestOffice
const me = localCaller('root')
before(async () => {
  development = await testOffice()
  production = await testOffice({ 'responsibilities.environment': 'production' })
  stranger = await testOffice()
})
after(() => Promise.all([development.close(), production.close(), stranger.close()]))

it('pairs by cards, each way, and refuses altered, own and like cards', async () => {
  const dev = await card(development.office)
  await assert.rejects(pair(production.office, me, { ...dev, name: 'evil' }), { code: 'card_wrong' })
  await assert.rejects(pair(development.office, me, dev), { code: 'card_own' })
  await assert.rejects(pair(development.office, me, await card(stranger.office)), { code: 'card_same_environment' })
  await assert.rejects(attest(development.office, me, 'build', {}), { code: 'not_paired' })
  await pair(production.office, me, dev)
  await pair(development.office, me, await card(production.office))
  assert.equal((await pairedWith(production.office))?.key_id, dev.key)
})

it('an attestation is carried once; a replay is refused, also of ten at once', async () => {
  const said = await attest(development.office, me, 'update', { build: '1.1.0' })
  const carried = JSON.parse(JSON.stringify(said)) as typeof said
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => receive(production.office, me, carried)))
  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
  await assert.rejects(receive(production.office, me, carried), { code: 'attestation_replayed' })
  assert.equal((await attestationsOf(production.office, { direction: 'received' })).length, 1)
  assert.equal((await readEntries(production.office, { kind: 'attestation.received', offset: 0, limit: 5 })).total, 1)
})

it('altered, foreign, misdirected and future ones are refused', async () => {
  const said = await attest(development.office, me, 'test-sign-off', { build: '1.1.0' })
  await assert.rejects(receive(production.office, me, { ...said, facts: { build: '2.0.0' } }), { code: 'attestation_wrong' })
  await assert.rejects(receive(production.office, me, { ...said, id: 'att_other' }), { code: 'attestation_wrong' })
  await pair(stranger.office, me, await card(production.office))
  await assert.rejects(receive(production.office, me, await attest(stranger.office, me, 'update', { build: '9' })), { code: 'attestation_wrong' })
  await pair(development.office, me, { ...(await card(stranger.office)) }).catch(() => {})
  stranger.set('responsibilities.environment', 'production')
  await pair(development.office, me, await card(stranger.office))
  await assert.rejects(receive(production.office, me, await attest(development.office, me, 'update', { build: '1.1.0' })), { code: 'attestation_elsewhere' })
  await pair(development.office, me, await card(production.office))
  development.t.clock.advance(3600)
  await assert.rejects(receive(production.office, me, await attest(development.office, me, 'build', {})), { code: 'attestation_future' })
  production.t.clock.advance(3600)
})

it('development first: production takes a build only after update and tests were vouched for', async () => {
  assert.equal((await developmentSignedOff(development.office, '1.1.0')).met, true)
  assert.match((await developmentSignedOff(production.office, '1.2.0')).sentence, /has not told us/)
  assert.match((await developmentSignedOff(production.office, '1.1.0')).sentence, /not been signed off/)
  await receive(production.office, me, await attest(development.office, me, 'test-sign-off', { build: '1.1.0' }))
  assert.equal((await developmentSignedOff(production.office, '1.1.0')).met, true)
  await production.office.db.execute(`INSERT INTO attestations (id, direction, kind, issuer, issued_at, recorded_at, recorded_by, facts, packet)
    SELECT 'att_later_' || n, direction, 'backup', issuer, issued_at + interval '1 day', recorded_at, recorded_by, '{}', packet FROM attestations, generate_series(1, 600) n WHERE kind = 'test-sign-off'`)
  assert.equal((await developmentSignedOff(production.office, '1.1.0')).met, true, 'however much was said since')
  await unpair(production.office, me)
  assert.match((await developmentSignedOff(production.office, '1.1.0')).sentence, /not paired/)
})
