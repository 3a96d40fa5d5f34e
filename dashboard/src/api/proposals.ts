/** Acts that were refused as somebody else's work, in the shape in which they can be proposed to them: taken from the request itself, so that no page says it twice. */
import type { Middleware } from 'openapi-fetch'

export type Proposal = { operation: string; input: { params?: Record<string, unknown>; query?: Record<string, unknown>; body?: unknown } }

const refused = new WeakMap<Response, Proposal>()

/** What the person may propose after this answer; undefined where nothing was refused as somebody else's. */
export const proposalAfter = (response: Response): Proposal | undefined => refused.get(response)

const json = (text: string): unknown => (text === '' ? undefined : JSON.parse(text))

/** For the client of the configuration area. */
export function rememberRefused(): Middleware {
  const under = new Map<string, Request>()
  return {
    onRequest({ id, request }) {
      if (request.method !== 'GET') under.set(id, request.clone())
      return undefined
    },
    async onResponse({ id, response, params }) {
      const request = under.get(id)
      under.delete(id)
      if (response.status !== 403) return
      const { ask } = (await response.clone().json().catch(() => ({}))) as { ask?: { operation?: string } }
      if (!ask?.operation) return
      const body = request && json(await request.text())
      refused.set(response, { operation: ask.operation, input: { ...(params.path ? { params: params.path } : {}), ...(params.query ? { query: params.query } : {}), ...(body === undefined ? {} : { body }) } })
    },
    onError({ id }) {
      under.delete(id)
    },
  }
}
