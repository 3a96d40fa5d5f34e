import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { typeSecret, type Keyboard } from './type-secret.ts'

function keyboard(typed: boolean): { keys: PassThrough; raw: boolean[]; said: string[]; secret: Promise<Buffer> } {
  const keys = new PassThrough()
  const [raw, said]: [boolean[], string[]] = [[], []]
  const stream = Object.assign(keys, { isTTY: typed, setRawMode: (on: boolean) => raw.push(on) })
  return { keys, raw, said, secret: typeSecret(stream as unknown as Keyboard, (text) => void said.push(text)) }
}

test('typed: nothing of it is shown, a mistake is taken back, the terminal is as before', async () => {
  const { keys, raw, said, secret } = keyboard(true)
  keys.write('paß\u007f')
  keys.write('ss w\r')
  assert.equal((await secret).toString(), 'pass w')
  assert.deepEqual(raw, [true, false])
  assert.deepEqual(said, ['Passphrase: ', '\n'])
})

test('Ctrl-C gives up, and the terminal is as before', async () => {
  const { keys, raw, secret } = keyboard(true)
  keys.write('pa\u0003')
  await assert.rejects(secret, /given up/)
  assert.deepEqual(raw, [true, false])
})

test('piped in: the first line, asked for by nobody', async () => {
  const { keys, said, secret } = keyboard(false)
  keys.end('a passphrase\nsomething else\n')
  assert.equal((await secret).toString(), 'a passphrase')
  assert.deepEqual(said, [])
  const short = keyboard(false)
  short.keys.end('no line end')
  assert.equal((await short.secret).toString(), 'no line end')
})
