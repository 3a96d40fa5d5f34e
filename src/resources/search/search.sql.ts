/**
 * From the tree to one SQL condition. What the searcher typed goes into parameters only, field names included;
 * the text is put together from what stores wrote and from this file.
 */
import { jsonEquals, jsonExists, jsonRange, jsonWildcard } from './search.json.ts'
import { SearchError } from './search-error.ts'
import type { SearchFields, Target, Use } from './search.fields.ts'
import type { Piece } from './search.lexer.ts'
import { period, type Period } from './search.moments.ts'
import type { Edge, Query } from './search.parser.ts'

/** A condition for WHERE; its values are appended to `params`, placeholders are numbered accordingly. Throws SearchError. */
export function searchCondition(query: Query, fields: SearchFields, params: unknown[]): string {
  const use: Use = (value) => `$${params.push(value)}`
  return condition(query, fields, use)
}

function condition(query: Query, fields: SearchFields, use: Use): string {
  switch (query.kind) {
    case 'all':
      return 'TRUE'
    case 'and':
    case 'or':
      return `(${query.parts.map((part) => condition(part, fields, use)).join(query.kind === 'and' ? ' AND ' : ' OR ')})`
    case 'not':
      // Who has no such field does not match it either.
      return `(${condition(query.part, fields, use)}) IS NOT TRUE`
    case 'exists':
      return on(fields.resolve(query.field), (target) => exists(target, use))
    case 'range':
      return on(fields.resolve(query.field), (target) => range(target, query, use))
    case 'term': {
      const pieces: Piece[] = fields.wordsArePrefixes && !query.quoted && query.pieces.every((piece) => 'literal' in piece)
        ? [...query.pieces, { wild: '*' }]
        : query.pieces
      const find = (target: Target) => term(target, pieces, query.at, use)
      if (query.field) return on(fields.resolve(query.field), find)
      return `(${fields.bare.map((target) => on(target, find)).join(' OR ')})`
    }
  }
}

/** Looks through relations, and lets fields nobody has match nothing. */
function on(target: Target | undefined, find: (target: Target) => string): string {
  if (!target) return 'FALSE'
  return target.kind === 'related' ? target.exists(on(target.target, find)) : find(target)
}

function exists(target: Target, use: Use): string {
  if (target.kind === 'json') return jsonExists(target, use)
  if (target.kind === 'related') return 'FALSE'
  return 'present' in target && target.present ? `(${target.present})` : `${target.column} IS NOT NULL`
}

function term(target: Target, pieces: Piece[], at: number, use: Use): string {
  const literal = pieces.every((piece) => 'literal' in piece) ? pieces.map((piece) => piece.literal).join('') : undefined
  switch (target.kind) {
    case 'text': {
      const fold = (sql: string) => (target.fold ? `lower(${sql})` : sql)
      return literal === undefined
        ? `${fold(target.column)} LIKE ${fold(`${use(likePattern(pieces))}::text`)}`
        : `${fold(target.column)} = ${fold(`${use(literal)}::text`)}`
    }
    case 'words':
      return `' ' || lower(${target.column}) || ' ' LIKE lower(${use(`% ${likePattern(pieces)} %`)}::text)`
    case 'flag':
      return literal === undefined || !/^(true|false)$/i.test(literal) ? 'FALSE' : `${target.column} = ${use(literal.toLowerCase() === 'true')}::boolean`
    case 'number':
      return literal === undefined ? 'FALSE' : `${target.column} = ${use(number(literal, at))}::numeric`
    case 'date': {
      if (literal === undefined) return 'FALSE'
      const { from, until } = moment(literal, at)
      return `(${target.column} >= ${use(from)}::timestamptz AND ${target.column} < ${use(until)}::timestamptz)`
    }
    case 'json':
      return literal === undefined ? jsonWildcard(target, likePattern(pieces), use) : jsonEquals(target, literal, use)
    case 'related':
      return 'FALSE'
  }
}

function range(target: Target, { low, high, at }: { low: Edge | undefined; high: Edge | undefined; at: number }, use: Use): string {
  if (target.kind === 'json') return jsonRange(target, low, high, use)
  if (target.kind === 'related') return 'FALSE'
  if (target.kind === 'flag') throw new SearchError('This field is true or false and has no range', at)
  const sides: string[] = []
  const column = target.kind === 'text' && target.fold ? `lower(${target.column}) COLLATE "C"` : target.kind === 'text' || target.kind === 'words' ? `${target.column} COLLATE "C"` : target.column
  const side = (edge: Edge, isLow: boolean) => {
    const sign = (inclusive: boolean) => `${isLow ? '>' : '<'}${inclusive ? '=' : ''}`
    if (target.kind === 'date') {
      // Inclusive means the whole period: `[2025 TO 2026]` ends with 2026.
      const { from, until } = moment(edge.text, at)
      return isLow
        ? `${column} >= ${use(edge.inclusive ? from : until)}::timestamptz`
        : `${column} < ${use(edge.inclusive ? until : from)}::timestamptz`
    }
    if (target.kind === 'number') return `${column} ${sign(edge.inclusive)} ${use(number(edge.text, at))}::numeric`
    const folded = target.kind === 'text' && target.fold
    return `${column} ${sign(edge.inclusive)} ${folded ? `lower(${use(edge.text)}::text)` : `${use(edge.text)}::text`}`
  }
  if (low) sides.push(side(low, true))
  if (high) sides.push(side(high, false))
  return `(${sides.join(' AND ')})`
}

const likePattern = (pieces: Piece[]): string =>
  pieces.map((piece) => ('wild' in piece ? (piece.wild === '*' ? '%' : '_') : piece.literal.replace(/[\\%_]/g, '\\$&'))).join('')

function number(text: string, at: number): string {
  if (!/^-?\d{1,30}(\.\d{1,30})?$/.test(text)) throw new SearchError('This field is compared with a number', at)
  return text
}

function moment(text: string, at: number): Period {
  const found = period(text)
  if (!found) throw new SearchError('This field is compared with a date such as 2026-03-01 or 2026-03-01T10:00:00Z', at)
  return found
}
