import { setTimeout as wait } from 'node:timers/promises'
import type { TenantContext } from '#platform/context/index.ts'

/** Work that the answer does not wait for; a failure is told to the log. */
export function inBackground(ctx: Pick<TenantContext, 'log' | 'request'>, what: string, work: () => Promise<unknown>): void {
  work().catch((error: unknown) => ctx.log.error(`${what} could not be sent.`, { error, reference: ctx.request.id }))
}

/** Milliseconds that an answer takes which must not tell by its time whether there was something to do. */
export const evenTime = 250

/** Starts the work and answers after `evenTime`, whether or not it is done by then. */
export async function inEvenTime(ctx: Pick<TenantContext, 'log' | 'request'>, what: string, work: () => Promise<unknown>): Promise<void> {
  const even = wait(evenTime)
  inBackground(ctx, what, work)
  await even
}
