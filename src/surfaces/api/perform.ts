/**
 * The one function that performs every operation, of the Management API and of the configuration area. Each step returns what it proved
 * and the next one asks for it; there is no middleware, so what is written here is all that happens.
 */
import type { HttpReply, HttpRequest } from '#kernel/exchange.ts'
import type { Mandate } from '#kernel/mandate.ts'
import type { Operation } from '#kernel/operation.ts'
import { Problem } from '#kernel/problem.ts'
import type { ApiContext, Caller, TenantContext } from '#platform/context/index.ts'
import { auditEvent, changes, type RecordEvent } from './audit.ts'
import { authenticate, type VerifyToken } from './authenticate.ts'
import { authorize } from './authorize.ts'
import { parse, type Parsed } from './parse.ts'
import { checkFields, present } from './present.ts'
import { problemReply } from './reply.ts'

export type Tools = { verifyToken: VerifyToken; recordEvent: RecordEvent }

/** What the gate of the configuration area is asked. The caller's token and scopes have been checked, and the input parsed. */
export type PermitQuestion = { caller: Caller; operation: Operation<never>; input: Parsed; request: HttpRequest; ctx: TenantContext }

export type Permitted = {
  /** Absent where no matrix divides the work: at the provider's console. */
  mandate?: Mandate
  /** Added to what the handler gets, for example the operator that the caller is. */
  context?: object
  /** Told how the act ended. */
  settle?: (outcome: { ok: true } | { ok: false; error: string }) => Promise<void>
}
/** The operation waits for others as a task: a 202 with this body. */
export type Awaited = { waits: unknown }

export type Permit = (question: PermitQuestion) => Promise<Permitted | Awaited>

export type Door = Tools & {
  /** What a token must be made for; the Management API's own when absent. */
  audiences?: (ctx: TenantContext) => readonly string[]
  /** The gate; undefined: nobody besides is asked. */
  permit?: Permit | undefined
}

const managementAudiences = (ctx: TenantContext) => ctx.origins.map((origin) => `${origin}/api/v2/`)

export async function perform<Extra extends object = object>(operation: Operation<ApiContext & Extra>, request: HttpRequest, ctx: TenantContext & Extra, door: Door): Promise<HttpReply> {
  const declared = operation as Operation<never>
  try {
    if (operation.rootOnly && !ctx.tenant.isRoot) throw new Problem(404, undefined, 'Not Found')
    const caller = await authenticate(request, ctx, door.verifyToken, (door.audiences ?? managementAudiences)(ctx))
    const grant = authorize(caller, operation)
    const input = parse(declared, request)
    checkFields(declared, input.fields, grant)
    const permitted = await door.permit?.({ caller, operation: declared, input, request, ctx })
    if (permitted && 'waits' in permitted) return { status: 202, body: permitted.waits }
    const output = await act(operation, input, { ...ctx, ...permitted?.context, caller, mandate: permitted?.mandate }, permitted)
    const reply = present(declared, input, output, grant)
    if (changes(declared)) {
      // Whoever reads the answer may at once rely on it, on any worker.
      await ctx.cache.settled(ctx.tenant.id)
      await door.recordEvent(ctx, auditEvent(declared, request, input, output, reply.status, grant))
    }
    return reply
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    if (error.options.detail !== undefined) ctx.log.info(error.options.detail, { operation: operation.id, status: error.status })
    return problemReply(error)
  }
}

async function act<Context>(operation: Operation<Context>, input: Parsed, context: Context, permitted: Permitted | undefined): Promise<unknown> {
  try {
    const output = await operation.run(input as never, context)
    await permitted?.settle?.({ ok: true })
    return output
  } catch (error) {
    await permitted?.settle?.({ ok: false, error: error instanceof Problem ? error.message : 'an error of the appliance; its log has the details' })
    throw error
  }
}
