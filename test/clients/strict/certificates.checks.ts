// Mutual TLS (RFC 8705) at the appliance's own port for it: both kinds of client authentication, and tokens bound to a certificate.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { connect as connectTcp } from 'node:net'
import { Duplex } from 'node:stream'
import { connect } from 'node:tls'
import * as o from 'oauth4webapi'
import { authority, selfSigned, type Pair } from '../../certificates.ts'
import { claimsOf, token as tokenOf } from '../../sign-in.ts'
import { applianceApi } from '../../operate/appliance-api.ts'
import { orders, fetchWith, refusedAs, withNonce, type StrictStage } from './stage.ts'

export function certificateChecks(stage: () => StrictStage): void {
  const house = () => stage().house
  const port = () => stage().appliance.bootstrap.certificate_port!

  async function token(clientId: string, pair: Pair | undefined, over: { audience?: string; auth?: o.ClientAuth } = {}) {
    const as = await stage().discover()
    const client: o.Client = { client_id: clientId, use_mtls_endpoint_aliases: true }
    const response = await o.clientCredentialsGrantRequest(as, client, over.auth ?? o.TlsClientAuth(), { audience: over.audience ?? orders }, { [o.customFetch]: fetchWith(pair) })
    return o.processClientCredentialsResponse(as, client, response)
  }
  const thumbprint = async (pair: Pair) => {
    const der = Buffer.from(pair.cert.replace(/-----[^-]+-----|\s/g, ''), 'base64')
    return Buffer.from(await crypto.subtle.digest('SHA-256', der)).toString('base64url')
  }

  test('discovery names the methods and the aliases where the tenant has them on, and nothing of it where not', async () => {
    const on = await stage().discover()
    assert.ok(['tls_client_auth', 'self_signed_tls_client_auth'].every((method) => on.token_endpoint_auth_methods_supported?.includes(method)))
    const aliases = on.mtls_endpoint_aliases as Record<string, string>
    assert.deepEqual(Object.keys(aliases).sort(), [
      'backchannel_authentication_endpoint', 'device_authorization_endpoint', 'pushed_authorization_request_endpoint', 'revocation_endpoint', 'token_endpoint', 'userinfo_endpoint',
    ])
    for (const url of Object.values(aliases)) assert.equal(new URL(url).port, String(port()))
    await house().api.must('PATCH /tenants/settings', { mtls: { enable_endpoint_aliases: false } })
    const off = await stage().discover()
    assert.deepEqual([off.mtls_endpoint_aliases, off.tls_client_certificate_bound_access_tokens, off.token_endpoint_auth_methods_supported?.includes('tls_client_auth')], [undefined, undefined, false])
    await house().api.must('PATCH /tenants/settings', { mtls: { enable_endpoint_aliases: true } })
  })

  test('only that port asks for a certificate, and it answers whoever has none; pages are not to be had there', async () => {
    const { hostname, port: ordinary } = new URL(stage().appliance.origin)
    assert.deepEqual([await asksForOne(Number(ordinary), hostname), await asksForOne(port(), hostname)], [false, true])
    const alias = new URL(stage().appliance.origin)
    alias.port = String(port())
    const bare = async (path: string) => (await fetch(new URL(path, alias))).status
    assert.equal(await bare('/.well-known/openid-configuration'), 200)
    assert.equal(((await (await fetch(new URL('/.well-known/openid-configuration', alias))).json()) as { issuer: string }).issuer, `${stage().appliance.origin}/`)
    for (const path of ['/authorize', '/u/login', '/v2/logout', '/oidc/logout', '/activate', '/api/v2/clients']) assert.equal(await bare(path), 404, path)
  })

  test('self_signed_tls_client_auth: the registered certificate, no other, none, and not at the ordinary port', async () => {
    const [mine, other] = [await selfSigned('CN=Robot'), await selfSigned('CN=Robot')]
    const made = await stage().machine({ client_authentication_methods: { self_signed_tls_client_auth: { credentials: [{ credential_type: 'x509_cert', pem: mine.cert }] } } })
    assert.ok((await token(made.client_id, mine)).access_token)
    for (const pair of [other, undefined]) await assert.rejects(token(made.client_id, pair), refusedAs('invalid_client', 401))
    const as = await stage().discover()
    const client = { client_id: made.client_id }
    const ordinary = await o.clientCredentialsGrantRequest(as, client, o.TlsClientAuth(), { audience: orders }, { [o.customFetch]: fetchWith(mine) })
    await assert.rejects(o.processClientCredentialsResponse(as, client, ordinary), refusedAs('invalid_client', 401))
    await assert.rejects(token(made.client_id, mine, { auth: o.ClientSecretPost(made.client_secret || 'x') }), refusedAs('access_denied', 401))
  })

  test('tls_client_auth: the subject, by an authority that the appliance trusts', async () => {
    const [trusted, stranger] = [await authority('CN=Example CA,O=Example'), await authority('CN=Example CA,O=Example')]
    const made = await stage().machine({ client_authentication_methods: { tls_client_auth: { credentials: [{ credential_type: 'cert_subject_dn', subject_dn: 'CN=robot.example,O=Example' }] } } })
    const robot = await trusted.issue('CN=robot.example,O=Example')
    await assert.rejects(token(made.client_id, robot), refusedAs('invalid_client', 401), 'before the authority is trusted')
    const area = await applianceApi(stage().appliance)
    const settings = (values: Record<string, unknown>) => area.call('PATCH /settings', values)
    assert.equal((await settings({ 'https.client-authorities': 'no certificate' })).status, 400)
    assert.equal((await settings({ 'https.client-authorities': robot.cert })).status, 400, 'not an authority')
    assert.equal((await settings({ 'https.client-authorities': trusted.cert })).status, 200)
    assert.ok((await token(made.client_id, robot)).access_token)
    const day = 24 * 60 * 60 * 1000
    for (const [what, pair] of Object.entries({
      'another subject': await trusted.issue('CN=other.example,O=Example'),
      'an authority of the same name': await stranger.issue('CN=robot.example,O=Example'),
      expired: await trusted.issue('CN=robot.example,O=Example', { from: new Date(Date.now() - 2 * day), to: new Date(Date.now() - day) }),
      'self-signed': await selfSigned('CN=robot.example,O=Example'),
      none: undefined,
    })) await assert.rejects(token(made.client_id, pair), refusedAs('invalid_client', 401), what)
    assert.equal((await settings({ 'https.client-authorities': null })).status, 200)
    await assert.rejects(token(made.client_id, robot), refusedAs('invalid_client', 401), 'after the trust was withdrawn')
  })

  test('a token bound to a certificate (cnf x5t#S256) opens user info only over a connection that shows it; the API can insist', async () => {
    const [mine, thief] = [await selfSigned('CN=Phone'), await selfSigned('CN=Phone')]
    const realm = 'http://auth0.com/oauth/grant-type/password-realm'
    const made = await stage().application({ name: 'Bound by certificate', grant_types: [realm], require_proof_of_possession: true })
    const as = await stage().discover()
    const client: o.Client = { client_id: made.client_id, use_mtls_endpoint_aliases: true }
    const auth = o.ClientSecretPost(made.client_secret)
    const { email: username, password } = house().person
    const grant = async (pair: Pair | undefined) => o.processGenericTokenEndpointResponse(as, client, await o.genericTokenEndpointRequest(as, client, auth, realm, {
      realm: 'Username-Password-Authentication', username, password, scope: 'openid email', audience: orders,
    }, { [o.customFetch]: fetchWith(pair) }))
    await assert.rejects(grant(undefined), refusedAs('invalid_request', 400))
    const tokens = await grant(mine)
    assert.equal(tokens.token_type, 'bearer')
    assert.deepEqual(claimsOf(tokens.access_token)['cnf'], { 'x5t#S256': await thumbprint(mine) })
    const info = async (pair: Pair | undefined) => (await o.userInfoRequest(as, client, tokens.access_token, { [o.customFetch]: fetchWith(pair) })).status
    assert.deepEqual([await info(mine), await info(thief), await info(undefined)], [200, 401, 401])
    assert.equal((await fetch(as.userinfo_endpoint!, { headers: { authorization: `Bearer ${tokens.access_token}` } })).status, 401)

    const vault = 'https://vault.example/'
    await house().api.must('POST /resource-servers', { name: 'Vault', identifier: vault, proof_of_possession: { mechanism: 'mtls', required: true } })
    const machine = await stage().machine({})
    await house().api.must('POST /client-grants', { client_id: machine.client_id, audience: vault, scope: [] })
    const secret = o.ClientSecretPost(machine.client_secret)
    await assert.rejects(token(machine.client_id, undefined, { audience: vault, auth: secret }), refusedAs('invalid_request', 400))
    assert.deepEqual(claimsOf((await token(machine.client_id, mine, { audience: vault, auth: secret })).access_token)['cnf'], { 'x5t#S256': await thumbprint(mine) })
  })

  test('a DPoP proof at the alias names the alias', async () => {
    const as = await stage().discover()
    const made = await stage().machine({})
    const client: o.Client = { client_id: made.client_id, use_mtls_endpoint_aliases: true }
    const DPoP = o.DPoP(client, await o.generateKeyPair('ES256'))
    const tokens = await withNonce(async () => o.processClientCredentialsResponse(as, client, await o.clientCredentialsGrantRequest(as, client, o.ClientSecretPost(made.client_secret), { audience: orders }, { DPoP })))
    assert.equal(tokens.token_type, 'dpop')
  })

  test('a header that claims a certificate counts for nothing at that port either', async () => {
    const mine = await selfSigned('CN=Robot')
    const made = await stage().machine({ client_authentication_methods: { self_signed_tls_client_auth: { credentials: [{ credential_type: 'x509_cert', pem: mine.cert }] } } })
    const alias = new URL(stage().appliance.origin)
    alias.port = String(port())
    const answer = await tokenOf(alias.origin, { grant_type: 'client_credentials', client_id: made.client_id, audience: orders }, { 'client-certificate': encodeURIComponent(mine.cert), 'client-certificate-ca-verified': 'SUCCESS' })
    assert.deepEqual([answer.status, answer.body.error], [401, 'invalid_client'])
  })
}

