import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { after, before, test } from 'node:test'
import { managementApi, said, type Body, type ManagementApi } from './management-api.ts'

let api: ManagementApi
before(async () => void (api = await managementApi()))
after(() => api.close())
const call: ManagementApi['call'] = (...given) => api.call(...given)
const keys = async (tenant = 'main') => (await call('GET /keys/signing', { tenant })).body as unknown as Body[]

test('a new tenant has a current and a next key', async () => {
  const [current, next, ...rest] = await keys()
  assert.deepEqual(rest, [])
  assert.deepEqual(Object.keys(current!).sort(), ['cert', 'current', 'current_since', 'fingerprint', 'kid', 'pkcs7', 'revoked', 'thumbprint'])
  assert.deepEqual([current!['current'], next!['next'], next!['current'], current!['revoked']], [true, true, undefined, false])
  const certificate = new X509Certificate(current!['cert'])
  assert.equal(certificate.fingerprint, current!['fingerprint'])
  assert.equal(current!['thumbprint'], certificate.fingerprint.replaceAll(':', ''))
  assert.match(current!['pkcs7'], /^-----BEGIN PKCS7-----\r\n[\s\S]+\r\n-----END PKCS7-----$/)
  const envelope = Buffer.from(current!['pkcs7'].replaceAll(/-----[^-]+-----/g, ''), 'base64')
  assert.ok(envelope.includes(certificate.raw))
  assert.deepEqual((await call(`GET /keys/signing/${current!['kid']}`)).body, current)
})

test('rotation and revocation, as documented', async () => {
  const [current, next] = await keys()
  const rotated = await call('POST /keys/signing/rotate')
  assert.equal(rotated.status, 201)
  assert.deepEqual(Object.keys(rotated.body).sort(), ['cert', 'kid'])
  const after = await keys()
  assert.deepEqual(after.map((key) => key['kid']), [next!['kid'], rotated.body['kid'], current!['kid']])
  assert.deepEqual(after.map((key) => [key['current'], key['next'], key['previous']]), [[true, undefined, undefined], [undefined, true, undefined], [undefined, undefined, true]])
  assert.ok(after[2]!['current_until'] >= after[2]!['current_since'])

  for (const { kid } of after.slice(0, 2)) assert.match(said(await call(`PUT /keys/signing/${kid}/revoke`)), /^400 operation_not_supported .*rotate first/)
  const revoked = await call(`PUT /keys/signing/${current!['kid']}/revoke`)
  assert.deepEqual([revoked.status, revoked.body], [200, { kid: current!['kid'], cert: current!['cert'] }])
  const shown = (await call(`GET /keys/signing/${current!['kid']}`)).body
  assert.deepEqual([shown['revoked'], typeof shown['revoked_at'], shown['previous']], [true, 'string', undefined])
  assert.equal((await call(`PUT /keys/signing/${current!['kid']}/revoke`)).status, 200)
})

test('unknown keys and the neighbour\'s keys are not found', async () => {
  const [, , former] = await keys()
  for (const [kid, tenant] of [['nope', 'main'], [former!['kid'], 'other']] as const) {
    assert.equal(said(await call(`GET /keys/signing/${kid}`, { tenant })), '404 undefined Signing key not found.')
    assert.equal(said(await call(`PUT /keys/signing/${kid}/revoke`, { tenant })), '404 undefined Signing key not found.')
  }
})
