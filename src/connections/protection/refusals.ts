/** What a refused attempt leaves behind: an entry in the tenant's log, and where wanted a letter to its owners. */
import type { TenantContext } from '#platform/context/index.ts'
import { protectionOf } from '#resources/attack-protection/index.ts'
import { record } from '#resources/logs/index.ts'
import { claimTelling, selectOwners, type Stage } from './attempts.store.ts'
import { tellOwners } from './letter-to-owners.ts'
import { networkOf } from './network.ts'

/** Who asks, for the log. */
export type Asking = {
  connection: { id: string; name: string; strategy: string }
  client?: { client_id: string; name?: string | undefined } | undefined
  /** As typed. */
  identifier: string
  userId?: string | undefined
}

/** Records `limit_wc`: the name is blocked, here or (`count_per_identifier`) everywhere. */
export async function refusedIdentifier(ctx: TenantContext, asking: Asking): Promise<void> {
  const { bruteForce } = await protectionOf(ctx)
  const where = bruteForce.mode === 'count_per_identifier' ? 'from anywhere' : 'from this address'
  await record(ctx, { ...about(asking), type: 'limit_wc', description: `Blocked: ${bruteForce.max_attempts} wrong passwords in a row ${where}.` })
}

/** Records `limit_mu`, and tells the tenant's owners by mail, once an hour at most. */
export async function refusedAddress(ctx: TenantContext, stage: Stage, asking: Asking): Promise<void> {
  const { throttling } = await protectionOf(ctx)
  const network = networkOf(ctx.request.ip)
  const what = stage === 'pre-login' ? 'too many failed sign-ins' : 'too many sign-ups'
  const hint = behindUnknownProxy(ctx) ? ' The requests seem to come through a proxy that is not among the trusted ones (network.trusted-proxies).' : ''
  await record(ctx, { ...about(asking), type: 'limit_mu', description: `Throttled: ${what} from ${network}.${hint}`, details: { stage, ip: network } })
  if (!throttling.shields.includes('admin_notification')) return
  const { max_attempts: max, rate } = throttling.stage[stage]
  if (!(await claimTelling(ctx, { stage, network, max, rate }, ctx.clock.now()))) return
  const owners = await selectOwners(ctx)
  // Nobody waits for a mail server to hear that they are refused.
  tellOwners(ctx, owners, `${what} from ${network}.${hint}`).catch((error: unknown) => ctx.log.error('The owners of a tenant could not be told of a throttled address.', { error, reference: ctx.request.id }))
}

/** Records `limit_sul`: the person signs in more often than the bucket `login` grants. */
export const refusedPace = (ctx: TenantContext, asking: Asking): Promise<void> =>
  record(ctx, { ...about(asking), type: 'limit_sul', description: 'Throttled: more sign-ins with this name from this address than the rate limits grant.' })

/** A private address that says it speaks for others, and is not believed: then everybody behind it counts as one. */
const behindUnknownProxy = ({ request }: TenantContext): boolean =>
  request.headers['x-forwarded-for'] !== undefined && /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|::1$|f[cd])/.test(request.ip)

const about = ({ connection, client, identifier, userId }: Asking) => ({
  client_id: client?.client_id,
  client_name: client?.name,
  connection: connection.name,
  connection_id: connection.id,
  strategy: connection.strategy,
  strategy_type: 'database',
  user_id: userId,
  user_name: identifier.slice(0, 320),
})
