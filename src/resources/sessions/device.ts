import type { TenantContext } from '#platform/context/index.ts'

/** Where something began and where it was used last, as far as a request tells. */
export type Device = { initial_ip?: string; initial_user_agent?: string; last_ip?: string; last_user_agent?: string }

const longest = 512

/** The present request's: `last` alone for a later use, `whole` for a beginning. */
export function deviceNow({ request }: Pick<TenantContext, 'request'>): { whole: Device; last: Device } {
  const agent = request.headers['user-agent']?.slice(0, longest)
  const last = { last_ip: request.ip, ...(agent === undefined ? {} : { last_user_agent: agent }) }
  return { last, whole: { initial_ip: request.ip, ...(agent === undefined ? {} : { initial_user_agent: agent }), ...last } }
}
