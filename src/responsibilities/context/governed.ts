/** Operations of the configuration area: each says where it stands in the matrix, and each is handed its mandate. */
import { requireMandate } from '#kernel/mandate.ts'
import { implement, type Handlers, type Implemented, type Operation, type ResourceDeclaration } from '#kernel/operation.ts'
import type { ApplianceContext } from './office.ts'

export const readScope = 'read:appliance'
export const changeScope = 'update:appliance'

/** Marries contract and handlers, and makes each act ask for the mandate that was issued for it. @throws when an operation has no row or, changing something, no risk. */
export function governed<const R extends ResourceDeclaration>(contract: R, handlers: Handlers<R, ApplianceContext>): Implemented<ApplianceContext> {
  const resource = implement<ApplianceContext, R>(contract, handlers)
  return { ...resource, operations: resource.operations.map(guard) }
}

function guard(operation: Operation<ApplianceContext>): Operation<ApplianceContext> {
  if (operation.row === undefined) throw new Error(`${operation.id} names no row of the matrix and gives no reason.`)
  if (operation.method !== 'GET' && operation.risk === undefined) throw new Error(`${operation.id} does not say how risky it is.`)
  return {
    ...operation,
    run: (input, context) => {
      requireMandate(context.mandate, operation.id)
      return operation.run(input, context)
    },
  }
}
