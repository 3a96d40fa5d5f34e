import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { hash as bcrypt } from '@node-rs/bcrypt'
import { createUser } from '#resources/users/index.ts'
import { testContext, type TestContext } from '../../../test/context.ts'
import { checkPasswordPolicy, PasswordRefused, policyOf, storePassword, storePasswordHash, verifyPassword } from './index.ts'
import { isCommon } from './common-passwords.ts'
import { measure } from './strength.ts'

const connection = (options: Record<string, unknown>) => ({ name: 'db', options })
const level = (passwordPolicy: string) => connection({ passwordPolicy })

/** [options, refused, accepted] */
const table: [string, Record<string, unknown>, string[], string[]][] = [
  ['none', { passwordPolicy: 'none' }, [''], ['a', ' ']],
  ['low', { passwordPolicy: 'low' }, ['', 'abcde', '😀😀😀'], ['abcdef', '😀😀😀😀😀😀']],
  ['fair', { passwordPolicy: 'fair' }, ['Abcdef1', 'abcdefg1', 'ABCDEFG1', 'Abcdefgh', 'abcdefg!'], ['Abcdefg1']],
  ['good', { passwordPolicy: 'good' }, ['Abcde1!', 'abcdefgh', 'Abcdefgh', 'abcdefg1', 'abcdef  '], ['Abcdefg1', 'abcdef1!', 'ABCDEF1!', 'Abcdefg!']],
  ['excellent', { passwordPolicy: 'excellent' }, ['Abcdefg1', 'Abcdefghi', 'Abcdefg111', 'Abcdefghij'], ['Abcdefgh11', 'Abcdefg1!!']],
  ['nothing said', {}, ['abcdefgh'], ['Abcdefg1']],
  ['a length of its own', { passwordPolicy: 'low', password_complexity_options: { min_length: 12 } }, ['abcdefghijk'], ['abcdefghijkl']],
  ['a shorter length', { passwordPolicy: 'good', password_complexity_options: { min_length: 4 } }, ['Ab1', 'abc1'], ['Abc1']],
  ['flexible', { password_options: { complexity: { min_length: 6, character_types: ['number', 'special'], sequential_characters: 'block', identical_characters: 'block' } } }, ['abcdef', '1!', '123!xx', 'cba1!x', '1!aaax'], ['1!axcx', '13579!']],
  ['flexible, three of four', { password_options: { complexity: { min_length: 6, character_types: ['number', 'special', 'lowercase', 'uppercase'], character_type_rule: 'three_of_four' } } }, ['aaaa1a'], ['aaaA1a']],
]

describe('password strength', () => {
  for (const [name, options, refused, accepted] of table) {
    it(name, () => {
      const policy = policyOf(connection(options))
      for (const password of refused) assert.equal(measure(policy, password).verified, false, JSON.stringify(password))
      for (const password of accepted) assert.equal(measure(policy, password).verified, true, JSON.stringify(password))
    })
  }

  it('counts what it lists', () => {
    assert.ok(isCommon('PASSWORD1!') && isCommon('qwertz') && isCommon('Sommer2024') === false && isCommon('summer2026!'))
  })
})

