/** Parameters: queries, forms, JSON, cookies, and what the protocol endpoints make of them. */
import fc from 'fast-check'
import type { HttpRequest } from '#kernel/exchange.ts'
import { OAuthError, Problem } from '#kernel/problem.ts'
import { keyOfCursor } from '#kernel/cursor.ts'
import { parseSearch, searchCondition, SearchError, type SearchFields } from '#resources/search/index.ts'
import { fromRequest, fromStored, knownParameters } from '../../src/oauth/authorize/parameters.ts'
import { readResponseType } from '../../src/oauth/authorize/response-type.ts'
import { readParameters } from '../../src/oauth/parameters/index.ts'
import { splitScope } from '../../src/oauth/policy/index.ts'
import { mediaType } from '../../src/platform/http/body.ts'
import { parseJson } from '../../src/platform/http/json.ts'
import { parseCookies, parseParameters } from '../../src/platform/http/parameters.ts'
import { Refused } from '../../src/platform/http/refused.ts'
import { serializeCookie } from '../../src/platform/http/reply.ts'
import { speak } from '../../src/login/texts/index.ts'
import { request } from '../context.ts'
import { answers, must, pieces, spoiled, target } from './target.ts'

const names = ['client_id', 'redirect_uri', 'response_type', 'scope', 'state', 'nonce', 'prompt', 'max_age', 'code_challenge', 'code_challenge_method', 'response_mode', 'audience', 'request', 'request_uri']
const formPieces = [...names.flatMap((name) => [`${name}=`, `&${name}=`, `&${name}[]=`, `${name.toUpperCase()}=`]), '&', '=', '+', '%20', '%00', '%', '%e9', '%c3%a9', ';', '__proto__=', 'constructor=', 'code', 'token id_token', 'none', 'https%3A%2F%2Fapp.example.com%2Fcallback', 'x']
const query = pieces(formPieces, 14)
const json = fc.oneof(fc.json({ maxDepth: 4 }), spoiled(['{"client_id":"a","scope":["x","y"]}', '{"grant_type":"authorization_code","code":"x","redirect_uri":null}', '{"a":{"b":[1,2,{"c":true}]}}']), pieces(['{', '}', '[', ']', '"', ':', ',', '"__proto__"', '"scope"', '"client_id"', 'null', 'true', '1e999', '-0', '"\\u0000"', '"\\ud800"', ' '], 14))
const asRequest = (over: Partial<HttpRequest>): HttpRequest => request(over)

const authorize = target({
  name: 'authorize', about: 'authorization requests: one reading, known parameters only, no parameter twice, the same when taken up again',
  inputs: fc.tuple(query, query, fc.constantFrom<'GET' | 'POST'>('GET', 'POST')), quick: 3000, long: 120_000,
  check([search, form, method]) {
    const [q, body] = [answers(() => parseParameters(search), [Refused]), answers(() => parseParameters(form), [Refused])]
    if (!q || !body) return
    const read = fromRequest(asRequest({ method, query: q, body: method === 'POST' ? body : undefined, contentType: 'application/x-www-form-urlencoded' }))
    for (const [name, value] of Object.entries(read.stored)) {
      must(typeof value === 'string' && value !== '', `${name} is ${JSON.stringify(value)}`)
      must((knownParameters as readonly string[]).includes(name), `unknown ${name}`)
      must(!read.repeated.some((each) => each === name), `${name} was repeated and has a value`)
      const sent = [...new URLSearchParams(search).getAll(name), ...(method === 'POST' ? new URLSearchParams(form).getAll(name) : [])]
      must(sent.includes(value), `${name} has a value that was not sent`)
    }
    const again = fromStored(JSON.parse(JSON.stringify(read.stored)))
    for (const name of knownParameters) must(again.get(name) === read.get(name), `${name} reads differently after the login`)
  },
})

const tokenForm = target({
  name: 'token-form', about: 'token requests as forms: text or refused, every name once',
  inputs: query, quick: 3000, long: 120_000,
  check(text) {
    const body = answers(() => parseParameters(text), [Refused])
    if (!body) return
    const read = answers(() => readParameters(asRequest({ method: 'POST', body, contentType: 'application/x-www-form-urlencoded' })), [OAuthError])
    const sent = new URLSearchParams(text)
    for (const name of new Set(sent.keys())) {
      if (!read) continue
      const value = read.get(name)
      must(sent.getAll(name).length === 1, `${name} came twice and was accepted`)
      must(value === (sent.get(name) || undefined), `${name}: ${JSON.stringify(value)}`)
    }
    if (read) for (const name of ['toString', 'hasOwnProperty', 'valueOf']) if (!sent.has(name)) must(read.get(name) === undefined, `${name} out of nowhere`)
  },
})

const tokenJson = target({
  name: 'token-json', about: 'token requests as JSON: text or refused, never an object, never a prototype',
  inputs: json, quick: 3000, long: 100_000,
  check(text) {
    const body = answers(() => parseJson(text), [Refused])
    if (body === undefined) return
    must(!JSON.stringify(body).includes('\\u0000'), 'NUL came through')
    const read = answers(() => readParameters(asRequest({ method: 'POST', body, contentType: 'application/json' })), [OAuthError])
    if (!read) return
    for (const name of Object.keys(body as object)) {
      const value = read.get(name)
      must(value === undefined || (typeof value === 'string' && value !== ''), `${name}: ${typeof value}`)
    }
    must(Object.getPrototypeOf({}) === Object.prototype && !('polluted' in {}), 'prototypes')
  },
})

