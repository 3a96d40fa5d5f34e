import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLogger } from './index.ts'

test('a line is JSON with its fields; secrets are hidden wherever they stand, errors are spelled out, undefined is left out', () => {
  const lines: string[] = []
  const log = createLogger({ write: (line) => lines.push(line), fields: { role: 'worker' } })
  const nothing: undefined = undefined
  log.info('It is "so".', {
    'a "name"': 1, status: 204, ok: false, none: null, nothing, list: [1, { client_secret: 'x', deep: { password: 'y', n: 2 } }],
    refresh_token: 'z', token_count: 3, cookie: { a: 1 }, code: 'c', error_code: 7, when: new Date(0), act: () => 1, error: new TypeError('no'),
  })
  assert.equal(lines.length, 1)
  assert.ok(lines[0]!.endsWith('}\n'))
  const { time, error, ...line } = JSON.parse(lines[0]!) as Record<string, unknown>
  assert.match(String(time), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
  assert.deepEqual(line, {
    level: 'info', message: 'It is "so".', role: 'worker', 'a "name"': 1, status: 204, ok: false, none: null, list: [1, { client_secret: '[redacted]', deep: { password: '[redacted]', n: 2 } }],
    refresh_token: '[redacted]', token_count: 3, cookie: '[redacted]', code: '[redacted]', error_code: 7, when: '1970-01-01T00:00:00.000Z',
  })
  const { name, message, stack } = error as Record<string, string>
  assert.deepEqual([name, message], ['TypeError', 'no'])
  assert.match(stack!, /log\.test\.ts/)
})

test('what is below the level is not written', () => {
  const lines: string[] = []
  const log = createLogger({ write: (line) => lines.push(line), level: 'warn' }).child({ part: 'x' })
  log.info('Nothing.')
  log.warn('Something.')
  assert.deepEqual(lines.map((line) => (JSON.parse(line) as { part: string }).part), ['x'])
})
