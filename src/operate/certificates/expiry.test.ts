import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { bringCertificate } from '#platform/certificates/index.ts'
import { trust } from '../../../test/loopback.ts'
import { testContext, type TestContext } from '../../../test/context.ts'
import { makeAuthority } from '../../platform/tls/chain.fixture.ts'
import { tellOfExpiry, type ExpiryNews } from './expiry.ts'

let t: TestContext
before(async () => { t = await testContext() })
after(() => t.close())
const day = 86_400

test('people are told 30, 14 and 1 day before a certificate ends, once each, and once when it has ended', async () => {
  const authority = await makeAuthority()
  await t.process.db.execute("INSERT INTO root_certificates (fingerprint, name, pem, not_after, created_by) VALUES ('x', 'x', $1, now() + interval '1 year', 'test')", [authority.root.cert])
  trust(authority.root.cert)
  const leaf = await authority.leaf(['*.example.com'], { days: 40, now: t.clock.now() })
  await bringCertificate(t.process, 'test', { certificate: leaf.chain, private_key: leaf.key }, { domainId: null, hosts: ['a.example.com'] })
  const told: ExpiryNews[] = []
  const look = () => tellOfExpiry(t.process, async (_db, news) => void told.push(news))
  const after = async (days: number) => {
    t.clock.advance(days * day)
    const [first, second] = [await look(), await look()]
    assert.equal(second, 0, 'once')
    return first
  }
  assert.equal(await look(), 0, '40 days')
  assert.equal(await after(11), 1, '29 days')
  assert.match(told[0]!.title, /^The certificate of the appliance ends in (29|30) days$/)
  assert.equal(await after(10), 0, '19 days')
  assert.equal(await after(6), 1, '13 days')
  assert.equal(await after(12.5), 1, 'half a day')
  assert.match(told[2]!.title, /ends in 1 day$/)
  assert.match(told[2]!.text, /\*\.example\.com is valid until .*certificates\.upload/)
  assert.equal(told.length, 3)
})

test('what could not be told is told later', async () => {
  await t.process.db.execute('UPDATE certificates SET told = NULL')
  await assert.rejects(tellOfExpiry(t.process, () => Promise.reject(new Error('no'))))
  assert.equal(await tellOfExpiry(t.process, async () => {}), 1)
})
