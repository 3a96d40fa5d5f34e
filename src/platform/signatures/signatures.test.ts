import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { endpointHeader, generateKeys, keyId, publicKeyText, readPublicKey, SignatureProblem, signRequest, verifyRequest, type Signable } from './index.ts'

const { publicKey, privateKey } = generateKeys()
const now = new Date('2026-05-31T12:00:00Z')
const plain: Signable = { method: 'POST', url: 'https://a0-1.example:10121/v1/run?x=1', headers: { host: 'a0-1.example:10121', [endpointHeader]: 'q83v' }, body: Buffer.from('{"argv":["ping"]}') }
const signed = async (request = plain): Promise<Signable> => ({ ...request, headers: { ...request.headers, ...lower(await signRequest(request, { key: privateKey, publicKey, now, nonce: 'abcdefghijklmnop' })) } })
const lower = (headers: Record<string, string>) => Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
const known = async (id: string) => (id === keyId(publicKey) ? publicKey : undefined)
const refused = (request: Signable, reason: string, find = known) =>
  assert.rejects(verifyRequest(request, find), (error: unknown) => error instanceof SignatureProblem && error.reason === reason)

describe('signed requests', () => {
  it('are what their owner signed', async () => {
    assert.deepEqual(await verifyRequest(await signed(), known), { keyId: keyId(publicKey), created: now, nonce: 'abcdefghijklmnop' })
  })

  it('are refused when anything covered is different', async () => {
    const good = await signed()
    const changes: Partial<Signable>[] = [
      { method: 'PUT' }, { url: 'https://a0-2.example:10121/v1/run?x=1' }, { url: 'https://a0-1.example:10121/v1/other?x=1' }, { url: 'https://a0-1.example:10121/v1/run?x=2' },
      { headers: { ...good.headers, [endpointHeader]: 'AAAA' } }, { headers: { ...good.headers, 'content-digest': 'sha-256=:AAAA:' } },
      { headers: { ...good.headers, 'signature-input': good.headers['signature-input']!.replace(/created=\d+/, 'created=1') } },
      { headers: { ...good.headers, 'signature-input': good.headers['signature-input']!.replace('abcdefghijklmnop', 'bbcdefghijklmnop') } },
    ]
    for (const change of changes) await refused({ ...good, ...change }, 'signature')
    await refused({ ...good, body: Buffer.from('{"argv":["backup-delete"]}') }, 'digest')
  })

  it('are refused when the signature covers too little, is missing, or is one of two', async () => {
    const good = await signed()
    await refused(plain, 'missing')
    await refused({ ...good, headers: { ...good.headers, 'signature-input': good.headers['signature-input']!.replace('"content-digest" ', '') } }, 'incomplete')
    await refused({ ...good, headers: { ...good.headers, 'signature-input': good.headers['signature-input']!.replace(/;nonce="[^"]*"/, '') } }, 'incomplete')
    await refused({ ...good, headers: { ...good.headers, 'signature-input': good.headers['signature-input']!.replace('bailiwick-agent', 'elsewhere') } }, 'incomplete')
    await refused({ ...good, headers: { ...good.headers, 'signature-input': `${good.headers['signature-input']!}, other=("@method");keyid="x"` } }, 'malformed')
    await refused({ ...good, headers: { ...good.headers, 'signature-input': '((' } }, 'malformed')
  })

  it('are refused for a key that nobody knows, or somebody else\'s', async () => {
    const other = generateKeys()
    await refused(await signed(), 'unknown_key', async () => undefined)
    await refused(await signed(), 'signature', async () => other.publicKey)
  })
})

describe('public keys', () => {
  it('are read in three forms', () => {
    const text = publicKeyText(publicKey)
    const ssh = Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from('ssh-ed25519'), Buffer.from([0, 0, 0, 32]), Buffer.from(text, 'base64url')]).toString('base64')
    for (const form of [text, `${text}\n`, publicKey.export({ type: 'spki', format: 'pem' }).toString(), `ssh-ed25519 ${ssh} laptop`]) assert.equal(keyId(readPublicKey(form)!), keyId(publicKey))
  })

  it('are refused in any other', () => {
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    for (const form of ['', 'x', 'A'.repeat(42), pem, 'ssh-rsa AAAAB3NzaC1yc2E=', 'ssh-ed25519 AAAA']) assert.equal(readPublicKey(form), undefined)
  })
})
