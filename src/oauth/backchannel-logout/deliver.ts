import { findClient } from '#resources/clients/index.ts'
import { record } from '#resources/logs/index.ts'
import { claimNotices, forgetNotice, type LogoutNotice } from '#resources/logout-notices/index.ts'
import type { ProcessContext, TenantContext } from '#platform/context/index.ts'
import { OutgoingRefused, postForm } from '#platform/outgoing/index.ts'
import type { Database } from '#platform/postgres/index.ts'
import { logoutToken } from './logout-token.ts'

type Home = Omit<ProcessContext, 'db'> & { db: Database }

/** Seconds after each attempt until the next; after the last one nothing more is tried. */
const waits = [10, 60, 300, 900] as const
/** At a time, so that slow applications do not keep the others waiting for long. */
const batch = 20

/** Tries everything that is due. @returns how many applications were told and how many attempts failed. */
export async function deliverNotices(home: Home): Promise<{ told: number; failed: number }> {
  const sum = { told: 0, failed: 0 }
  for (;;) {
    const notices = await claimNotices(home.db, home.clock.now(), batch, waits)
    const outcomes = await Promise.all(notices.map((notice) => attempt(home, notice)))
    for (const outcome of outcomes) sum[outcome] += 1
    if (notices.length < batch) return sum
  }
}

async function attempt(home: Home, notice: LogoutNotice): Promise<'told' | 'failed'> {
  const ctx = await within(home, notice.tenant)
  const client = await findClient(ctx, notice.client_id)
  const urls = (client?.oidc_logout?.backchannel_logout_urls ?? []).filter((url) => url !== '')
  const failures = (await Promise.all(urls.map((url) => send(ctx, notice, url)))).filter((failure) => failure !== undefined)
  const last = failures.every(({ final }) => final) || notice.attempts >= waits.length
  if (last) await forgetNotice(home.db, notice.id)
  await record(ctx, {
    type: failures.length === 0 ? 'oidc_backchannel_logout_succeeded' : 'oidc_backchannel_logout_failed',
    description: failures.length === 0 ? 'The application was told of the logout.' : failures.map(({ sentence }) => sentence).join(' '),
    client_id: notice.client_id,
    client_name: client?.name,
    user_id: notice.user_id,
    details: { session_id: notice.session_id, initiator: notice.initiator, attempt: notice.attempts, ...(failures.length > 0 && { again: !last }) },
  })
  return failures.length === 0 ? 'told' : 'failed'
}

/** Section 2.8: 200 or 204 is a success, 400 a refusal that will not change. */
async function send(ctx: TenantContext, notice: LogoutNotice, url: string): Promise<{ sentence: string; final: boolean } | undefined> {
  try {
    const status = await postForm(url, { logout_token: await logoutToken(ctx, notice) }, { allowLoopback: /(^|\.)localhost$/.test(ctx.addresses.baseDomain) })
    if (status >= 200 && status < 300) return undefined
    return { sentence: `${url} answered ${status}.`, final: status >= 300 && status < 500 && status !== 408 && status !== 429 }
  } catch (error) {
    return { sentence: `${url} could not be told: ${error instanceof Error ? error.message : String(error)}`, final: error instanceof OutgoingRefused }
  }
}

/** Nobody's request: the tenant speaks for itself, under its canonical address. */
async function within(home: Home, name: string): Promise<TenantContext> {
  const tenant = await home.cache.tenant(name)
  if (!tenant) throw new Error(`The tenant ${name} is gone.`)
  const origin = home.addresses.canonicalOrigin(name)
  return {
    ...home,
    tenant,
    origin,
    issuer: `${origin}/`,
    origins: home.addresses.originsOf(name),
    request: {
      method: 'POST', path: '', params: {}, query: {}, headers: {}, cookies: {}, body: undefined, contentType: undefined,
      ip: '', origin, hostname: home.addresses.hostOf(name), secure: true, id: home.random.token(9),
    },
  }
}
