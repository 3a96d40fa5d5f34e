/** Blocks as administrators and blocked people see them, and the ways out of one. */
import type { TenantContext } from '#platform/context/index.ts'
import { digest } from '#platform/crypto/index.ts'
import { protectionOf } from '#resources/attack-protection/index.ts'
import { deleteAttempts, deleteByLink, findByLink, selectBlocks, type Block } from './blocks.store.ts'

/** As the user-blocks API shows it; without `ip` the name is blocked everywhere. IPv6 shows as the network that counts as one. */
export type ShownBlock = { identifier: string; ip?: string; connection: string }

/** Names that people sign in with, in one connection. */
export type LoginNames = { connection: string; email?: string | null; username?: string | null; phone_number?: string | null }

type Ctx = Pick<TenantContext, 'db' | 'tenant' | 'clock' | 'cache'>

const namesOf = ({ email, username, phone_number }: LoginNames) => [email, username, phone_number].filter((name): name is string => typeof name === 'string' && name !== '')

/** `whenObeyed`: nothing, where brute-force protection is off or does not block. */
export async function blocksOf(ctx: Ctx, who: { identifier: string } | readonly LoginNames[], whenObeyed = false): Promise<ShownBlock[]> {
  const { bruteForce } = await protectionOf(ctx)
  if (whenObeyed && !(bruteForce.enabled && bruteForce.shields.includes('block'))) return []
  const everywhere = bruteForce.mode === 'count_per_identifier'
  const select = (names: readonly string[], connections: string[] | null) => selectBlocks(ctx, names, connections, bruteForce.max_attempts, everywhere, ctx.clock.now())
  const found = 'identifier' in who ? [await select([who.identifier], null)] : await Promise.all(who.map((login) => select(namesOf(login), [login.connection])))
  return found.flat().map(shown)
}

const shown = ({ identifier, connection, network }: Block): ShownBlock => ({ identifier, ...(network === '' ? {} : { ip: network }), connection })

/** Failures are forgotten too, not only blocks: whoever asks for this wants a clean sheet. */
export async function liftBlocks(ctx: Pick<TenantContext, 'db' | 'tenant'>, who: { identifier: string } | readonly LoginNames[]): Promise<void> {
  if ('identifier' in who) await deleteAttempts(ctx, [who.identifier], null)
  else for (const login of who) await deleteAttempts(ctx, namesOf(login), [login.connection])
}

type LinkCtx = Pick<TenantContext, 'db' | 'tenant' | 'clock'>
const wellFormed = (value: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(value)

/** Whose block an unblock link would lift; undefined when it was used, has ended or never was. */
export const blockBehind = async (ctx: LinkCtx, link: string): Promise<Block | undefined> => (wellFormed(link) ? findByLink(ctx, digest(link), ctx.clock.now()) : undefined)

/** Uses the link. It lifts the block of the address it was sent for, no other. */
export const unblock = async (ctx: LinkCtx, link: string): Promise<Block | undefined> => (wellFormed(link) ? deleteByLink(ctx, digest(link), ctx.clock.now()) : undefined)
