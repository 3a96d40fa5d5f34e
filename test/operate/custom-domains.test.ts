// Custom domains of a running node: each with its certificate and issuer, added by operators or shown in DNS by the tenant's own administrators.
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { request } from 'node:https'
import { after, before, describe, test } from 'node:test'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { makeAuthority } from '../../src/platform/tls/chain.fixture.ts'
import { outbox } from '../outbox.ts'
import { startAppliance, type Appliance } from '../appliance.ts'
import { trust } from '../loopback.ts'
import { furnished, management, type Application, type Management } from '../management.ts'
import { authorizeUrl, returned, signIn, token } from '../sign-in.ts'
import { visitor } from '../visitor.ts'
import { applianceApi, type ApplianceApi } from './appliance-api.ts'
import { nameServer, type Records } from './dns.ts'
import { handshake } from './handshake.ts'

const callback = 'https://app.example.com/callback'
const shop = 'login.shop.localhost'
type Domain = { id: string; domain: string; ssl_available: boolean; status: string }
type Managed = { custom_domain_id: string; domain: string; status: string; is_default: boolean; verification: { status: string; error_msg?: string; methods: { name: string; record: string; domain?: string }[] } }

describe('custom domains of a running node', () => {
  let appliance: Appliance
  let api: ApplianceApi
  let main: Management
  let house: Awaited<ReturnType<typeof furnished>>
  let web: Application
  let authority: Awaited<ReturnType<typeof makeAuthority>>
  let names: Awaited<ReturnType<typeof nameServer>>
  const records: Records = { txt: {}, cname: {} }
  const at = (host: string) => `https://${host}:${appliance.bootstrap.https_port}`
  /** Whatever certificate is shown. */
  const answers = (host: string) => new Promise<number | undefined>((resolve, reject) => {
    request(`${at(host)}/.well-known/openid-configuration`, { rejectUnauthorized: false, agent: false }, (response) => resolve(response.resume().statusCode)).on('error', reject).end()
  })
  const letters = () => outbox(appliance.dataDir)
  const letterWith = async (pattern: RegExp): Promise<string> => {
    for (const deadline = Date.now() + 15_000; ;) {
      const found = letters().findLast((text) => pattern.test(text))
      if (found) return found
      assert.ok(Date.now() < deadline, `no letter with ${pattern}`)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  before(async () => {
    names = await nameServer(records)
    appliance = await startAppliance({ options: ['--workers', '2'], environment: { BAILIWICK_DNS_SERVERS: names.address } })
    api = await applianceApi(appliance)
    main = await management(appliance.main)
    house = await furnished(appliance)
    web = await house.application({ name: 'Shop', app_type: 'regular_web', callbacks: [callback], grant_types: ['authorization_code', 'refresh_token'] })
    authority = await makeAuthority()
    trust(authority.root.cert)
    await api.must('POST /root-certificates', { certificate: authority.root.cert })
  })
  after(async () => {
    await appliance?.stop()
    names?.close()
  })

  test('an operator adds one with its certificate; every worker shows it at once', async () => {
    const leaf = await authority.leaf([shop])
    const wrong = await api.call<{ message: string }>('POST /tenants/main/domains', { domain: 'login.other.localhost', certificate: leaf.chain, private_key: leaf.key })
    assert.deepEqual([wrong.status, wrong.body.message], [400, 'The certificate does not cover login.other.localhost.'])
    assert.deepEqual(await api.must('GET /tenants/main/domains'), [], 'nothing half-made')
    const added = await api.must<Domain>('POST /tenants/main/domains', { domain: shop.toUpperCase(), certificate: leaf.chain, private_key: leaf.key })
    assert.deepEqual([added.domain, added.ssl_available, added.status], [shop, true, 'ready'])
    const fingerprint = new X509Certificate(leaf.cert).fingerprint256.replaceAll(':', '').toLowerCase()
    for (let turn = 0; turn < 8; turn += 1) {
      assert.equal((await handshake(appliance.bootstrap.https_port, shop)).fingerprint, fingerprint)
      assert.equal(await answers(shop), 200)
    }
    assert.notEqual((await handshake(appliance.bootstrap.https_port, 'main.bailiwick.localhost')).fingerprint, fingerprint)
    assert.equal((await api.call('POST /tenants/nobody/domains', { domain: 'a.example' })).status, 404)
    for (const name of ['main.bailiwick.localhost', 'bailiwick.localhost', 'plain', '10.0.0.1']) assert.equal((await api.call('POST /tenants/main/domains', { domain: name })).status, 400, name)
    assert.equal((await api.call('POST /tenants/main/domains', { domain: shop })).status, 409)
    assert.equal((await api.call('POST /tenants/config/domains', { domain: shop })).status, 409, 'one tenant a name')
  })

  test('whoever signs in there gets tokens of that issuer, which are good on every host of the tenant', async () => {
    const origin = at(shop)
    const document = (await (await fetch(`${origin}/.well-known/openid-configuration`)).json()) as Record<string, string>
    assert.equal(document['issuer'], `${origin}/`)
    for (const name of ['authorization_endpoint', 'token_endpoint', 'jwks_uri', 'userinfo_endpoint']) assert.ok(document[name]!.startsWith(`${origin}/`), name)
    const code = returned(await signIn(visitor(), authorizeUrl(origin, { client_id: web.client_id, redirect_uri: callback }), house.person)).get('code') ?? ''
    const answer = await token(origin, { grant_type: 'authorization_code', client_id: web.client_id, client_secret: web.client_secret, code, redirect_uri: callback })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    await jwtVerify(answer.body.id_token ?? '', createRemoteJWKSet(new URL(document['jwks_uri']!)), { issuer: `${origin}/`, audience: web.client_id })
    for (const host of [origin, appliance.origin]) {
      assert.equal((await fetch(`${host}/userinfo`, { headers: { authorization: `Bearer ${answer.body.access_token}` } })).status, 200, host)
    }
    const own = await token(origin, { grant_type: 'client_credentials', client_id: appliance.main.client_id, client_secret: appliance.main.client_secret, audience: `${appliance.origin}/api/v2/` })
    assert.equal((await fetch(`${origin}/api/v2/clients`, { headers: { authorization: `Bearer ${own.body.access_token}` } })).status, 200)
    assert.equal((await fetch(`${appliance.rootOrigin}/userinfo`, { headers: { authorization: `Bearer ${answer.body.access_token}` } })).status, 401, 'another tenant')
  })

  test('links in mail lead where the person came from, or to the default domain', async () => {
    const reset = await fetch(`${at(shop)}/dbconnections/change_password`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ client_id: web.client_id, connection: 'Username-Password-Authentication', email: house.person.email }) })
    assert.equal(reset.status, 200)
    assert.match(await letterWith(/\/u\/reset-password\?/), new RegExp(`https://login\\.shop\\.localhost:\\d+/u/reset-password\\?`))
    const ticket = async (header?: string) => {
      const response = await fetch(`${appliance.origin}/api/v2/tickets/password-change`, {
        method: 'POST', headers: { authorization: `Bearer ${main.token}`, 'content-type': 'application/json', ...(header ? { 'auth0-custom-domain': header } : {}) }, body: JSON.stringify({ user_id: house.person.user_id }),
      })
      return { status: response.status, body: (await response.json()) as { ticket?: string } }
    }
    assert.equal(new URL((await ticket()).body.ticket!).origin, appliance.origin)
    assert.equal(new URL((await ticket(shop)).body.ticket!).origin, at(shop))
    assert.equal((await ticket('evil.example')).status, 400)
    assert.equal((await main.must<Managed>('PATCH /custom-domains/default', { domain: shop })).is_default, true)
    assert.equal(new URL((await ticket()).body.ticket!).origin, at(shop))
    assert.equal(new URL((await ticket('main.bailiwick.localhost')).body.ticket!).origin, appliance.origin)
    assert.equal((await main.call('PATCH /custom-domains/default', { domain: 'unknown.example' })).status, 400)
  })

  test('a tenant\'s administrator shows in DNS that the name is theirs', async () => {
    const created = await main.must<Managed>('POST /custom-domains', { domain: 'id.shop.localhost', type: 'self_managed_certs', domain_metadata: { brand: 'Shop' } })
    assert.deepEqual([created.status, created.verification.status, created.is_default], ['pending_verification', 'pending', false])
    assert.equal(await answers('id.shop.localhost'), 404, 'unknown until shown')
    assert.equal((await main.call('POST /custom-domains', { domain: 'ID.shop.localhost', type: 'self_managed_certs' })).status, 409)
    const path = `/custom-domains/${created.custom_domain_id}`
    assert.equal((await main.call(`POST ${path}/test`)).status, 409)
    const missing = await main.must<Managed>(`POST ${path}/verify`)
    assert.equal(missing.status, 'pending_verification')
    assert.match(missing.verification.error_msg ?? '', /_bailiwick-challenge\.id\.shop\.localhost has no TXT record/)
    const txt = created.verification.methods.find(({ name }) => name === 'txt')!
    records.txt[txt.domain!] = txt.record
    const verified = await main.must<Managed>(`POST ${path}/verify`)
    assert.deepEqual([verified.status, verified.verification.status], ['ready', 'verified'])
    assert.equal(await answers('id.shop.localhost'), 200)
    assert.equal((await main.call(`POST ${path}/verify`)).status, 400)
    const tried = await main.must<{ success: boolean; message?: string }>(`POST ${path}/test`)
    assert.ok(tried.success || /could not be called: (ENOTFOUND|EAI_AGAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN)/.test(tried.message ?? ''), JSON.stringify(tried))
    const renamed = await main.must<Managed & { domain_metadata: object }>(`PATCH ${path}`, { domain_metadata: { brand: 'Other', note: null } })
    assert.deepEqual(renamed.domain_metadata, { brand: 'Other' })
  })

  test('an alias of the tenant\'s own host shows it as well, one of another tenant\'s does not', async () => {
    const alias = await main.must<Managed & { origin_domain_name: string }>('POST /custom-domains', { domain: 'www.shop.localhost', type: 'auth0_managed_certs' })
    records.cname['www.shop.localhost'] = 'config.bailiwick.localhost'
    assert.match((await main.must<Managed>(`POST /custom-domains/${alias.custom_domain_id}/verify`)).verification.error_msg ?? '', /is an alias of config\.bailiwick\.localhost, not of main\.bailiwick\.localhost/)
    records.cname['www.shop.localhost'] = alias.origin_domain_name
    assert.equal((await main.must<Managed>(`POST /custom-domains/${alias.custom_domain_id}/verify`)).status, 'ready')
    const root = await management({ ...appliance.bootstrap.rta })
    assert.equal((await root.call('POST /custom-domains', { domain: 'www.shop.localhost', type: 'self_managed_certs' })).status, 409)
    assert.equal((await root.call(`GET /custom-domains/${alias.custom_domain_id}`)).status, 404)
    for (const [body, why] of [[{ domain: 'x.shop.localhost', type: 'self_managed_certs', tls_policy: 'recommended' }, /tls_policy/], [{ domain: 'x.shop.localhost', type: 'auth0_managed_certs', custom_client_ip_header: 'cf-connecting-ip' }, /custom_client_ip_header/], [{ domain: 'x.shop.localhost', type: 'self_managed_certs', relying_party_identifier: 'other.localhost' }, /relying_party_identifier/]] as const) {
      const refused = await main.call<{ message: string }>('POST /custom-domains', body)
      assert.equal(refused.status, 400)
      assert.match(refused.body.message, why)
    }
  })

  test('many a tenant: listed, by pages and by query; the default stays until another is chosen; a deleted one answers no more', async () => {
    const all = await main.must<Managed[]>('GET /custom-domains')
    assert.deepEqual(all.map(({ domain, is_default }) => [domain, is_default]), [[shop, true], ['id.shop.localhost', false], ['www.shop.localhost', false]])
    const first = await main.must<{ custom_domains: Managed[]; next: string }>('GET /custom-domains?take=2')
    const second = await main.must<{ custom_domains: Managed[]; next?: string }>(`GET /custom-domains?take=2&from=${first.next}`)
    assert.deepEqual([...first.custom_domains, ...second.custom_domains].map(({ domain }) => domain), all.map(({ domain }) => domain))
    assert.ok(!second.next)
    assert.deepEqual((await main.must<Managed[]>('GET /custom-domains?q=domain:www*')).map(({ domain }) => domain), ['www.shop.localhost'])
    const idOf = (name: string) => all.find(({ domain }) => domain === name)!.custom_domain_id
    assert.equal((await main.call(`DELETE /custom-domains/${idOf(shop)}`)).status, 409)
    await main.must('PATCH /custom-domains/default', { domain: 'main.bailiwick.localhost' })
    assert.deepEqual(await main.must('GET /custom-domains/default'), { domain: 'main.bailiwick.localhost' })
    assert.equal((await main.call(`DELETE /custom-domains/${idOf(shop)}`)).status, 204)
    for (let turn = 0; turn < 6; turn += 1) assert.deepEqual([await answers('id.shop.localhost'), await answers(shop)], [200, 404])
  })
})
