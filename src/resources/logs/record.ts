/**
 * Writes one event. It is awaited by whoever acts: a login or a change that could not be recorded is not acknowledged,
 * so a failing store fails the request. Within a transaction (`{ ...ctx, db: tx }`) the event shares its fate.
 */
import type { TenantEvent } from '#kernel/event.ts'
import type { HttpRequest } from '#kernel/exchange.ts'
import { isSynthetic } from '#kernel/synthetic.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { metric } from '#platform/metrics/index.ts'
import { insertEvent, type EventRow } from './logs.store.ts'

export const logins = metric({ name: 'bailiwick_logins_total', type: 'counter', help: 'Attempted logins, by outcome.' })
export const tenantEvents = metric({ name: 'bailiwick_tenant_events_total', type: 'counter', help: 'Events in tenant logs, by documented code.' })

/** Codes of a login that ended one way or the other. */
const outcomes: Readonly<Record<string, string>> = { s: 'success', f: 'failure', fp: 'failure', fu: 'failure', limit_wc: 'blocked', limit_mu: 'blocked', limit_sul: 'blocked', pwd_leak: 'blocked' }

const longestText = 8192

export async function record(ctx: TenantContext, event: TenantEvent): Promise<void> {
  const row = eventRow(ctx, event)
  if (!row) return
  await insertEvent(ctx.db, row)
  countEvent(ctx, event)
}

/** Once it is written. */
export function countEvent(ctx: Pick<TenantContext, 'meter'>, event: TenantEvent): void {
  if (isSynthetic(event)) return
  const { type } = event
  ctx.meter?.count(tenantEvents, { type })
  const outcome = outcomes[type]
  if (outcome !== undefined) ctx.meter?.count(logins, { outcome })
}

/** What is written: for a statement that writes the event along with what it tells of (`eventsFrom`). undefined: nothing is. */
export function eventRow(ctx: TenantContext, event: TenantEvent): EventRow | undefined {
  if (isSynthetic(event)) return undefined
  const date = ctx.clock.now()
  const { headers } = ctx.request
  const userAgent = event.user_agent ?? headers['user-agent']
  const scope = event.scope === undefined || typeof event.scope === 'string' ? event.scope : event.scope.join(' ')
  const body = clean({
    date: date.toISOString(),
    type: event.type,
    description: event.description,
    connection: event.connection,
    connection_id: event.connection_id,
    client_id: event.client_id,
    client_name: event.client_name,
    ip: event.ip ?? ctx.request.ip,
    user_agent: userAgent,
    isMobile: userAgent !== undefined && /Mobi|Android|iPhone|iPad/.test(userAgent),
    hostname: event.hostname ?? ctx.request.hostname,
    user_id: event.user_id,
    user_name: event.user_name,
    strategy: event.strategy,
    strategy_type: event.strategy_type,
    audience: event.audience,
    scope,
    session_connection: event.session_connection,
    auth0_client: clientLibrary(ctx.request),
    details: event.details,
    $event_schema: { version: '1.0.0' },
    environment_name: ctx.addresses.baseDomain,
    tenant_name: ctx.tenant.name,
  }) as Record<string, unknown>
  const column = (name: string) => (body[name] as string | undefined) ?? null
  return {
    tenant_id: ctx.tenant.id,
    date,
    type: event.type,
    client_id: column('client_id'),
    user_id: column('user_id'),
    ip: column('ip'),
    body,
  }
}

/** The library that called, as official SDKs name themselves: base64url JSON in the `auth0-client` header. */
function clientLibrary(request: HttpRequest): unknown {
  const sent = request.headers['auth0-client']
  if (!sent || sent.length > 2048) return undefined
  try {
    const told: unknown = JSON.parse(Buffer.from(sent, 'base64').toString('utf8'))
    return typeof told === 'object' && told !== null && !Array.isArray(told) ? told : undefined
  } catch {
    return undefined
  }
}

/** Much of an event was typed by strangers. Postgres takes neither NUL nor half a surrogate pair in JSON, and nobody needs a megabyte of it. */
function clean(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') {
    const text = value.length > longestText ? `${value.slice(0, longestText)}…` : value
    return (text.includes('\u0000') ? text.replaceAll('\u0000', '\uFFFD') : text).toWellFormed()
  }
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Date) return value.toISOString()
  if (depth > 20) return '…'
  if (Array.isArray(value)) return value.map((each) => clean(each, depth + 1))
  const cleaned: Record<string, unknown> = Object.create(null)
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) cleaned[clean(name, depth + 1) as string] = clean(member, depth + 1)
  }
  return cleaned
}
