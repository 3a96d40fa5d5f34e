/** Appliances on isolated networks: their cards and case files come by hand, and answers leave as files. */
import { Problem } from '#kernel/problem.ts'
import type { Card } from '#responsibilities/environments/index.ts'
import type { TicketFile } from '#responsibilities/tickets/index.ts'
import { connectIsolated, exportAnswer, importCase } from '../appliances/index.ts'
import { seeOther } from './layout.ts'
import { form } from './session.ts'

function pasted<T extends { purpose: string }>(text: string, purpose: T['purpose']): T {
  try {
    const value = JSON.parse(text) as T
    if (value.purpose === purpose) return value
  } catch {
    // Said below.
  }
  throw new Problem(400, 'file_wrong', `This is not a file that begins with "purpose": "${purpose}"; paste the whole of it.`)
}

const know = form('knowIsolated', 'POST /isolated', 'Takes in the card of an appliance that cannot call out.', async (_request, ctx, who, sent) => {
  const appliance = await connectIsolated(ctx.console, who.operator, sent('subscriber').slice(0, 100), pasted<Card>(sent('card'), 'bailiwick environment'))
  return seeOther(`/appliances/${appliance.id}`)
})
const takeIn = form('importCase', 'POST /appliances/:id/cases', 'Takes in a case from a file.', async (request, ctx, who, sent) => {
  const id = request.params['id']!
  return seeOther(`/appliances/${id}/tickets/${await importCase(ctx.console, who.operator, id, pasted<TicketFile>(sent('file'), 'bailiwick ticket'))}`)
})
const write = form('exportAnswer', 'POST /appliances/:id/tickets/:ticket/file', 'Writes the answer to a case as a file.', async (request, ctx, who, sent) => {
  const { id, ticket } = request.params as { id: string; ticket: string }
  const file = await exportAnswer(ctx.console, who.operator, id, ticket, { text: sent('text') || undefined, solved: sent('solved') === 'yes' })
  return { status: 200, headers: { 'content-type': 'application/json', 'content-disposition': `attachment; filename="${ticket.replaceAll(/[^\w-]/g, '_')}-answer.json"`, 'cache-control': 'no-store' }, body: JSON.stringify(file, null, 2) }
})

export const isolatedPages = [know, takeIn, write]
