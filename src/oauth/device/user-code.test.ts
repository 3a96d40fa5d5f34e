import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemRandomness } from '#platform/crypto/index.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { newUserCode, normalised, userCodeHash } from './user-code.ts'

const context = (device_flow?: unknown) => ({ random: systemRandomness, settings: { get: ({ default: value }: { default: unknown }) => value }, tenant: { settings: device_flow === undefined ? {} : { device_flow } } }) as unknown as TenantContext

test('codes follow the charset and mask of the tenant, and stay long enough', () => {
  const shape = (code: string) => code.replace(/[BCDFGHJKLMNPQRSTVWXZ]/g, 'X').replace(/\d/g, '0')
  assert.equal(shape(newUserCode(context())), 'XXXX-XXXX')
  assert.equal(shape(newUserCode(context({ charset: 'digits', mask: '*** *** ***' }))), '000 000 000')
  assert.equal(shape(newUserCode(context({ charset: 'digits', mask: '****' }))), '000-000-000', 'four digits would be guessed')
  assert.equal(shape(newUserCode(context({ charset: 'base20', mask: '*'.repeat(30) }))), 'XXXX-XXXX')
})

test('every letter comes up, about equally often', () => {
  const seen = new Map<string, number>()
  for (let i = 0; i < 2000; i++) for (const letter of normalised(newUserCode(context()))) seen.set(letter, (seen.get(letter) ?? 0) + 1)
  assert.equal(seen.size, 20)
  for (const count of seen.values()) assert.ok(count > 600 && count < 1000, String(count))
})

test('what people type in their own way is the same code', () => {
  const hash = userCodeHash('WDJB-MJHT')
  for (const typed of ['wdjb-mjht', 'WDJBMJHT', ' wdjb mjht ', 'w d j b.m j h t']) assert.ok(userCodeHash(typed).equals(hash), typed)
  assert.ok(!userCodeHash('WDJB-MJHX').equals(hash))
})
