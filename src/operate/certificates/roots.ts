/** Root certificates: authorities of one's own that calls to elsewhere trust, beside those that everybody knows. */
import type { X509Certificate } from 'node:crypto'
import { implement, Nothing, resource, type Handlers } from '#kernel/operation.ts'
import { Problem, problem } from '#kernel/problem.ts'
import { Closed, Timestamp, Type } from '#kernel/schema.ts'
import { deleteRoot, putRoot, rootRows } from '#platform/certificates/index.ts'
import { factsOf, parseChain } from '#platform/tls/index.ts'
import { whoCalls, type OperateContext } from '../context/index.ts'
import { configure } from './certificates.contract.ts'

const RootNotFound = problem(404, 'inexistent_root_certificate', 'The root certificate does not exist.')
const RootRefused = problem(400, 'invalid_root_certificate', 'The root certificate cannot be used.')

const Root = Type.Object({ fingerprint: Type.String({ description: 'SHA-256, hexadecimal.' }), name: Type.String(), not_after: Timestamp(), added_at: Timestamp(), added_by: Type.String() })

const contract = resource({
  name: 'rootCertificates',
  about: 'Private authorities that calls to elsewhere trust: mail, webhooks, identity providers, ACME; and that uploaded certificates may come from.',
  operations: {
    list: { http: 'GET /root-certificates', summary: 'List root certificates', scope: 'read:certificates', returns: Type.Array(Root) },
    add: {
      http: 'POST /root-certificates', summary: 'Trust an authority, at once and on every node', scope: 'update:certificates', ...configure,
      body: Closed({ certificate: Type.String({ maxLength: 200_000, description: 'PEM; several are taken or refused together.' }) }),
      returns: Type.Array(Root), throws: [RootRefused],
    },
    remove: {
      http: 'DELETE /root-certificates/:fingerprint', summary: 'Trust an authority no longer', scope: 'update:certificates', row: 'configure', risk: 'disruptive',
      returns: Nothing, throws: [RootNotFound],
    },
  },
})

const list = async (ctx: OperateContext) =>
  (await rootRows(ctx.db)).map(({ fingerprint, name, not_after, created_at, created_by }) => ({ fingerprint, name, not_after: not_after.toISOString(), added_at: created_at.toISOString(), added_by: created_by }))

const handlers: Handlers<typeof contract, OperateContext> = {
  list: (_input, ctx) => list(ctx),

  async add({ body }, ctx) {
    const found = parseChain(body.certificate)
    if (typeof found === 'string') throw new Problem(400, RootRefused.code, found)
    for (const each of found) requireRoot(each, ctx.clock.now())
    await ctx.db.transaction(async (tx) => {
      for (const each of found) {
        const { fingerprint, subject, notAfter } = factsOf(each.toString())
        await putRoot(tx, { fingerprint, name: subject, pem: each.toString(), not_after: notAfter, created_by: whoCalls(ctx) })
      }
    })
    await ctx.certificates.settled()
    return list(ctx)
  },

  async remove({ params }, ctx) {
    if ((await deleteRoot(ctx.db, params.fingerprint)) === 0) throw RootNotFound()
    await ctx.certificates.settled()
  },
}

function requireRoot(certificate: X509Certificate, now: Date): void {
  const { subject } = factsOf(certificate.toString())
  const wrong =
    !certificate.ca ? 'is not an authority'
    : !(certificate.issuer === certificate.subject && certificate.verify(certificate.publicKey)) ? 'is an intermediate, not a root: it is signed by another authority'
    : certificate.validToDate < now ? `expired on ${certificate.validToDate.toISOString().slice(0, 10)}`
    : undefined
  if (wrong) throw new Problem(400, RootRefused.code, `${subject} ${wrong}.`)
}

export const rootCertificates = implement<OperateContext, typeof contract>(contract, handlers)
