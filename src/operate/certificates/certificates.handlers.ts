import { implement, type Handlers } from '#kernel/operation.ts'
import { bringCertificate, deleteCertificate, futureTenants, judge, requiredHosts } from '#platform/certificates/index.ts'
import { whoCalls, type OperateContext } from '../context/index.ts'
import { acmeDirectory, applianceSubject, askForOrder, orderRow } from './acme/index.ts'
import { CertificateNotFound, certificatesContract, NoAcme } from './certificates.contract.ts'
import { hostsOf, listCertificates, offered, showCertificate } from './present.ts'

const handlers: Handlers<typeof certificatesContract, OperateContext> = {
  list: (_input, ctx) => listCertificates(ctx),
  hosts: (_input, ctx) => hostsOf(ctx),

  async check({ body }, ctx) {
    const { cert, faults, facts } = await judge(ctx, offered(body), await requiredHosts(ctx.db, ctx.addresses))
    const remark = facts && futureTenants(cert, ctx.addresses)
    return { fit: faults.length === 0, faults, remarks: remark ? [remark] : [], names: facts?.names ?? [], ...(facts ? { not_after: facts.notAfter.toISOString() } : {}) }
  },

  async upload({ body }, ctx) {
    const id = await bringCertificate(ctx, whoCalls(ctx), offered(body), { domainId: null, hosts: await requiredHosts(ctx.db, ctx.addresses) })
    await ctx.certificates.settled()
    return showCertificate(ctx, id, undefined)
  },

  async order(_input, ctx) {
    if (ctx.settings.get(acmeDirectory) === '') throw NoAcme()
    await askForOrder(ctx.db, applianceSubject)
    return { sentence: 'The order is taken up within half a minute.' }
  },

  async orders(_input, ctx) {
    const row = await orderRow(ctx.db, applianceSubject)
    return { tried_at: row?.tried_at?.toISOString() ?? null, outcome: row?.outcome ?? null, failures: row?.failures ?? 0 }
  },

  async remove({ params }, ctx) {
    if ((await deleteCertificate(ctx.db, params.id)) === 0) throw CertificateNotFound()
    await ctx.certificates.settled()
  },
}

export const certificates = implement<OperateContext, typeof certificatesContract>(certificatesContract, handlers)
