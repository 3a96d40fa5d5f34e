/** Shows that a name is the tenant's: by a TXT record with its secret, or a CNAME record that leads to the tenant's host here. */
import { Resolver } from 'node:dns/promises'
import type { Addresses } from '#platform/addresses/index.ts'
import type { Settings } from '#kernel/setting.ts'
import { challengeName, challengeRecord, type DomainRow } from '#platform/certificates/index.ts'
import { dnsServers } from './custom-domains.settings.ts'

/** undefined: shown. Otherwise what was found instead, in a sentence. */
export async function lookInDns(ctx: { settings: Settings; addresses: Pick<Addresses, 'hostOf'> }, row: Pick<DomainRow, 'domain' | 'tenant' | 'verification'>): Promise<string | undefined> {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 })
  const servers = ctx.settings.get(dnsServers)
  if (servers.length > 0) resolver.setServers(servers)
  const [texts, aliases] = await Promise.all([
    answers(resolver.resolveTxt(challengeName(row.domain))), answers(resolver.resolveCname(row.domain)),
  ])
  const wanted = challengeRecord(row.verification)
  if (texts.found.some((parts) => (parts as unknown as string[]).join('') === wanted)) return undefined
  const host = ctx.addresses.hostOf(row.tenant)
  if (aliases.found.some((alias) => alias.toLowerCase().replace(/\.$/, '') === host)) return undefined
  if (texts.failed && aliases.failed) return `The name servers could not be asked (${texts.failed}).`
  const other = aliases.found[0]
  return `${challengeName(row.domain)} has no TXT record "${wanted}", and ${row.domain} ${other ? `is an alias of ${other}, not` : 'is no alias'} of ${host}. DNS changes may take a while to be seen.`
}

const absent = new Set(['ENOTFOUND', 'ENODATA', 'NOTFOUND', 'NODATA'])

async function answers<T>(asked: Promise<T[]>): Promise<{ found: T[]; failed?: string }> {
  try {
    return { found: await asked }
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    return { found: [], ...(absent.has(code) ? {} : { failed: code }) }
  }
}
