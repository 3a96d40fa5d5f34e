/**
 * From tokens to a tree. NOT binds tighter than AND, AND tighter than OR; clauses that merely stand side by side are joined as
 * Lucene does: `+` ones must hold, `-` and NOT ones must not, and of the others, when none must, at least one.
 */
import { limits, SearchError } from './search-error.ts'
import { tokens, type Bound, type Piece, type Token } from './search.lexer.ts'

export type Query =
  | { kind: 'all' }
  | { kind: 'and' | 'or'; parts: Query[] }
  | { kind: 'not'; part: Query }
  | { kind: 'exists'; field: string[]; at: number }
  /** No field: wherever the searcher of this noun looks by default. */
  | { kind: 'term'; field: string[] | undefined; pieces: Piece[]; quoted: boolean; at: number }
  | { kind: 'range'; field: string[]; low: Edge | undefined; high: Edge | undefined; at: number }

export type Edge = { text: string; inclusive: boolean }

type Role = 'must' | 'must-not' | 'should'
type Clause = { query: Query; role: Role }

export type ParseOptions = {
  /** How clauses side by side are joined; `or` is Lucene's way. */
  adjacent?: 'and' | 'or'
}

/** Throws SearchError, nothing else. */
export function parseSearch(source: string, options: ParseOptions = {}): Query {
  const list = tokens(source)
  let position = 0
  let clauses = 0
  let bare = 0
  const peek = (): Token => list[position]!
  const take = (): Token => list[position++]!

  const count = (field: string[] | undefined, at: number) => {
    clauses += 1
    if (clauses > limits.clauses) throw new SearchError(`A search has at most ${limits.clauses} conditions`, at)
    if (field === undefined && ++bare > limits.bareClauses) throw new SearchError(`A search has at most ${limits.bareClauses} words without a field`, at)
  }

  const sequence = (field: string[] | undefined, depth: number): Query => {
    const found: Clause[] = []
    while (peek().kind !== 'end' && peek().kind !== ')') found.push(disjunction(field, depth))
    if (found.length === 0) throw new SearchError('Something to search for is missing', peek().at)
    return join(found, options.adjacent ?? 'or')
  }

  const disjunction = (field: string[] | undefined, depth: number): Clause => {
    const first = conjunction(field, depth)
    if (peek().kind !== 'or') return first
    const parts = [bound(first)]
    while (peek().kind === 'or') {
      take()
      parts.push(bound(conjunction(field, depth)))
    }
    return { query: { kind: 'or', parts }, role: 'should' }
  }

  const conjunction = (field: string[] | undefined, depth: number): Clause => {
    const first = unary(field, depth)
    if (peek().kind !== 'and') return first
    const parts = [bound(first)]
    while (peek().kind === 'and') {
      take()
      parts.push(bound(unary(field, depth)))
    }
    return { query: { kind: 'and', parts }, role: 'should' }
  }

  const unary = (field: string[] | undefined, depth: number): Clause => {
    const token = peek()
    if (token.kind !== 'not' && token.kind !== 'must-not' && token.kind !== 'must') {
      return { query: primary(field, depth), role: 'should' }
    }
    take()
    const { query, role } = unary(field, deeper(depth, token.at))
    if (token.kind === 'must') return { query, role: role === 'must-not' ? 'must-not' : 'must' }
    // A double negation is what it negates twice.
    return role === 'must-not' ? { query, role: 'must' } : { query, role: 'must-not' }
  }

  const primary = (field: string[] | undefined, depth: number): Query => {
    const token = take()
    if (token.kind === '(') {
      const inner = sequence(field, deeper(depth, token.at))
      if (take().kind !== ')') throw new SearchError('A bracket is not closed', token.at)
      return inner
    }
    if (token.kind === 'field') return fielded(token, depth)
    if (token.kind === 'word' && field === undefined && isAny(token.pieces)) return { kind: 'all' }
    return value(token, field)
  }

  const fielded = (token: Token & { kind: 'field' }, depth: number): Query => {
    const { path, at } = token
    const next = peek()
    if (path[0] === '_exists_' && path.length === 1) {
      take()
      count(path, at)
      if (next.kind === 'word') return { kind: 'exists', field: segments(next.path, next.at), at }
      if (next.kind === 'phrase') return { kind: 'exists', field: segments(next.text.split('.'), next.at), at }
      throw new SearchError('After _exists_: the name of a field is missing', next.at)
    }
    if (token.wild) {
      if (path.length === 1 && path[0] === '*' && next.kind === 'word' && isAny(next.pieces)) {
        take()
        return { kind: 'all' }
      }
      throw new SearchError('The name of a field cannot contain wildcards', at)
    }
    if (next.kind === '(') return primary(path, depth)
    return value(take(), path)
  }

  const value = (token: Token, field: string[] | undefined): Query => {
    const { at } = token
    if (token.kind === 'word') {
      count(field, at)
      if (field && isAny(token.pieces)) return { kind: 'exists', field, at }
      return { kind: 'term', field, pieces: token.pieces, quoted: false, at }
    }
    if (token.kind === 'phrase') {
      count(field, at)
      return { kind: 'term', field, pieces: [{ literal: token.text }], quoted: true, at }
    }
    if (token.kind === 'range' || token.kind === 'compare') {
      if (field === undefined) throw new SearchError('A range needs the name of a field before it', at)
      count(field, at)
      if (token.kind === 'compare') return comparison(token.operator, take(), field, at)
      const low = edge(token.low, token.includesLow)
      const high = edge(token.high, token.includesHigh)
      return low || high ? { kind: 'range', field, low, high, at } : { kind: 'exists', field, at }
    }
    throw new SearchError(token.kind === 'end' ? 'The search ends too early' : `'${shown(token)}' was not expected`, at)
  }

  if (peek().kind === 'end') return { kind: 'all' }
  const query = sequence(undefined, 0)
  if (peek().kind !== 'end') throw new SearchError('A bracket was closed that was not opened', peek().at)
  return query
}

