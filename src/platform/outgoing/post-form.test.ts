import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mayCall, OutgoingRefused } from './judged.ts'
import { postForm } from './post-form.ts'

test('private, reserved and local addresses are not called, in any notation', () => {
  const never = ['10.0.0.1', '172.16.5.4', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255', '::', 'fe80::1', 'fc00::1', 'ff02::1', '::ffff:10.0.0.1', '64:ff9b::a00:1', '2002:a00:1::', 'x']
  for (const address of never) assert.equal(mayCall(address, true), false, address)
  for (const loopback of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1']) assert.deepEqual([mayCall(loopback, false), mayCall(loopback, true)], [false, true], loopback)
  for (const address of ['8.8.8.8', '2606:4700::1111']) assert.equal(mayCall(address, false), true, address)
})

test('only https, without user names; a literal address is judged too', async () => {
  for (const url of ['http://example.com/', 'https://user:pass@example.com/', 'file:///etc/passwd', 'x', 'https://10.0.0.1/', 'https://[::1]/', 'https://127.0.0.1:1/', 'https://2130706433/', 'https://0x7f.1/', 'https://localhost/']) {
    await assert.rejects(postForm(url, {}, { allowLoopback: false, timeout: 500 }), OutgoingRefused, url)
  }
})
