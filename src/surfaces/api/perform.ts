/**
 * The one function that performs every operation. Each step returns what it proved and the next one asks for it;
 * there is no middleware, so what is written here is all that happens.
 */
import type { HttpReply, HttpRequest } from '#kernel/exchange.ts'
import type { Operation } from '#kernel/operation.ts'
import { Problem } from '#kernel/problem.ts'
import type { ApiContext, TenantContext } from '#platform/context/index.ts'
import { auditEvent, changes, type RecordEvent } from './audit.ts'
import { authenticate, type VerifyToken } from './authenticate.ts'
import { authorize } from './authorize.ts'
import { parse } from './parse.ts'
import { checkFields, present } from './present.ts'
import { problemReply } from './reply.ts'

export type Tools = { verifyToken: VerifyToken; recordEvent: RecordEvent }

export async function perform(operation: Operation<ApiContext>, request: HttpRequest, ctx: TenantContext, tools: Tools): Promise<HttpReply> {
  try {
    if (operation.rootOnly && !ctx.tenant.isRoot) throw new Problem(404, undefined, 'Not Found')
    const caller = await authenticate(request, ctx, tools.verifyToken)
    const grant = authorize(caller, operation)
    const input = parse(operation as Operation<never>, request)
    checkFields(operation as Operation<never>, input.fields, grant)
    const output = await operation.run(input as never, { ...ctx, caller })
    const reply = present(operation as Operation<never>, input, output, grant)
    if (changes(operation as Operation<never>)) {
      // Whoever reads the answer may at once rely on it, on any worker.
      await ctx.cache.settled(ctx.tenant.id)
      await tools.recordEvent(ctx, auditEvent(operation as Operation<never>, request, input, output, reply.status, grant))
    }
    return reply
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    if (error.options.detail !== undefined) ctx.log.info(error.options.detail, { operation: operation.id, status: error.status })
    return problemReply(error)
  }
}
