// Certificates by ACME against a real server: for custom domains and for the appliance's own hosts; failures are said and not repeated at once.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { makeAuthority } from '../../src/platform/tls/chain.fixture.ts'
import { startAppliance, type Appliance } from '../appliance.ts'
import { trust } from '../loopback.ts'
import { management } from '../management.ts'
import { applianceApi, type ApplianceApi } from './appliance-api.ts'
import { nameServer } from './dns.ts'
import { handshake } from './handshake.ts'
import { startPebble, type Pebble } from './pebble.ts'

type Domain = { id: string; ssl_available: boolean; problem?: string; certificate_expiration: string | null }
type Certificate = { id: string; domain?: string; origin: string; names: string[]; in_use: boolean; fingerprint: string }

async function until<T>(ask: () => Promise<T>, enough: (found: T) => boolean, patience = 60_000): Promise<T> {
  for (const deadline = Date.now() + patience; ;) {
    const found = await ask()
    if (enough(found)) return found
    assert.ok(Date.now() < deadline, `not in time: ${JSON.stringify(found)}`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

describe('ACME', () => {
  let appliance: Appliance
  let api: ApplianceApi
  let pebble: Pebble
  let names: Awaited<ReturnType<typeof nameServer>>
  const certificates = () => api.must<Certificate[]>('GET /certificates')

  before(async () => {
    names = await nameServer({ txt: {}, cname: { 'shop.test': 'main.bailiwick.localhost' } })
    appliance = await startAppliance({ options: ['--workers', '1'], environment: { BAILIWICK_DNS_SERVERS: names.address } })
    api = await applianceApi(appliance)
    const authority = await makeAuthority()
    trust(authority.root.cert)
    pebble = await startPebble({ authority, httpPort: appliance.bootstrap.http_port, dns: names.address })
    // The ACME server's own certificate is believed because of this, and what it issues too.
    await api.must('POST /root-certificates', { certificate: `${authority.root.cert}${pebble.root}` })
  })
  after(async () => {
    await pebble?.stop()
    await appliance?.stop()
    names?.close()
  })

  test('without an ACME server an order is refused with the setting to set', async () => {
    const refused = await api.call<{ message: string }>('POST /certificates/order')
    assert.deepEqual([refused.status, refused.body.message], [409, 'No ACME server is set: see the setting acme.directory-url.'])
    assert.equal((await fetch(`${appliance.httpOrigin}/.well-known/acme-challenge/0123456789abcdef0123`)).status, 404)
  })

  test('a managed custom domain gets its certificate by itself once it is verified, and a new one when it is ordered', async () => {
    await api.must('PATCH /settings', { 'acme.directory-url': pebble.directoryUrl, 'acme.email': 'ops@example.com' })
    const main = await management(appliance.main)
    const created = await main.must<{ custom_domain_id: string }>('POST /custom-domains', { domain: 'shop.test', type: 'auth0_managed_certs' })
    assert.equal((await main.must<{ status: string }>(`POST /custom-domains/${created.custom_domain_id}/verify`)).status, 'ready')
    const first = (await until(certificates, (all) => all.some(({ domain }) => domain === 'shop.test'))).find(({ domain }) => domain === 'shop.test')!
    assert.deepEqual([first.origin, first.names, first.in_use], ['acme', ['shop.test'], true])
    assert.equal((await handshake(appliance.bootstrap.https_port, 'shop.test')).fingerprint, first.fingerprint)
    assert.equal((await main.must<{ certificate: { status: string } }>(`GET /custom-domains/${created.custom_domain_id}`)).certificate.status, 'provisioned')
    assert.equal((await api.call(`POST /tenants/main/domains/${created.custom_domain_id}/order`)).status, 202)
    const second = (await until(certificates, (all) => all.some(({ domain, fingerprint }) => domain === 'shop.test' && fingerprint !== first.fingerprint))).find(({ domain }) => domain === 'shop.test')!
    assert.equal((await handshake(appliance.bootstrap.https_port, 'shop.test')).fingerprint, second.fingerprint)
  })

  test('the hosts of the appliance, all in one certificate', async () => {
    assert.equal((await api.call('POST /certificates/order')).status, 202)
    const own = (await until(certificates, (all) => all.some(({ domain, origin }) => domain === undefined && origin === 'acme'))).find(({ origin, domain }) => origin === 'acme' && domain === undefined)!
    assert.deepEqual([...own.names].sort(), ['config', 'main', 'manage'].map((name) => `${name}.bailiwick.localhost`))
    assert.equal((await handshake(appliance.bootstrap.https_port, 'manage.bailiwick.localhost')).fingerprint, own.fingerprint)
  })

  test('an order that fails is said at the domain, and what was there goes on', async () => {
    await pebble.stop()
    const added = await api.must<Domain>('POST /tenants/main/domains', { domain: 'late.test', managed: true })
    const failed = await until(() => api.must<Domain[]>('GET /tenants/main/domains').then((all) => all.find(({ id }) => id === added.id)!), ({ problem }) => problem !== undefined)
    assert.match(failed.problem!, /^The ACME server at localhost:\d+ could not be reached: ECONNREFUSED\.$/)
    assert.equal(failed.ssl_available, false)
    assert.equal((await fetch(`${appliance.manageOrigin}/testall`).catch(() => undefined))?.status ?? 200, 200)
  })
})
