// What an application proves itself with instead of a secret: registered, referred to, expired, deleted.
import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync, X509Certificate, type KeyObject } from 'node:crypto'
import { after, before, test } from 'node:test'
import { calculateJwkThumbprint } from 'jose'
import { credentialsOfClient, findClient } from '#resources/clients/index.ts'
import { managementApi, said, type Body, type ManagementApi } from './management-api.ts'

let api: ManagementApi
let certificate: string
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = (key: KeyObject = pair.publicKey, type: 'spki' | 'pkcs1' = 'spki') => key.export({ type, format: 'pem' }).toString()
const another = () => pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey)
before(async () => {
  api = await managementApi()
  certificate = ((await call('GET /keys/signing')).body as unknown as Body[])[0]!['cert']
})
after(() => api.close())
const call: ManagementApi['call'] = (...given) => api.call(...given)

const app = async (body: object = {}) => (await call('POST /clients', { body: { name: 'App', app_type: 'regular_web', ...body } })).body['client_id'] as string
const add = (clientId: string, body: object, tenant = 'main') => call(`POST /clients/${clientId}/credentials`, { tenant, body: { credential_type: 'public_key', ...body } })
const patch = (clientId: string, body: object) => call(`PATCH /clients/${clientId}`, { body })
const main = () => api.t.tenant('main')

test('a public key in any of its forms; its kid is the thumbprint of the key', async () => {
  const jwk = pair.publicKey.export({ format: 'jwk' })
  const kid = await calculateJwkThumbprint(jwk as never)
  for (const form of [pem(), pem(pair.publicKey, 'pkcs1'), JSON.stringify(jwk)]) {
    const clientId = await app()
    const made = await add(clientId, { pem: form, name: 'first' })
    assert.equal(made.status, 201, JSON.stringify(made.body))
    const { id, created_at, updated_at, ...rest } = made.body
    assert.match(id, /^cred_\w{22}$/)
    assert.equal(created_at, updated_at)
    assert.deepEqual(rest, { name: 'first', credential_type: 'public_key', kid, alg: 'RS256' })
    assert.deepEqual((await call(`GET /clients/${clientId}/credentials/${id}`)).body, made.body)
    assert.deepEqual((await call(`GET /clients/${clientId}/credentials`)).body, [made.body])
    const [kept] = await credentialsOfClient(await main(), clientId)
    assert.deepEqual([kept?.pem, kept?.kid], [pem(), kid])
    assert.match(said(await add(clientId, { pem: form })), /^400 .*kid already/)
  }
})

test('certificates: their key, their end, their name, their thumbprint', async () => {
  const clientId = await app()
  const read = new X509Certificate(certificate)
  const key = await add(clientId, { pem: certificate, parse_expiry_from_cert: true, alg: 'PS256', kid: 'my-own-kid-1' })
  assert.deepEqual([key.body['kid'], key.body['alg'], key.body['expires_at']], ['my-own-kid-1', 'PS256', new Date(read.validTo).toISOString()])
  const shown = await add(clientId, { credential_type: 'x509_cert', pem: certificate })
  assert.deepEqual([shown.body['thumbprint_sha256'], shown.body['subject_dn']], [createHash('sha256').update(read.raw).digest('base64url'), 'CN=main'])
  assert.equal((await add(clientId, { credential_type: 'cert_subject_dn', pem: certificate })).body['subject_dn'], 'CN=main')
  assert.equal((await add(clientId, { credential_type: 'cert_subject_dn', subject_dn: 'CN=a,O=b' })).body['subject_dn'], 'CN=a,O=b')
})

test('what is no public key is refused by name; a private key is not kept', async () => {
  const clientId = await app()
  const refused = async (body: object) => said(await add(clientId, body))
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey
  const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey
  assert.match(await refused({ pem: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }), /private key.* on property pem/)
  assert.match(await refused({ pem: JSON.stringify(pair.privateKey.export({ format: 'jwk' })) }), /private key.* on property pem/)
  assert.match(await refused({ pem: 'nonsense' }), /Neither a public key nor a certificate/)
  assert.match(await refused({ pem: '{"kty":"RSA"}' }), /Neither a public key nor a certificate/)
  assert.match(await refused({ pem: pem(ec) }), /An RSA key is needed/)
  assert.match(await refused({ pem: pem(small) }), /2048 to 8192 bits is needed, this one has 1024/)
  assert.match(await refused({}), /Missing required property: pem/)
  assert.match(await refused({ pem: pem(), alg: 'HS256' }), /No enum match for: HS256/)
  assert.match(await refused({ pem: pem(), kid: 'short' }), /on property kid/)
  assert.match(await refused({ pem: pem(), parse_expiry_from_cert: true }), /Only a certificate/)
  assert.match(await refused({ pem: pem(), expires_at: '2001-01-01T00:00:00.000Z' }), /has expired already/)
  assert.match(await refused({ pem: certificate, parse_expiry_from_cert: true, expires_at: '2099-01-01T00:00:00.000Z' }), /cannot be given together/)
  assert.match(await refused({ credential_type: 'x509_cert', pem: pem() }), /Not a certificate/)
  assert.match(await refused({ credential_type: 'x509_cert', pem: certificate, alg: 'RS256' }), /has no alg/)
  assert.match(await refused({ credential_type: 'cert_subject_dn', pem: certificate, subject_dn: 'CN=x' }), /Give either/)
  assert.match(await refused({ credential_type: 'cert_subject_dn', subject_dn: 'nonsense' }), /A name such as/)
  assert.deepEqual((await call(`GET /clients/${clientId}/credentials`)).body, [])
})

