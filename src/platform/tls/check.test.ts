import assert from 'node:assert/strict'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { before, test } from 'node:test'
import { make, makeAuthority } from './chain.fixture.ts'
import { checkCertificate } from './index.ts'

const hosts = ['manage.example.com', 'config.example.com', 'main.example.com']
let authority: Awaited<ReturnType<typeof makeAuthority>>
let roots: X509Certificate[]
before(async () => {
  authority = await makeAuthority()
  roots = [new X509Certificate(authority.root.cert)]
})
const judge = (cert: string, key: string, names: readonly string[] = hosts) => checkCertificate({ cert, key, hosts: names, now: new Date(), roots })

test('a chain to a known root is fine, with or without the root in the file, with RSA and elliptic curves', async () => {
  const leaf = await authority.leaf(['*.example.com'])
  assert.deepEqual(judge(leaf.chain, leaf.key), [])
  assert.deepEqual(judge(leaf.chain + authority.root.cert, leaf.key), [])
  const rsa = await authority.leaf(['*.example.com'], { rsaBits: 2048 })
  assert.deepEqual(judge(rsa.chain, rsa.key), [])
})

test('each fault is a sentence that says what is wrong', async () => {
  const leaf = await authority.leaf(['*.example.com'])
  const other = await authority.leaf(['*.example.com'])
  const locked = createPrivateKey(leaf.key).export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }) as string
  const own = await make('example.com', { names: ['*.example.com'] })
  const late = await make('Late', { authority: true, issuer: authority.root, days: -1, from: 10 })
  const underLate = await make('late leaf', { issuer: late, names: ['*.example.com'] })
  const weak = await authority.leaf(['*.example.com'], { rsaBits: 1024 })
  const table: [string, string[], RegExp[]][] = [
    ['a missing intermediate', judge(leaf.cert, leaf.key), [/^An intermediate certificate is missing: certificate 1 was issued by Test intermediate, /]],
    ['another key', judge(leaf.chain, other.key), [/^The private key does not belong to the first certificate\.$/]],
    ['a key with a password', judge(leaf.chain, locked), [/^The private key is protected by a password; it must not be\.$/]],
    ['the wrong order', judge(authority.intermediate.cert + leaf.cert, leaf.key), [/does not belong/, /^Certificate 1 was not issued by certificate 2: /, /^The first certificate is a certificate authority/, ...hosts.map((host) => new RegExp(`does not cover ${host}`))]],
    ['self-signed', judge(own.cert, own.key), [/^The certificate is self-signed, /]],
    ['an authority of one\'s own that is not known', checkCertificate({ cert: leaf.chain + authority.root.cert, key: leaf.key, hosts, now: new Date(), roots: [] }), [/^The chain leads to Test root, a root that is not publicly known\. .*add it to the root certificates first/]],
    ['expired', judge((await authority.leaf(['*.example.com'], { days: -2, from: 30 })).chain, leaf.key), [/^The certificate expired on \d{4}-\d\d-\d\d\.$/, /does not belong/]],
    ['not yet valid', judge((await authority.leaf(['*.example.com'], { from: -2 })).chain, leaf.key), [/^The certificate is not valid before /, /does not belong/]],
    ['an intermediate that expired', judge(underLate.cert + late.cert, underLate.key), [/^The intermediate certificate Late expired on /]],
    ['a weak key', judge(weak.chain, weak.key), [/^The key has 1024 bits; RSA keys must have 2048 at least\.$/]],
    ['no certificate', judge('hello', leaf.key), [/^The file contains no certificate in PEM form\.$/]],
    ['an unreadable key', judge(leaf.chain, 'hello'), [/^The private key cannot be read\.$/]],
  ]
  for (const [what, found, wanted] of table) {
    assert.equal(found.length, wanted.length, `${what}: ${found.join(' ')}`)
    wanted.forEach((pattern, index) => assert.match(found[index]!, pattern, what))
  }
})

test('names that are not covered are told one by one', async () => {
  const leaf = await authority.leaf(['manage.example.com', 'main.example.com'])
  assert.deepEqual(judge(leaf.chain, leaf.key, [...hosts, 'shop.example.com']), ['The certificate does not cover config.example.com.', 'The certificate does not cover shop.example.com.'])
})
