import assert from 'node:assert/strict'
import { test } from 'node:test'
import { table, testsIn } from './security.ts'

const source = `
  test('[RFC 9700 2.1.1] [other] it\\'s "used" once', async () => {})
  test(\`[RFC 9700 9.9] \${each} is late\`, { todo: 'later' }, async () => {})
  test('no tag', () => {})
`

test('titles, tags and what is still to do are read from the source', () => {
  assert.deepEqual(testsIn('test/security/a.test.ts', source), [
    { file: 'test/security/a.test.ts', title: 'it\'s "used" once', tags: ['RFC 9700 2.1.1', 'other'], todo: false },
    { file: 'test/security/a.test.ts', title: '… is late', tags: ['RFC 9700 9.9'], todo: true },
    { file: 'test/security/a.test.ts', title: 'no tag', tags: [], todo: false },
  ])
})

test('an unknown section, and a recommendation with neither test nor reason, are faults', () => {
  const { text, faults } = table(testsIn('test/security/a.test.ts', source), [{ section: '2.1.1', what: 'Once.' }, { section: '2.2', what: 'Twice.' }, { section: '2.3', what: 'Never.', notYet: 'no time' }])
  assert.match(text, /\| 2\.1\.1 \| Once\. \| it's "used" once \(\[a\]/)
  assert.match(text, /\| 2\.3 \| Never\. \| not yet: no time \|/)
  assert.equal(faults.length, 2)
  assert.match(faults.join('\n'), /names section 9\.9[\s\S]*section 2\.2, "Twice\.": neither/)
})
