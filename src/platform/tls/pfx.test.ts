import assert from 'node:assert/strict'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { readPfx, UnreadablePfx } from './index.ts'
import * as files from './pfx.fixture.ts'

const bytes = (base64: string) => Buffer.from(base64, 'base64')

for (const [what, file, password, length] of [['RSA, new encryption', files.rsaModern, 'geheim', 2], ['RSA, old encryption', files.rsaLegacy, 'geheim', 2], ['an elliptic curve', files.ecModern, 'geheim', 2], ['no password', files.ecNopass, '', 1]] as const) {
  test(`PFX: ${what}`, async () => {
    const { cert, key } = await readPfx(bytes(file), password)
    const chain = cert.match(/-----BEGIN[\s\S]*?END CERTIFICATE-----/g)!.map((pem) => new X509Certificate(pem))
    assert.equal(chain.length, length)
    assert.ok(chain[0]!.checkPrivateKey(createPrivateKey(key)) && chain[0]!.checkHost('a.example.com'))
    if (chain[1]) assert.ok(chain[0]!.verify(chain[1].publicKey))
  })
}

test('what is wrong with a PFX file is a sentence', async () => {
  const why = async (file: Buffer, password: string) => {
    try {
      await readPfx(file, password)
      return 'nothing'
    } catch (error) {
      assert.ok(error instanceof UnreadablePfx)
      return error.message
    }
  }
  assert.equal(await why(bytes(files.rsaModern), 'wrong'), 'The password does not open the PFX file.')
  assert.equal(await why(bytes(files.rsaLegacy), ''), 'The password does not open the PFX file.')
  assert.equal(await why(bytes(files.nokey), 'geheim'), 'The PFX file contains no private key.')
  assert.equal(await why(Buffer.from('hello'), ''), 'The file is not PFX (PKCS#12).')
  assert.equal(await why(bytes(files.rsaModern).subarray(0, 900), 'geheim'), 'The file is not PFX (PKCS#12).')
})
