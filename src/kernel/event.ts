/** What a tenant's log records. `type` is one of the documented codes (`s`, `f`, `seacft`, …). */
export type TenantEvent = {
  type: string
  description?: string | undefined
  client_id?: string | undefined
  client_name?: string | undefined
  connection?: string | undefined
  connection_id?: string | undefined
  strategy?: string | undefined
  strategy_type?: string | undefined
  user_id?: string | undefined
  user_name?: string | undefined
  audience?: string | undefined
  scope?: string | readonly string[] | undefined
  ip?: string | undefined
  user_agent?: string | undefined
  hostname?: string | undefined
  session_connection?: string | undefined
  details?: Record<string, unknown> | undefined
}

/** One documented log event code. */
export type EventKind = { type: string; name: string; failure: boolean }