function comparison(operator: '>' | '>=' | '<' | '<=', token: Token, field: string[], at: number): Query {
  const text = token.kind === 'phrase' ? token.text : token.kind === 'word' ? literalOf(token.pieces) : undefined
  if (text === undefined) throw new SearchError(`After ${operator} a value is missing`, token.at)
  const edge = { text, inclusive: operator.endsWith('=') }
  return operator.startsWith('>')
    ? { kind: 'range', field, low: edge, high: undefined, at }
    : { kind: 'range', field, low: undefined, high: edge, at }
}

function join(found: Clause[], adjacent: 'and' | 'or'): Query {
  const of = (role: Role) => found.filter((clause) => clause.role === role).map((clause) => clause.query)
  const must = of('must')
  const should = of('should')
  const never = of('must-not').map((part): Query => ({ kind: 'not', part }))
  if (adjacent === 'and') return all([...must, ...should, ...never])
  if (must.length > 0 || should.length === 0) return all([...must, ...never])
  return all([should.length === 1 ? should[0]! : { kind: 'or', parts: should }, ...never])
}

const all = (parts: Query[]): Query => (parts.length === 1 ? parts[0]! : { kind: 'and', parts })

/** Within AND and OR a sign or NOT is plain logic. */
const bound = ({ query, role }: Clause): Query => (role === 'must-not' ? { kind: 'not', part: query } : query)

const edge = (given: Bound, inclusive: boolean): Edge | undefined => (given.open ? undefined : { text: given.text, inclusive })

const isAny = (pieces: Piece[]): boolean => pieces.every((piece) => 'wild' in piece && piece.wild === '*')

const literalOf = (pieces: Piece[]): string | undefined => (pieces.length === 1 && 'literal' in pieces[0]! ? pieces[0].literal : undefined)

function segments(path: string[], at: number): string[] {
  if (path.some((segment) => segment === '')) throw new SearchError('This is not the name of a field', at)
  return path
}

function deeper(depth: number, at: number): number {
  if (depth >= limits.depth) throw new SearchError(`Brackets and negations may be ${limits.depth} deep`, at)
  return depth + 1
}

function shown(token: Token): string {
  if (token.kind === 'must') return '+'
  if (token.kind === 'must-not') return '-'
  if (token.kind === 'compare') return token.operator
  return token.kind === 'field' ? `${token.path.join('.')}:` : token.kind.toUpperCase()
}
