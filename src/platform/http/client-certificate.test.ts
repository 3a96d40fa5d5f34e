import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endpointOf, scratchServers } from './scratch.ts'

test('a client certificate is believed from a trusted proxy and from nobody else', async () => {
  let trusted: string[] = []
  await using it = await scratchServers([endpointOf('GET /a')], { trustedProxies: () => trusted })
  const see = async (headers: Record<string, string>) => ((await it.ask({ path: '/a', host: 'main.example.test', headers })).json as { clientCertificate?: unknown }).clientCertificate
  const pem = '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n'
  const sent = { 'client-certificate': encodeURIComponent(pem), 'client-certificate-ca-verified': 'SUCCESS' }
  assert.equal(await see(sent), undefined)
  trusted = ['127.0.0.1', '::1']
  assert.deepEqual(await see(sent), { pem, verified: true })
  assert.deepEqual(await see({ ...sent, 'client-certificate-ca-verified': 'FAILED:self-signed' }), { pem, verified: false })
  assert.equal(await see({ 'client-certificate': '%E0%A4%A' }), undefined)
  assert.equal(await see({}), undefined)
})
