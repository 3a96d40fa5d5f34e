import { checkpointPage, keyOfCursor } from '#kernel/cursor.ts'
import { implement, type Handlers } from '#kernel/operation.ts'
import { patched } from '#kernel/patch.ts'
import { Problem } from '#kernel/problem.ts'
import { addDomain, deleteDomain, domainsOfTenant, findDomain, makeReady, setBody, setDefault, setVerificationError, type DomainRow } from '#platform/certificates/index.ts'
import type { ApiContext } from '#platform/context/index.ts'
import { callDomain } from './call.ts'
import { AlreadyVerified, customDomainsContract, DefaultStays, DomainNotFound, NotReady } from './custom-domains.contract.ts'
import { checkedMembers } from './members.ts'
import { presentAll, presentOne } from './present.ts'
import { lookInDns } from './verification.ts'

async function requireDomain(ctx: ApiContext, id: string): Promise<DomainRow> {
  const row = await findDomain(ctx.db, ctx.tenant.id, id)
  if (!row) throw DomainNotFound()
  return row
}

const shown = async (ctx: ApiContext, id: string) => presentOne(ctx, await requireDomain(ctx, id))

async function shownDefault(ctx: ApiContext) {
  const row = (await domainsOfTenant(ctx.db, ctx.tenant.id)).find(({ is_default }) => is_default)
  return row ? presentOne(ctx, row) : { domain: ctx.addresses.hostOf(ctx.tenant.name) }
}

/** One condition: `status:ready`. */
function matcher(q: string | undefined): (row: DomainRow) => boolean {
  if (q === undefined) return () => true
  const [, field, quoted, bare] = /^(domain|status|type):(?:"([^"]*)"|(\S+))$/.exec(q.trim()) ?? []
  if (field === undefined) throw new Problem(400, 'invalid_query_string', 'The query must be one of domain:…, status:… and type:….')
  const wanted = (quoted ?? bare!).toLowerCase()
  return (row) => {
    const value = row[field as 'domain' | 'status' | 'type']
    return wanted.endsWith('*') ? value.startsWith(wanted.slice(0, -1)) : value === wanted
  }
}

const handlers: Handlers<typeof customDomainsContract, ApiContext> = {
  async list({ query, page }, ctx) {
    const rows = (await domainsOfTenant(ctx.db, ctx.tenant.id)).filter(matcher(query.q))
    if (query.sort !== undefined) rows.sort((a, b) => (a.domain < b.domain ? -1 : 1) * (query.sort === 'domain:1' ? 1 : -1))
    if (page.from === undefined) return { items: await presentAll(ctx, rows.slice(page.offset, page.offset + page.limit)), total: rows.length }
    const after = page.from === '' ? -1 : rows.findIndex(({ id }) => id === keyOfCursor(page.from!))
    const found = checkpointPage(rows.slice(after + 1, after + 2 + page.limit), page.limit, ({ id }) => id)
    return { ...found, items: await presentAll(ctx, found.items) }
  },

  get: ({ params }, ctx) => shown(ctx, params.id),

  async create({ body }, ctx) {
    const { domain, type, verification_method: _, ...members } = body
    return presentOne(ctx, await addDomain(ctx, ctx.tenant.id, { domain, type, body: checkedMembers(type, domain.toLowerCase(), patched({}, members)) }))
  },

  async update({ params, body }, ctx) {
    const row = await requireDomain(ctx, params.id)
    await setBody(ctx.db, ctx.tenant.id, row.id, checkedMembers(row.type, row.domain, patched(row.body, body)))
    await ctx.certificates.settled()
    return shown(ctx, row.id)
  },

  async delete({ params }, ctx) {
    const row = await findDomain(ctx.db, ctx.tenant.id, params.id)
    if (!row) return
    const others = (await domainsOfTenant(ctx.db, ctx.tenant.id)).filter(({ status, id }) => status === 'ready' && id !== row.id)
    if (row.is_default && others.length > 0) throw DefaultStays()
    await deleteDomain(ctx.db, ctx.tenant.id, row.id)
    await ctx.certificates.settled()
  },

  async verify({ params }, ctx) {
    const row = await requireDomain(ctx, params.id)
    if (row.status === 'ready') throw AlreadyVerified()
    const missing = await lookInDns(ctx, row)
    if (missing !== undefined) {
      await setVerificationError(ctx.db, ctx.tenant.id, row.id, missing)
      return shown(ctx, row.id)
    }
    const ready = await makeReady(ctx.db, row)
    await ctx.certificates.settled()
    return presentOne(ctx, ready)
  },

  async test({ params }, ctx) {
    const row = await requireDomain(ctx, params.id)
    if (row.status !== 'ready') throw NotReady()
    return callDomain(ctx.addresses, row.domain)
  },

  getDefault: (_input, ctx) => shownDefault(ctx),

  async setDefault({ body }, ctx) {
    const name = body.domain.toLowerCase()
    const canonical = name === ctx.addresses.hostOf(ctx.tenant.name)
    const ready = (await domainsOfTenant(ctx.db, ctx.tenant.id)).some(({ domain, status }) => domain === name && status === 'ready')
    if (!canonical && !ready) throw new Problem(400, 'invalid_body', `Payload validation error: '${body.domain} is no verified domain of this tenant' on property domain.`)
    await setDefault(ctx.db, ctx.tenant.id, canonical ? undefined : name)
    await ctx.certificates.settled()
    return shownDefault(ctx)
  },
}

export const customDomains = implement<ApiContext, typeof customDomainsContract>(customDomainsContract, handlers)