describe('passwords', () => {
  let test: TestContext
  let userId: string
  before(async () => {
    test = await testContext()
    userId = (await createUser(test.ctx, 'db', { email: 'ann.miller@example.com', name: 'Ann Miller' })).user_id
  })
  after(() => test.close())
  const refusal = async (work: Promise<unknown>) => {
    const error = await work.then(() => undefined, (reason: unknown) => reason)
    assert.ok(error instanceof PasswordRefused, String(error))
    return error
  }

  it('says what a weak one lacks, in the documented form', async () => {
    const error = await refusal(checkPasswordPolicy(test.ctx, level('good'), 'abc'))
    assert.equal(error.wireName, 'PasswordStrengthError')
    assert.equal(error.message, 'PasswordStrengthError: Password is too weak')
    assert.equal(error.status, 400)
    assert.equal(error.policy?.split('\n')[1], '* Contain at least 3 of the following 4 types of characters:')
    assert.equal(error.policy?.split('\n')[0], '* At least 8 characters in length')
    const { rules, verified } = error.strength!
    assert.equal(verified, false)
    assert.deepEqual(rules[0], { message: 'At least %d characters in length', code: 'lengthAtLeast', format: [8], verified: false })
    assert.deepEqual(rules[1]!.items!.map((item) => [item.code, item.verified]), [['lowerCase', true], ['upperCase', false], ['numbers', false], ['specialCharacters', false]])
  })

  it('refuses common ones only where the dictionary is on', async () => {
    const on = connection({ passwordPolicy: 'low', password_dictionary: { enable: true, dictionary: ['Bailiwick!'] } })
    assert.equal((await refusal(checkPasswordPolicy(test.ctx, on, 'PASSWORD123'))).wireName, 'PasswordDictionaryError')
    assert.equal((await refusal(checkPasswordPolicy(test.ctx, on, 'bailiwick!'))).wireName, 'PasswordDictionaryError')
    await checkPasswordPolicy(test.ctx, on, 'no common thing')
    await checkPasswordPolicy(test.ctx, level('low'), 'PASSWORD123')
  })

  it('refuses what is in the profile', async () => {
    const on = connection({ passwordPolicy: 'low', password_no_personal_info: { enable: true } })
    const person = { email: 'ann.miller@example.com', name: 'Ann Miller', user_metadata: { first: 'Beth' } }
    for (const password of ['xxMILLERxx', 'ann.miller!', 'my-beth-99']) {
      assert.equal((await refusal(checkPasswordPolicy(test.ctx, on, password, { person }))).wireName, 'PasswordNoUserInfoError', password)
    }
    await checkPasswordPolicy(test.ctx, on, 'example.com', { person })
    await checkPasswordPolicy(test.ctx, level('low'), 'xxMILLERxx', { person })
  })

  it('remembers as many former ones as the policy wants', async () => {
    const on = connection({ passwordPolicy: 'low', password_history: { enable: true, size: 2 } })
    for (const password of ['first-one', 'second-one', 'third-one']) await storePassword(test.ctx, on, userId, password)
    for (const password of ['third-one', 'second-one']) {
      assert.equal((await refusal(storePassword(test.ctx, on, userId, password))).wireName, 'PasswordHistoryError', password)
    }
    await storePassword(test.ctx, on, userId, 'first-one')
    assert.equal(await verifyPassword(test.ctx, userId, 'first-one'), true)
    assert.equal(await verifyPassword(test.ctx, userId, 'third-one'), false)
  })

  it('keeps no former ones without a history', async () => {
    await storePassword(test.ctx, level('low'), userId, 'fourth-one')
    assert.deepEqual((await test.process.db.one<{ history: string[] }>('SELECT history FROM passwords')).history, [])
  })

  it('takes a bcrypt hash and makes it argon2id at the first success', async () => {
    const stored = async () => (await test.process.db.one<{ hash: string }>('SELECT hash FROM passwords WHERE user_id = $1', [userId])).hash
    await storePasswordHash(test.ctx, level('low'), userId, await bcrypt('old-password', { cost: 10 }))
    assert.equal(await verifyPassword(test.ctx, userId, 'wrong'), false)
    assert.match(await stored(), /^\$2/)
    assert.equal(await verifyPassword(test.ctx, userId, 'old-password'), true)
    assert.match(await stored(), /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    assert.equal(await verifyPassword(test.ctx, userId, 'old-password'), true)
  })

  it('refuses the endless', async () => {
    const error = await refusal(checkPasswordPolicy(test.ctx, level('low'), 'x'.repeat(1025)))
    assert.equal(error.strength!.rules.at(-1)!.code, 'lengthAtMost')
    assert.equal(await verifyPassword(test.ctx, userId, 'x'.repeat(100_000)), false)
  })

  it('works as long for nobody as for somebody', async () => {
    let wasted = 0
    const ctx = { ...test.ctx, hasher: { ...test.ctx.hasher, waste: async (password: string) => ((wasted += 1), test.ctx.hasher.waste(password)) } }
    assert.equal(await verifyPassword(ctx, undefined, 'x'), false)
    assert.equal(await verifyPassword(ctx, 'auth0|nobody', 'x'), false)
    assert.equal(wasted, 2)
  })
})