test('an application is made with its keys, which stand in it as references', async () => {
  const made = await call('POST /clients', {
    body: {
      name: 'Assertive', app_type: 'non_interactive', client_authentication_methods: { private_key_jwt: { credentials: [{ credential_type: 'public_key', pem: pem() }] } },
      signed_request_object: { required: true, credentials: [{ credential_type: 'public_key', pem: pem() }] },
    },
  })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  const [credential, ...more] = (await call(`GET /clients/${made.body['client_id']}/credentials`)).body as unknown as Body[]
  assert.deepEqual(more, [])
  assert.deepEqual(made.body['client_authentication_methods'], { private_key_jwt: { credentials: [{ id: credential!['id'] }] } })
  assert.deepEqual(made.body['signed_request_object'], { required: true, credentials: [{ id: credential!['id'] }] })
  assert.equal('token_endpoint_auth_method' in made.body, false)
  assert.deepEqual((await findClient(await main(), made.body['client_id']))?.client_authentication_methods, made.body['client_authentication_methods'])
  const bad = (methods: object, more: object = {}) => call('POST /clients', { body: { name: 'x', client_authentication_methods: methods, ...more } })
  assert.equal((await bad({ private_key_jwt: { credentials: [{ id: credential!['id'] }] } })).status, 400)
  assert.equal((await bad({})).status, 400)
  assert.equal((await bad({ private_key_jwt: { credentials: [] }, tls_client_auth: { credentials: [] } })).status, 400)
  assert.match(said(await bad({ private_key_jwt: { credentials: [] } }, { token_endpoint_auth_method: 'none' })), /cannot both be set/)
})

test('references: to credentials of this application, of the right kind; one way to authenticate at a time', async () => {
  const [clientId, stranger] = [await app(), await app()]
  const { body: key } = await add(clientId, { pem: pem() })
  const { body: theirs } = await add(stranger, { pem: pem() })
  const { body: cert } = await add(clientId, { credential_type: 'x509_cert', pem: certificate })
  const by = (method: string, id: string) => ({ client_authentication_methods: { [method]: { credentials: [{ id }] } } })
  assert.match(said(await patch(clientId, by('private_key_jwt', theirs['id']))), /does not exist' on property client_authentication_methods.private_key_jwt.credentials\[0\]/)
  assert.match(said(await patch(clientId, by('private_key_jwt', cert['id']))), /is not of type public_key/)
  assert.match(said(await patch(clientId, { signed_request_object: { credentials: [{ id: cert['id'] }] } })), /is not of type public_key' on property signed_request_object/)
  assert.match(said(await patch(clientId, { ...by('private_key_jwt', key['id']), token_endpoint_auth_method: 'none' })), /cannot both be set/)

  const set = await patch(clientId, { ...by('private_key_jwt', key['id']), token_endpoint_auth_method: null })
  assert.deepEqual([set.status, set.body['client_authentication_methods'], 'token_endpoint_auth_method' in set.body], [200, by('private_key_jwt', key['id']).client_authentication_methods, false])
  assert.match(said(await patch(clientId, { token_endpoint_auth_method: 'client_secret_post' })), /cannot both be set/)
  assert.equal((await patch(clientId, by('self_signed_tls_client_auth', cert['id']))).status, 200)
  const back = await patch(clientId, { client_authentication_methods: null, token_endpoint_auth_method: 'client_secret_post' })
  assert.deepEqual([back.body['token_endpoint_auth_method'], 'client_authentication_methods' in back.body], ['client_secret_post', false])
  assert.equal('client_authentication_methods' in (await call(`GET /clients/${clientId}`, { scope: 'read:clients' })).body, false)
})

test('an end can be set and taken away; a deleted key is referred to no more, and what it opened stays shut', async () => {
  const clientId = await app()
  const [one, two] = [(await add(clientId, { pem: pem() })).body, (await add(clientId, { pem: another() })).body]
  await patch(clientId, { client_authentication_methods: { private_key_jwt: { credentials: [{ id: one['id'] }, { id: two['id'] }] } }, signed_request_object: { credentials: [{ id: one['id'] }] } })
  const path = `/clients/${clientId}/credentials/${one['id']}`
  const ends = await call(`PATCH ${path}`, { body: { expires_at: '2031-05-06T07:08:09.000Z' } })
  assert.deepEqual([ends.status, ends.body['expires_at']], [200, '2031-05-06T07:08:09.000Z'])
  assert.equal('expires_at' in (await call(`PATCH ${path}`, { body: { expires_at: null } })).body, false)
  assert.match(said(await call(`PATCH ${path}`, { body: {} })), /^400/)

  assert.equal((await call(`DELETE ${path}`, { tenant: 'other' })).status, 204)
  assert.equal((await call(`GET ${path}`)).status, 200)
  assert.equal((await call(`DELETE ${path}`)).status, 204)
  assert.equal((await call(`DELETE ${path}`)).status, 204)
  const after = await findClient(await main(), clientId)
  assert.deepEqual(after?.client_authentication_methods, { private_key_jwt: { credentials: [{ id: two['id'] }] } })
  assert.deepEqual(after?.signed_request_object, { credentials: [] })
  assert.equal(said(await call(`GET ${path}`)), '404 undefined Credential does not exist')
  await call(`DELETE /clients/${clientId}/credentials/${two['id']}`)
  assert.deepEqual((await findClient(await main(), clientId))?.client_authentication_methods, { private_key_jwt: { credentials: [] } })
  for (const http of ['GET /clients/nope/credentials', `GET /clients/nope/credentials/${one['id']}`]) assert.equal(said(await call(http)), '404 inexistent_client Client not found.')
  assert.equal((await add('nope', { pem: pem() })).status, 404)
  assert.equal((await add(clientId, { pem: pem() }, 'other')).status, 404)
})