const cookies = target({
  name: 'cookies', about: 'cookies: never an error, never a header line, back as they were written',
  inputs: fc.tuple(pieces(['auth0=', '; ', ';', '=', '"', '%', '%00', '%0d%0a', '__proto__', 'auth0_compat=', ',', ' ', 'a=b', '\t'], 12), fc.string({ unit: 'binary', maxLength: 20 })), quick: 3000, long: 100_000,
  check([header, value]) {
    const read = parseCookies(header)
    must(Object.getPrototypeOf(read) === null, 'has a prototype')
    for (const each of Object.values(read)) must(typeof each === 'string' && each.length <= header.length, 'grew')
    if (!value.isWellFormed()) return
    const line = serializeCookie({ name: 'a', value }, true)
    must(!/[\r\n\0]/.test(line) && line.split(';').length === 5, line)
    must(parseCookies(line.split(';')[0])['a'] === value, 'read back differently')
  },
})

const words = target({
  name: 'words', about: 'scopes, response types, media types, languages, cursors: bounded, repeatable, never an error that is not declared',
  inputs: pieces(['openid', ' ', '  ', 'code', 'token', 'id_token', 'code code', '\t', 'application/json', ';', 'charset=utf-8', 'de', 'de-AT', ',', 'q=0', '*', '-', 'YWJj', '=', '\u00a0', '\0'], 10), quick: 3000, long: 100_000,
  check(text) {
    const scopes = splitScope(text)
    must(new Set(scopes).size === scopes.length && scopes.every((scope) => scope !== '' && !/\s/.test(scope)), 'scopes')
    must(splitScope(scopes.join(' ')).join(' ') === scopes.join(' '), 'scopes read back differently')
    const type = readResponseType(text)
    if (type) must(JSON.stringify(readResponseType(text.split(' ').reverse().join(' '))) === JSON.stringify(type), 'the order of a response type counts')
    must((mediaType(text)?.length ?? 0) <= text.length, 'media type')
    must(typeof speak({ uiLocales: text, acceptLanguage: text, enabled: undefined }).locale === 'string', 'language')
    const key = answers(() => keyOfCursor(text), [Problem])
    must(key === undefined || (!key.includes('\0') && Buffer.from(key).toString('base64url') === text), 'a cursor has two spellings')
  },
})

const fields: SearchFields = {
  resolve: ([first = '', ...rest]) =>
    first === 'email' ? { kind: 'text', column: 'u.email', fold: true }
    : first === 'blocked' ? { kind: 'flag', column: 'u.blocked' }
    : first === 'logins_count' ? { kind: 'number', column: 'u.logins_count' }
    : first === 'created_at' ? { kind: 'date', column: 'u.created_at' }
    : first === 'app_metadata' ? { kind: 'json', column: 'u.app_metadata', path: rest }
    : first === 'roles' ? { kind: 'related', exists: (condition) => `EXISTS (SELECT FROM roles r WHERE ${condition})`, target: { kind: 'text', column: 'r.name', fold: false } }
    : undefined,
  bare: [{ kind: 'words', column: 'u.words' }],
}
const search = target({
  name: 'search', about: 'search queries: a condition in our own words, what was typed in parameters only, bounded',
  inputs: fc.oneof(pieces(['email:', 'app_metadata.a.b:', 'blocked:', 'roles:', 'logins_count:', 'created_at:', '_exists_:', 'nobody:', '"', '(', ')', '[', ']', '{', '}', ' TO ', ' AND ', ' OR ', ' NOT ', '+', '-', '!', '*', '?', '\\', ':', '~', '^2', '/', "'", ';', '--', '$1', 'true', '3', '2020-01-01', 'zqx', 'now-1d'], 16), spoiled(['email:"zqx@example.com" AND (blocked:true OR NOT roles:admin*)', 'created_at:[2020-01-01 TO *] AND logins_count:{3 TO 7]', 'app_metadata.zqx.b:"c" OR _exists_:app_metadata'])),
  quick: 4000, long: 150_000,
  check(text) {
    const tree = answers(() => parseSearch(text), [SearchError])
    if (!tree) return
    const params: unknown[] = []
    const condition = answers(() => searchCondition(tree, fields, params), [SearchError])
    if (condition === undefined) return
    must(condition.length < 100_000, `${condition.length} characters`)
    must(!/[;\0]|--|\/\*/.test(condition), condition)
    must(!/zqx/i.test(condition), `what was typed stands in the condition: ${condition}`)
    const used = new Set([...condition.matchAll(/\$(\d+)/g)].map((match) => Number(match[1])))
    must([...used].every((number) => number >= 1 && number <= params.length), 'a placeholder without a value')
    let depth = 0
    let quoted = false
    for (const character of condition) {
      if (character === "'") quoted = !quoted
      else if (!quoted && character === '(') depth += 1
      else if (!quoted && character === ')') depth -= 1
      must(depth >= 0, 'parentheses')
    }
    must(depth === 0 && !quoted, `unbalanced: ${condition}`)
    const again: unknown[] = []
    must(searchCondition(parseSearch(text), fields, again) === condition && JSON.stringify(again) === JSON.stringify(params), 'read twice differently')
  },
})

export const parameterTargets = [authorize, tokenForm, tokenJson, cookies, words, search]
