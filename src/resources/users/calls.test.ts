/** Calls operations as the Management API does, surface included: authorisation, parsing, presentation, audit. For the tests of these folders. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Implemented } from '#kernel/operation.ts'
import type { HttpMethod } from '#kernel/exchange.ts'
import type { ApiContext, TenantContext } from '#platform/context/index.ts'
import { record } from '#resources/logs/index.ts'
import { managementEndpoints } from '#surfaces/api/index.ts'

// What an answer holds is for the tests to find out.
// oxlint-disable-next-line typescript/no-explicit-any
export type Answer = { status: number; body: any }
export type Call = (request: string, body?: unknown) => Promise<Answer>
type As = { scope?: string; sub?: string; azp?: string; gty?: string }

/** `claims` is what the caller's token says; a machine with every scope that the resources name, unless told otherwise. */
export function calls(resources: Implemented<ApiContext>[], ctx: TenantContext, as: As = {}): Call {
  const every = [...new Set(resources.flatMap(({ operations }) => operations.flatMap(({ scopes }) => scopes)))]
  const claims = { aud: `${ctx.origin}/api/v2/`, sub: 'machine@clients', azp: 'machine', ...(as.sub === undefined && { gty: 'client-credentials' }), scope: every.join(' '), ...as }
  const endpoints = managementEndpoints({ resources, verifyToken: async () => claims, recordEvent: record })
  return async (request, body) => {
    const [method, target = ''] = request.split(' ') as [HttpMethod, string]
    const url = new URL(`http://host/api/v2${target}`)
    const sent = url.pathname.split('/')
    for (const endpoint of endpoints) {
      const [declaredMethod, declared = ''] = endpoint.http.split(' ')
      const parts = declared.split('/')
      if (declaredMethod !== method || parts.length !== sent.length) continue
      if (!parts.every((part, index) => part.startsWith(':') || part === sent[index])) continue
      const params = Object.fromEntries(parts.flatMap((part, index) => (part.startsWith(':') ? [[part.slice(1), decodeURIComponent(sent[index]!)]] : [])))
      const query: Record<string, string> = Object.fromEntries(url.searchParams)
      const reply = await endpoint.handle(
        { ...ctx.request, method, path: url.pathname, params, query, body, contentType: body === undefined ? undefined : 'application/json', headers: { authorization: 'Bearer x' } },
        ctx,
      )
      return { status: reply.status, body: reply.body === undefined ? undefined : JSON.parse(JSON.stringify(reply.body)) }
    }
    throw new Error(`no operation ${request}`)
  }
}

export function refused(answer: Answer, status: number, message: string | RegExp, errorCode?: string): void {
  assert.equal(answer.status, status, JSON.stringify(answer.body))
  if (typeof message === 'string') assert.equal(answer.body.message, message)
  else assert.match(answer.body.message, message)
  if (errorCode !== undefined) assert.equal(answer.body.errorCode, errorCode)
}

test('a call to an operation that is not there fails the test', async () => {
  const ctx = { origin: 'http://host', request: {} } as TenantContext
  await assert.rejects(calls([], ctx)('GET /nothing'), /no operation/)
})
