/** Cuts a query into tokens. Every token knows where it began. */
import { limits, SearchError } from './search-error.ts'

/** Literal text and wildcards: `*` any text, `?` one character. */
export type Piece = { literal: string } | { wild: '*' | '?' }

/** One side of a range; `open` is a `*`. */
export type Bound = { text: string; open: boolean }

export type Token = { at: number } & (
  | { kind: '(' | ')' | 'and' | 'or' | 'not' | 'must' | 'must-not' | 'end' }
  /** Segments between unescaped dots; the colon is consumed. */
  | { kind: 'field'; path: string[]; wild: boolean }
  | { kind: 'word'; pieces: Piece[]; path: string[] }
  | { kind: 'phrase'; text: string }
  | { kind: 'range'; low: Bound; high: Bound; includesLow: boolean; includesHigh: boolean }
  /** `>` and its kin before a value. */
  | { kind: 'compare'; operator: '>' | '>=' | '<' | '<=' }
)

const ends = /[\s()[\]{}"]/
const operators = new Map<string, 'and' | 'or' | 'not'>([['AND', 'and'], ['OR', 'or'], ['NOT', 'not'], ['&&', 'and'], ['||', 'or']])

export function tokens(source: string): Token[] {
  if (source.length > limits.length) throw new SearchError(`A search has at most ${limits.length} characters`, limits.length)
  const odd = source.indexOf('\u0000')
  if (odd >= 0) throw new SearchError('A search cannot contain the character NUL', odd)
  if (!source.isWellFormed()) throw new SearchError('A search cannot contain half a character', 0)

  const found: Token[] = []
  let at = 0
  while (at < source.length) {
    const character = source[at]!
    const afterField = found.at(-1)?.kind === 'field'
    if (/\s/.test(character)) at += 1
    else if (character === '(' || character === ')') found.push({ kind: character, at: at++ })
    else if (character === '"') at = readPhrase(source, at, found)
    else if (character === '[' || character === '{') at = readRange(source, at, found)
    else if (afterField && (character === '>' || character === '<')) {
      const operator = source[at + 1] === '=' ? (`${character}=` as const) : character
      found.push({ kind: 'compare', operator, at })
      at += operator.length
    } else if (!afterField && (character === '+' || character === '-' || character === '!')) {
      found.push({ kind: character === '+' ? 'must' : character === '-' ? 'must-not' : 'not', at: at++ })
    } else if (character === '/') throw new SearchError('Regular expressions are not supported; a slash in a value is written \\/', at)
    else if (/[\]}]/.test(character)) throw new SearchError(`'${character}' closes nothing`, at)
    else at = readWord(source, at, found)
  }
  found.push({ kind: 'end', at: source.length })
  return found
}

function readWord(source: string, start: number, found: Token[]): number {
  const pieces: Piece[] = []
  const path: string[] = ['']
  let raw = ''
  let at = start
  const add = (text: string) => {
    const last = pieces.at(-1)
    if (last && 'literal' in last) last.literal += text
    else pieces.push({ literal: text })
  }
  for (; at < source.length; at += 1) {
    const character = source[at]!
    if (character === '"') throw new SearchError('A quotation mark within a word is written \\"', at)
    if (ends.test(character)) break
    if (character === ':') {
      const value = source[at + 1]
      if (found.at(-1)?.kind === 'field') throw new SearchError('A colon within a value is written \\:, or the value in quotation marks', at)
      if (path.some((segment) => segment === '')) throw new SearchError('The name before the colon is not the name of a field', start)
      if (value === undefined) throw new SearchError('After the colon a value is missing', at)
      found.push({ kind: 'field', path, wild: pieces.some((piece) => 'wild' in piece), at: start })
      return at + 1
    }
    if (character === '^' || character === '~') throw new SearchError(`'${character}' (weight or similarity) is not supported`, at)
    raw += character
    if (character === '\\') {
      at += 1
      const escaped = source[at]
      if (escaped === undefined) throw new SearchError('Nothing follows the backslash', at - 1)
      raw += escaped
      add(escaped)
      path[path.length - 1] += escaped
    } else if (character === '*' || character === '?') {
      pieces.push({ wild: character })
      path[path.length - 1] += character
      if (pieces.filter((piece) => 'wild' in piece).length > limits.wildcards) throw new SearchError(`A word has at most ${limits.wildcards} wildcards`, at)
    } else {
      add(character)
      if (character === '.') path.push('')
      else path[path.length - 1] += character
    }
  }
  const operator = operators.get(raw)
  if (operator) found.push({ kind: operator, at: start })
  else found.push({ kind: 'word', pieces, path, at: start })
  return at
}

function readPhrase(source: string, start: number, found: Token[]): number {
  const { text, next } = quoted(source, start)
  found.push({ kind: 'phrase', text, at: start })
  return next
}

function quoted(source: string, start: number): { text: string; next: number } {
  let text = ''
  for (let at = start + 1; at < source.length; at += 1) {
    if (source[at] === '"') return { text, next: at + 1 }
    if (source[at] === '\\' && at + 1 < source.length) at += 1
    text += source[at]
  }
  throw new SearchError('A quotation mark is not closed', start)
}

/** `[a TO b]`, `{a TO b}` and mixtures; colons in bounds need no escape, because times have them. */
function readRange(source: string, start: number, found: Token[]): number {
  let at = start + 1
  const skipSpace = () => {
    while (/\s/.test(source[at] ?? '')) at += 1
  }
  const bound = (): Bound => {
    skipSpace()
    if (source[at] === '"') {
      const { text, next } = quoted(source, at)
      at = next
      return { text, open: false }
    }
    const from = at
    let text = ''
    while (at < source.length && !/[\s\]}]/.test(source[at]!)) {
      if (source[at] === '\\' && at + 1 < source.length) at += 1
      text += source[at]
      at += 1
    }
    if (text === '') throw new SearchError('A range is written [from TO to]', from)
    return { text, open: text === '*' && at === from + 1 }
  }
  const low = bound()
  skipSpace()
  if (!/^TO\s/.test(source.slice(at, at + 3))) throw new SearchError('A range is written [from TO to]', at)
  at += 3
  const high = bound()
  skipSpace()
  const close = source[at]
  if (close !== ']' && close !== '}') throw new SearchError('A range is not closed', start)
  found.push({ kind: 'range', low, high, includesLow: source[start] === '[', includesHigh: close === ']', at: start })
  return at + 1
}
