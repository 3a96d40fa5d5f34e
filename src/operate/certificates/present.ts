import { Problem } from '#kernel/problem.ts'
import { certificateRows, coverage, type Offered, type Served } from '#platform/certificates/index.ts'
import { factsOf } from '#platform/tls/index.ts'
import type { OperateContext } from '../context/index.ts'
import type { Certificate, Host, Offer } from './certificates.contract.ts'

const day = 86_400_000

type Shown = Pick<Served, 'id' | 'domain' | 'origin' | 'subject' | 'issuer' | 'names' | 'notBefore' | 'notAfter' | 'fingerprint'>

const present = (each: Shown, now: Date, inUse: boolean): Certificate => ({
  id: each.id, ...(each.domain === undefined ? {} : { domain: each.domain }), origin: each.origin, subject: each.subject, issuer: each.issuer, names: each.names,
  not_before: each.notBefore.toISOString(), not_after: each.notAfter.toISOString(), days_left: Math.floor((each.notAfter.getTime() - now.getTime()) / day),
  fingerprint: each.fingerprint, in_use: inUse,
})

export async function hostsOf(ctx: OperateContext): Promise<Host[]> {
  const found = await coverage({ db: ctx.db, addresses: ctx.addresses, directory: ctx.certificates }, ctx.node.ownCertificate())
  return found.map(({ host, domain, certificate, covered }) => ({ host, custom_domain: domain, certificate: certificate ?? 'own', covered }))
}

/** The stored ones, and this node's own. */
export async function listCertificates(ctx: OperateContext): Promise<Certificate[]> {
  const now = ctx.clock.now()
  const shown = new Set((await hostsOf(ctx)).map(({ certificate }) => certificate))
  const own = factsOf(ctx.node.ownCertificate())
  const origin = /private CA/.test(own.issuer) ? 'own' : 'folder'
  return [
    ...ctx.certificates.all.map((each) => present(each, now, shown.has(each.id))),
    present({ ...own, id: 'own', domain: undefined, origin }, now, shown.has('own')),
  ]
}

/** As just stored: this process may not have read it yet. */
export async function showCertificate(ctx: OperateContext, id: string, domain: string | undefined): Promise<Certificate> {
  const row = (await certificateRows(ctx.db)).find((each) => each.id === id)
  if (!row) throw new Error(`The certificate ${id} is gone.`)
  return present({ ...factsOf(row.chain), id, domain, origin: row.origin }, ctx.clock.now(), true)
}

/** @throws Problem 400 unless it is one of the two ways. */
export function offered(body: Offer): Offered {
  const { certificate, private_key, pfx, password } = body
  if ((certificate === undefined) === (pfx === undefined)) {
    throw new Problem(400, 'invalid_body', 'Send either "certificate" and "private_key" (PEM), or "pfx" (base64) with its "password".')
  }
  return certificate === undefined ? { pfx: pfx!, password } : { certificate, private_key }
}
