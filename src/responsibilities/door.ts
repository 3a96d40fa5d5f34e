/**
 * The gate as the configuration area's surface asks it: after token, scopes and input were checked, before the act. Resolves the token to
 * somebody of a party, asks the gate, and hands the act its mandate and operator.
 */
import type { Mandate } from '#kernel/mandate.ts'
import type { Operation } from '#kernel/operation.ts'
import { Problem } from '#kernel/problem.ts'
import type { HttpRequest } from '#kernel/exchange.ts'
import type { Caller } from '#platform/context/index.ts'
import { isSingle, type Appliance, type Office, type OperatorCaller } from './context/index.ts'
import type { Gate } from './gate/index.ts'
import { callerOfClient, callerOfPerson } from './parties/index.ts'

/** Header in which a caller types the id of the operation to confirm it. */
export const confirmationHeader = 'bailiwick-confirm'
/** Why, and for which support ticket: kept on a task that waits. */
export const reasonHeader = 'bailiwick-reason'
export const ticketHeader = 'bailiwick-ticket'

export type Question = { caller: Caller; operation: Operation<never>; input: { params: Record<string, string>; query: Record<string, unknown>; body: unknown; page: unknown }; request: HttpRequest }
export type Admitted = {
  mandate: Mandate
  context: { appliance: Appliance; operator: OperatorCaller; mandate: Mandate }
  settle: (outcome: { ok: true } | { ok: false; error: string }) => Promise<void>
}
export type Awaited = { waits: { task: string; row: string; message: string } }

/** Fits `applianceEndpoints({ permit })`. */
export const createDoor = ({ office, gate }: { office: Office; gate: Gate }) =>
  async ({ caller, operation, input, request }: Question): Promise<Admitted | Awaited> => {
    const operator = await operatorOf(office, caller, operation)
    const header = (name: string) => request.headers[name]?.slice(0, 2000)
    const { params, query, body, page } = input
    const permission = await gate.permit(operator, operation, { input: { params, query, body, page }, confirmation: header(confirmationHeader), reason: header(reasonHeader), ticket: header(ticketHeader) })
    if ('waiting' in permission) return { waits: { task: permission.task, row: permission.row, message: permission.sentence } }
    return { mandate: permission, context: { appliance: office.appliance, operator, mandate: permission }, settle: (outcome) => gate.settle(permission, operator, outcome) }
  }

/** A token of the root tenant authority as somebody of a party. Where one organisation is both, its applications need no assignment. */
async function operatorOf(office: Office, caller: Caller, operation: Pick<Operation<never>, 'people' | 'row'>): Promise<OperatorCaller> {
  const found = caller.userId === undefined ? await callerOfClient(office, caller.clientId) : await callerOfPerson(office, caller.userId)
  if (found) return found
  if (caller.userId === undefined && isSingle(office)) return { party: 'subscriber', roles: [], client: caller.clientId }
  if (operation.people === 'any' && typeof operation.row === 'object' && caller.userId !== undefined) return { party: 'subscriber', roles: [], guest: caller.userId }
  throw new Problem(403, 'no_party', caller.userId === undefined
    ? 'This application acts for no party yet; somebody who configures the appliance says for which.'
    : 'You belong to no party of this appliance; ask for an invitation.')
}
