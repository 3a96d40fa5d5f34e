/** Orders what has no certificate, or one that ends soon. */
import { job } from '#kernel/job.ts'
import { Problem } from '#kernel/problem.ts'
import { bringCertificate, certificateRows, requiredHosts, setOrderError, type CertificateRow } from '#platform/certificates/index.ts'
import type { ProcessContext } from '#platform/context/index.ts'
import { coversHost, factsOf } from '#platform/tls/index.ts'
import { acmeDirectory, acmeHosts } from './acme.settings.ts'
import { claimOrder, noteOrder, orderRow } from './acme.store.ts'
import { orderCertificate } from './order.ts'

export type Wanted = { subject: string; domainId: string | null; names: string[] }
export const applianceSubject = 'appliance'

/** A third of its life, or 30 days: whichever is less. */
function endsSoon({ chain }: CertificateRow, now: Date): boolean {
  const { notBefore, notAfter } = factsOf(chain)
  const left = notAfter.getTime() - now.getTime()
  return left < Math.min(30 * 86_400_000, (notAfter.getTime() - notBefore.getTime()) / 3)
}

/** What must be ordered now. */
export async function wantedOrders(ctx: ProcessContext): Promise<Wanted[]> {
  if (ctx.settings.get(acmeDirectory) === '') return []
  const rows = await certificateRows(ctx.db)
  const now = ctx.clock.now()
  const of = (domainId: string | null) => rows.find(({ domain_id }) => domain_id === domainId)
  const asked = async (subject: string) => (await orderRow(ctx.db, subject))?.tried_at === null
  const wanted: Wanted[] = []
  const hosts = await requiredHosts(ctx.db, ctx.addresses)
  const own = of(null)
  const lacks = !own || (own.origin === 'acme' && hosts.some((host) => !coversHost(own.chain, host))) || endsSoon(own, now)
  if ((ctx.settings.get(acmeHosts) && lacks) || (await asked(applianceSubject))) wanted.push({ subject: applianceSubject, domainId: null, names: hosts })
  for (const { id, domain, type } of ctx.certificates.domains) {
    const present = of(id)
    const due = type === 'auth0_managed_certs' && (!present || endsSoon(present, now))
    if (due || (await asked(id))) wanted.push({ subject: id, domainId: id, names: [domain] })
  }
  return wanted
}

async function order(ctx: ProcessContext, { subject, domainId, names }: Wanted): Promise<string> {
  try {
    const made = await orderCertificate(ctx, names)
    await bringCertificate(ctx, 'appliance', made, { domainId, hosts: names, origin: 'acme' })
    await noteOrder(ctx.db, subject, true, 'A certificate was issued.')
    if (domainId !== null) await setOrderError(ctx.db, domainId, null)
    await ctx.certificates.settled()
    return `A certificate for ${names.join(', ')} was issued and is shown.`
  } catch (error) {
    const why = error instanceof Problem ? `The certificate that came cannot be used. ${error.message}` : error instanceof Error ? error.message : String(error)
    await noteOrder(ctx.db, subject, false, why)
    if (domainId !== null) await setOrderError(ctx.db, domainId, why)
    return `No certificate for ${names.join(', ')}: ${why}`
  }
}

/** Runs in a runner of its own: an ACME server that is slow must not hold up other jobs. */
export const acmeRenewal = job<ProcessContext>({
  id: 'certificates.acme',
  about: 'Orders managed certificates from the ACME server: where one is missing, and before one ends. After a failure it waits ten minutes, then longer.',
  every: 5,
  where: 'one',
  async run(ctx) {
    const said: string[] = []
    for (const each of await wantedOrders(ctx)) if (await claimOrder(ctx.db, each.subject)) said.push(await order(ctx, each))
    return said.length === 0 ? 'No certificate was to be ordered.' : said.join(' ')
  },
})
