/** One ticket: its thread, and the answer. */
import { instruct, needItem, viewAppliance } from '../appliances/index.ts'
import { hidden, instructionRows, say } from './appliance.page.ts'
import { chip, html, rows, time } from './html.ts'
import { consolePage, seeOther } from './layout.ts'
import { form, page } from './session.ts'

type Message = { id: string; author: string; party: string; body: string; at: string }
type Attachment = { id: string; name: string; type: string; size: number; content?: string }
type Ticket = {
  id: string; subject: string; kind: string; severity: number; severity_raise: number | null; environment: string; state: string; opened_at: string; questionnaire: Record<string, unknown>; system: Record<string, unknown>
  thread: Message[]; attachments?: Attachment[]; file?: true; clock?: { holder?: string; due?: string | null; state?: string; targetMinutes?: number }
}

const show = page('ticket', 'GET /appliances/:id/tickets/:ticket', 'One ticket with its thread.', async (request, ctx, who) => {
  const { id: appliance, ticket: id } = request.params as { id: string; ticket: string }
  const view = await viewAppliance(ctx.console, appliance)
  const ticket = (await needItem(ctx.console, appliance, `ticket:${id}`)).content as Ticket
  const at = `/appliances/${appliance}/tickets/${id}`
  const about = view.instructions.filter((each) => each.about === `ticket:${id}`)
  const waiting = about.some(({ state }) => state === 'waiting')
  const held = new Set((view.items['attachment'] ?? []).map(({ item }) => item.slice('attachment:'.length)))
  return consolePage(ctx, {
    title: `${id}: ${ticket.subject}`, who, said: waiting ? 'What you said waits to be fetched by the appliance.' : undefined,
    body: html`<p><a href="/appliances/${appliance}">${view.subscriber}</a></p>
<dl><dt>Severity</dt><dd>${ticket.severity}${ticket.severity_raise ? ` (raise to ${ticket.severity_raise} proposed)` : ''}</dd><dt>Environment</dt><dd>${ticket.environment}</dd><dt>State</dt><dd>${ticket.state}</dd>
<dt>Next step</dt><dd>${ticket.clock?.holder === 'provider' ? 'ours' : (ticket.clock?.holder ?? '–')}</dd><dt>Answer due (UTC)</dt><dd>${ticket.clock?.due ? time(ticket.clock.due) : '–'} ${ticket.clock?.state && chip(ticket.clock.state, ticket.clock.state === 'missed' ? 'bad' : 'plain')}</dd><dt>Opened (UTC)</dt><dd>${time(ticket.opened_at)}</dd></dl>
<h2>What the subscriber filled in</h2><dl>${Object.entries(ticket.questionnaire).map(([name, value]) => html`<dt>${name.replaceAll('_', ' ')}</dt><dd>${typeof value === 'string' ? value : JSON.stringify(value)}</dd>`)}</dl>
<h2>Thread</h2>${ticket.thread.map(({ author, party, body, at: when }) => html`<article class="${party}"><header>${author} (${party}), ${time(when)}</header>${body}</article>`)}
${(ticket.attachments?.length ?? 0) > 0 && html`<h2>Attachments</h2>${rows(['Name', 'Type', 'Bytes'], ticket.attachments!.map(({ id: file, name, type, size, content }) => [held.has(file) || content !== undefined ? html`<a href="${at}/attachments/${file}">${name}</a>` : html`${name} <span class="quiet">(stays with the subscriber)</span>`, type, size]), '')}`}
${ticket.state !== 'closed' && (ticket.file
      ? html`<form class="card" method="post" action="${at}/file">${hidden(who)}<strong>Answer as a file</strong><label for="text">Answer</label><textarea id="text" name="text"></textarea><label class="tick"><input type="checkbox" name="solved" value="yes"> This is solved</label><button>Write the file</button></form>`
      : html`<form class="card" method="post" action="${at}/answer">${hidden(who)}<strong>Answer</strong><label for="text">Text</label><textarea id="text" name="text" required></textarea><label class="tick"><input type="checkbox" name="keep" value="yes"> The next step stays with us</label><button>Answer</button></form>
<form class="card" method="post" action="${at}/resolve">${hidden(who)}<strong>Say that it is solved</strong><label for="resolution">How</label><textarea id="resolution" name="text" required></textarea><button>Solved</button></form>
<form class="card" method="post" action="${at}/severity">${hidden(who)}<strong>Propose a higher severity</strong><label for="severity">Severity</label><select id="severity" name="severity"><option>3</option><option>2</option><option>1</option></select><label for="reason">Reason</label><input id="reason" name="reason" required><button class="quiet">Propose</button></form>`)}
<h2>What we said</h2>${instructionRows(about)}`,
  })
})

const ids = (params: Record<string, string>) => ({ appliance: params['id']!, ticket: params['ticket']!, about: `ticket:${params['ticket']}`, to: `/appliances/${params['id']}/tickets/${params['ticket']}` })

const answer = form('answerTicket', 'POST /appliances/:id/tickets/:ticket/answer', 'Answers a ticket.', (request, ctx, who, sent) => {
  const { appliance, ticket, about, to } = ids(request.params)
  return say(ctx, who, appliance, 'tickets.comment', { params: { id: ticket }, body: { text: sent('text'), ...(sent('keep') === 'yes' ? { keep_step: true } : {}) } }, about, to)
})
const resolve = form('resolveTicket', 'POST /appliances/:id/tickets/:ticket/resolve', 'Says that a ticket is solved.', (request, ctx, who, sent) => {
  const { appliance, ticket, about, to } = ids(request.params)
  return say(ctx, who, appliance, 'tickets.resolve', { params: { id: ticket }, body: { resolution: sent('text') } }, about, to)
})
const severity = form('raiseSeverity', 'POST /appliances/:id/tickets/:ticket/severity', 'Proposes a higher severity; the subscriber consents or not.', async (request, ctx, who, sent) => {
  const { appliance, ticket, about, to } = ids(request.params)
  await instruct(ctx.console, who.operator, appliance, { operation: 'tickets.raiseSeverity', input: { params: { id: ticket }, body: { severity: Number(sent('severity')), reason: sent('reason') } }, about })
  return seeOther(to)
})
const attachment = page('attachment', 'GET /appliances/:id/tickets/:ticket/attachments/:attachment', 'A file of a ticket, as a download.', async (request, ctx) => {
  const { id, ticket, attachment: file } = request.params as { id: string; ticket: string; attachment: string }
  const found = ((await needItem(ctx.console, id, `ticket:${ticket}`)).content as Ticket).attachments?.find((each) => each.id === file && each.content !== undefined)
    ?? ((await needItem(ctx.console, id, `attachment:${file}`)).content as Attachment)
  // Never rendered: a file of somebody else's is only ever saved.
  return { status: 200, headers: { 'content-type': 'application/octet-stream', 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(found.name)}`, 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox", 'cache-control': 'no-store' }, body: Buffer.from(found.content ?? '', 'base64') }
})

export const ticketPages = [show, answer, resolve, severity, attachment]
