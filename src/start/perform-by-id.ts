/** An operation of the configuration area asked for by its id, by a command: checked against its declaration as over HTTP, then gate, act, record. */
import type { CommandDesk } from '#kernel/desk-command.ts'
import type { HttpRequest } from '#kernel/exchange.ts'
import type { Operation } from '#kernel/operation.ts'
import type { Tenant } from '#kernel/tenant.ts'
import type { NodeControl } from '#operate/context/index.ts'
import type { OperatorCaller, Responsibilities } from '#responsibilities/index.ts'
import { parse } from '#surfaces/api/index.ts'
import { withinTenant, type LiveContext } from './process-context.ts'

export function performer(options: { context: LiveContext; root: Tenant; node: NodeControl; responsibilities: Responsibilities }, caller: OperatorCaller): CommandDesk['perform'] {
  const { context, root, node, responsibilities } = options
  const home = withinTenant(context, root)
  return async (id, given, asked) => {
    const operation = responsibilities.operation(id)
    const { params, query, body } = parse(operation as Operation<never>, asRequest(home.request, given))
    const page = given.page ?? (operation.paging ? { offset: 0, limit: operation.paging.default, includeTotals: false } : undefined)
    const outcome = await responsibilities.perform(operation, caller, { ...home, node } as never, { params, query, body, page }, asked)
    return 'waiting' in outcome ? outcome : outcome.output
  }
}

const asRequest = (blank: HttpRequest, { params = {}, query = {}, body }: Parameters<CommandDesk['perform']>[1]): HttpRequest =>
  ({ ...blank, params, query: query as HttpRequest['query'], body, contentType: 'application/json' })