/** Whether a server sends a CertificateRequest (RFC 5246 section 7.4.4): in TLS 1.2 its first flight can be read as it passes. */
function asksForOne(port: number, servername: string): Promise<boolean> {
  const tcp = connectTcp(port, '127.0.0.1')
  let seen = Buffer.alloc(0)
  const between = new Duplex({
    read() {},
    write: (chunk: Buffer, _encoding, done) => void tcp.write(chunk, done),
    final: (done) => void tcp.end(done),
  })
  tcp.on('data', (piece: Buffer) => {
    seen = Buffer.concat([seen, piece])
    between.push(piece)
  }).on('end', () => between.push(null))
  return new Promise((resolve, reject) => {
    const socket = connect({ socket: between, servername, maxVersion: 'TLSv1.2' })
    socket.on('error', reject).on('secureConnect', () => {
      tcp.destroy()
      resolve(messagesIn(seen).includes(13))
    })
  })
}

/** Types of the handshake messages in the clear, up to the first that is not. */
function messagesIn(bytes: Buffer): number[] {
  const records: Buffer[] = []
  for (let at = 0; at + 5 <= bytes.length && bytes[at] === 22; at += 5 + bytes.readUInt16BE(at + 3)) records.push(bytes.subarray(at + 5, at + 5 + bytes.readUInt16BE(at + 3)))
  const stream = Buffer.concat(records)
  const types: number[] = []
  for (let at = 0; at + 4 <= stream.length && types.at(-1) !== 14; at += 4 + stream.readUIntBE(at + 1, 3)) types.push(stream[at]!)
  return types
}
