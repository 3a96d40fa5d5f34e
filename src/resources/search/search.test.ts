import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { period } from './search.moments.ts'
import { parseSearch, searchCondition, SearchError, type SearchFields, type Target } from './index.ts'

const kinds: Target[] = [
  { kind: 'text', column: 'col', fold: true }, { kind: 'text', column: 'col', fold: false }, { kind: 'words', column: 'col' },
  { kind: 'flag', column: 'col' }, { kind: 'number', column: 'col' }, { kind: 'date', column: 'col' },
  { kind: 'related', exists: (condition) => `EXISTS (SELECT FROM rel WHERE ${condition})`, target: { kind: 'text', column: 'col', fold: true } },
]
const fields: SearchFields = {
  resolve: ([name = '', ...rest]) => (/^f\d$/.test(name) ? kinds[Number(name.slice(1))] : { kind: 'json', column: 'col', path: [name, ...rest] }),
  bare: [kinds[0]!, kinds[2]!],
}

/** What the translator itself writes; everything else in a condition came from the searcher. */
const ours = new Set('AND OR IS NOT NULL TRUE FALSE EXISTS SELECT FROM rel WHERE col lower text LIKE COLLATE C boolean numeric timestamptz jsonpath jsonb jsonb_path_query AS found value jsonb_typeof object'.split(' '))

const typed = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('f0:', 'f1:', 'f2:', 'f3:', 'f4:', 'f5:', 'f6:', 'meta.zq:', '_exists_:', 'zq', 'zq*', '"zq zq"', '"zq\'--"', '[zq TO zr]', '{1 TO 9}', '[2020 TO 2021]', '>5', '(', ')', 'AND', 'OR', 'NOT', '-', '+', 'true', '12', '2024-01', '\\"', '\\'),
)
const query = fc.array(typed, { maxLength: 12 }).chain((parts) => fc.constantFrom('', ' ').map((glue) => parts.join(glue)))

test('nothing but its own error is thrown, and what was typed is only in the parameters', () => {
  let understood = 0
  fc.assert(
    fc.property(query, fc.constantFrom('and' as const, 'or' as const), (source, adjacent) => {
      const params: unknown[] = ['tenant']
      let sql: string
      try {
        sql = searchCondition(parseSearch(source, { adjacent }), fields, params)
      } catch (error) {
        assert.ok(error instanceof SearchError, String(error))
        assert.ok(error.at >= 0 && error.at <= source.length)
        return
      }
      understood += 1
      const placeholders = [...sql.matchAll(/\$(\d+)/g)].map((match) => Number(match[1]))
      assert.deepEqual(placeholders, params.slice(1).map((_, index) => index + 2), 'each parameter once, in order')
      for (const [word] of sql.replace(/\$\d+/g, '').matchAll(/\w+/g)) assert.ok(ours.has(word), `${word} in ${sql}`)
      for (const [text] of sql.matchAll(/'[^']*'/g)) assert.ok(["' '", "'object'", "'{}'"].includes(text), text)
    }),
    { numRuns: 5000 },
  )
  assert.ok(understood > 300, `only ${understood} of the queries were understood; the test says little`)
})

test('a well-formed condition of any text finds that text in the parameters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\u0000')), (text) => {
      const params: unknown[] = []
      searchCondition(parseSearch(`f1:"${text.replace(/[\\"]/g, '\\$&')}"`), fields, params)
      assert.deepEqual(params, [text])
    }),
  )
})

test('brackets, signs and operators bind as Lucene readers expect', () => {
  const sql = (source: string, adjacent: 'and' | 'or' = 'or') => {
    const params: unknown[] = []
    const text = searchCondition(parseSearch(source, { adjacent }), fields, params)
    return text.replace(/col = \$(\d+)::text/g, (_, index: string) => String(params[Number(index) - 1]))
  }
  assert.equal(sql('f1:a OR f1:b AND f1:c'), '(a OR (b AND c))')
  assert.equal(sql('f1:a f1:b AND f1:c'), '(a OR (b AND c))')
  assert.equal(sql('+f1:a f1:b -f1:c'), '(a AND (c) IS NOT TRUE)')
  assert.equal(sql('f1:a f1:b -f1:c'), '((a OR b) AND (c) IS NOT TRUE)')
  assert.equal(sql('f1:a f1:b', 'and'), '(a AND b)')
  assert.equal(sql('f1:(a OR b)'), '(a OR b)')
  assert.equal(sql('NOT (f1:a OR f1:b)'), '((a OR b)) IS NOT TRUE')
})

test('a moment stands for its period', () => {
  const shown = (text: string) => {
    const found = period(text)
    return found && [found.from.toISOString(), found.until.toISOString()]
  }
  assert.deepEqual(shown('2024'), ['2024-01-01T00:00:00.000Z', '2025-01-01T00:00:00.000Z'])
  assert.deepEqual(shown('2024-02'), ['2024-02-01T00:00:00.000Z', '2024-03-01T00:00:00.000Z'])
  assert.deepEqual(shown('2024-02-29'), ['2024-02-29T00:00:00.000Z', '2024-03-01T00:00:00.000Z'])
  assert.deepEqual(shown('2024-02-29T23:59:59+02:00'), ['2024-02-29T21:59:59.000Z', '2024-02-29T22:00:00.000Z'])
  assert.deepEqual(shown('2024-02-29T10:00:00.5Z'), ['2024-02-29T10:00:00.500Z', '2024-02-29T10:00:00.501Z'])
  for (const text of ['', '24', '2023-02-29', '2024-13', '2024-01-01T25:00', '0050', '2024-01-01T00:00:00+99:00', 'now']) assert.equal(period(text), undefined, text)
})
