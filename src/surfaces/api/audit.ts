/** What the tenant's log keeps of a change: who asked for what, and what came of it, with every secret blotted out. */
import type { TenantEvent } from '#kernel/event.ts'
import type { HttpRequest } from '#kernel/exchange.ts'
import type { Operation } from '#kernel/operation.ts'
import type { TSchema } from '#kernel/schema.ts'
import type { TenantContext } from '#platform/context/index.ts'
import type { Grant } from './authorize.ts'
import { asJsonSchema, walk } from './json-schema.ts'
import type { Parsed } from './parse.ts'

export type RecordEvent = (ctx: TenantContext, event: TenantEvent) => Promise<void>

/** Reads leave no trace by default: they would drown the changes. */
export const changes = (operation: Operation<never>): boolean => operation.method !== 'GET'

export function auditEvent(operation: Operation<never>, request: HttpRequest, input: Parsed, output: unknown, status: number, { caller }: Grant): TenantEvent {
  return {
    type: operation.event ?? 'sapi',
    description: operation.summary,
    client_id: caller.clientId,
    ...(caller.userId === undefined ? {} : { user_id: caller.userId }),
    ...(typeof caller.claims['name'] === 'string' ? { user_name: caller.claims['name'] } : {}),
    ip: request.ip,
    user_agent: request.headers['user-agent'],
    details: {
      operation: operation.id,
      request: {
        method: request.method.toLowerCase(),
        path: request.path,
        query: input.query,
        body: redact(operation.body, input.body) ?? {},
        channel: 'api',
        ip: request.ip,
        userAgent: request.headers['user-agent'],
        auth: { subject: caller.subject, strategy: 'jwt', credentials: { scopes: [...caller.scopes].slice(0, 50) } },
      },
      response: { statusCode: status, body: redact(operation.returns, output) ?? {} },
    },
  }
}

export function redact(schema: TSchema | undefined, value: unknown): unknown {
  if (schema === undefined) return undefined
  return walk(asJsonSchema(schema), value, (member) => (member['x-secret'] ? { replace: '*****' } : 'keep'))
}
