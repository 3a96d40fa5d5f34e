/** One appliance: what it reported, and what can be said to it. */
import { instruct, removeAppliance, viewAppliance, type ApplianceView, type InstructionRow } from '../appliances/index.ts'
import type { ConsoleContext, SignedIn } from '../context/index.ts'
import { chip, html, rows, time, type Html } from './html.ts'
import { stateOf } from './home.page.ts'
import { consolePage, seeOther } from './layout.ts'
import { form, page } from './session.ts'

type Reported = { build?: { build: string; environment: string; host: string; parties: string }; health?: { node: string; well: boolean; at: string; unwell?: Record<string, string> } }
type Ticket = { id: string; subject: string; severity: number; state: string; file?: true; clock?: { holder?: string; due?: string | null; state?: string } }
type Task = { id: string; title: string; operation: string; state: string; outcome?: string | null; next?: { what: string; text: string; until: string } }
type Window = { id: string; state: string; matrix_rows: string[]; starts_at: string; ends_at: string; reason: string }
type Checklist = { id: string; title: string; state: string; missing: unknown[] }
type Attestation = { id: string; kind: string; direction: string; issued_at: string; facts: Record<string, unknown> }
type Notice = { id: string; title: string; body: string; created_at: string }

const of = <T>(view: ApplianceView, kind: string): T[] => (view.items[kind] ?? []).map(({ content }) => content as T)

const words: Record<string, string> = {
  'tickets.comment': 'Answer', 'tickets.resolve': 'Said to be solved', 'tickets.raiseSeverity': 'Higher severity proposed', 'tasks.propose': 'Task proposed', 'tasks.comment': 'Comment', 'tasks.decline': 'Task withdrawn',
  'consultations.answer': 'Question answered', 'access-windows.request': 'Window requested', 'access-windows.close': 'Access given back', 'checklists.accept': 'Checklist accepted', 'checklists.return': 'Checklist returned',
}

export const instructionRows = (instructions: readonly InstructionRow[]): Html =>
  rows(['Said (UTC)', 'By', 'What', 'What became of it'], instructions.map(({ said_at, said_name, operation, about, state, sentence, subject }) => [
    time(said_at), said_name, `${words[operation] ?? operation}${about ? ` (${about})` : ''}`,
    state === 'waiting' ? html`${chip('waiting')} The appliance fetches it with its next report.` : html`${chip(state, state === 'done' ? 'good' : 'bad')} ${sentence} ${subject}`,
  ]), 'Nothing was said yet.')

export const hidden = (who: SignedIn): Html => html`<input type="hidden" name="csrf" value="${who.csrf}">`

const show = page('appliance', 'GET /appliances/:id', 'One appliance: health, tickets, tasks, windows, checklists, and what was said to it.', async (request, ctx, who) => {
  const view = await viewAppliance(ctx.console, request.params['id']!)
  const at = `/appliances/${view.id}`
  const { build, health } = { build: of<NonNullable<Reported['build']>>(view, 'build')[0], health: of<NonNullable<Reported['health']>>(view, 'health') }
  const said = request.query['said'] === '1' ? 'Said. The appliance fetches it with its next report; what becomes of it is shown below.' : undefined
  const connected = view.state === 'connected' && view.heard_at !== null
  return consolePage(ctx, {
    title: view.subscriber, who, said,
    body: html`<dl><dt>State</dt><dd>${stateOf(view, ctx.clock.now())}</dd><dt>Last heard (UTC)</dt><dd>${view.heard_at ? time(view.heard_at) : 'never'}</dd><dt>Host</dt><dd>${build?.host ?? '–'}</dd>
<dt>Environment</dt><dd>${build?.environment ?? '–'}</dd><dt>Build</dt><dd>${build?.build ?? '–'}</dd><dt>Key</dt><dd><code>${view.key_id ?? '–'}</code></dd></dl>
<h2>Health</h2>${rows(['Node', 'State', 'Looked at (UTC)', 'What is wrong'], health.map(({ node, well, at: when, unwell }) => [node, well ? chip('well', 'good') : chip('not well', 'bad'), time(when), Object.values(unwell ?? {}).join(' ')]), 'Not reported.')}
<h2>Tickets</h2>${rows(['', 'Subject', 'Severity', 'State', 'Next step', 'Due (UTC)'], of<Ticket>(view, 'ticket').map(({ id, subject, severity, state, clock }) => [html`<a href="${at}/tickets/${id}">${id}</a>`, subject, severity, state, clock?.holder === 'provider' ? html`<strong>ours</strong>` : (clock?.holder ?? '–'), clock?.due ? time(clock.due) : '–']), 'None is open.')}
<h2>Tasks</h2>${rows(['', 'Task', 'State', 'Next step'], of<Task>(view, 'task').map(({ id, title, operation, state, next, outcome }) => [html`<a href="${at}/tasks/${id}">${id}</a>`, html`${title} <span class="quiet">(${operation})</span>`, state, next ? `${next.what}: ${next.text}` : (outcome ?? '–')]), 'None.')}
<h2>Access windows</h2>${rows(['', 'Rows', 'State', 'From (UTC)', 'To (UTC)', 'Reason', ''], of<Window>(view, 'window').map(({ id, matrix_rows, state, starts_at, ends_at, reason }) => [id, matrix_rows.join(', '), state, time(starts_at), time(ends_at), reason, state === 'open' || state === 'requested' ? html`<form method="post" action="${at}/windows/${id}/close">${hidden(who)}<button class="quiet">Give back</button></form>` : '']), 'None.')}
${connected && html`<form class="card" method="post" action="${at}/windows">${hidden(who)}<strong>Ask for access</strong><label for="rows">Rows of the matrix, with commas</label><input id="rows" name="rows" required placeholder="updates"><label for="reason">Reason</label><input id="reason" name="reason" required maxlength="2000">
<label for="from">From (UTC; empty: when it is opened)</label><input id="from" name="from" placeholder="2026-05-31T20:00:00Z"><label for="to">To (empty: one hour)</label><input id="to" name="to"><label for="ticket">Ticket</label><input id="ticket" name="ticket" placeholder="T-1"><button>Ask</button></form>
<form class="card" method="post" action="${at}/tasks">${hidden(who)}<strong>Propose a task</strong><label for="operation">Operation</label><input id="operation" name="operation" required placeholder="settings.update"><label for="input">Its input, as JSON</label><textarea id="input" name="input" placeholder='{"body": {"mail.smtp-host": "mail.example.com"}}'></textarea><label for="why">Reason</label><input id="why" name="reason" maxlength="2000"><button>Propose</button></form>`}
<h2>Checklists</h2>${rows(['Checklist', 'State', 'Missing', ''], of<Checklist>(view, 'checklist').map(({ id, title, state, missing }) => [title, state, missing.length, state === 'submitted' ? html`<form method="post" action="${at}/checklists/${id}/accept">${hidden(who)}<button class="quiet">Accept</button></form><form method="post" action="${at}/checklists/${id}/return">${hidden(who)}<input name="comment" placeholder="What is missing" required><button class="quiet">Return</button></form>` : '']), 'None.')}
<h2>Attestations</h2>${rows(['Kind', 'Direction', 'Issued (UTC)', 'Facts'], of<Attestation>(view, 'attestation').map(({ kind, direction, issued_at, facts }) => [kind, direction, time(issued_at), JSON.stringify(facts)]), 'None.')}
<h2>What we were told</h2>${rows(['When (UTC)', 'What'], of<Notice>(view, 'notice').slice(0, 30).map(({ created_at, title, body }) => [time(created_at), html`<strong>${title}</strong> ${body}`]), 'Nothing.')}
<h2>What we said</h2>${instructionRows(view.instructions)}
${view.heard_at === null && view.state === 'connected' && html`<form class="card" method="post" action="${at}/cases">${hidden(who)}<strong>Take in a case</strong><label for="file">The file that the appliance wrote</label><textarea id="file" name="file" required></textarea><button>Take in</button></form>`}
<h2>Remove</h2><form method="post" action="${at}/remove">${hidden(who)}<label class="tick"><input type="checkbox" name="sure" value="yes" required> Forget what ${view.subscriber} has reported, and take nothing from it any more</label><button class="quiet">Remove</button></form>`,
  })
})

export async function say(ctx: ConsoleContext, who: SignedIn, appliance: string, operation: string, input: unknown, about?: string, to = `/appliances/${appliance}?said=1`) {
  await instruct(ctx.console, who.operator, appliance, { operation, input, about })
  return seeOther(to)
}

const ask = form('askWindow', 'POST /appliances/:id/windows', 'Asks the subscriber for access.', (request, ctx, who, sent) =>
  say(ctx, who, request.params['id']!, 'access-windows.request', {
    body: { rows: sent('rows').split(',').map((row) => row.trim()).filter(Boolean), reason: sent('reason'), ...(sent('from') ? { from: sent('from') } : {}), ...(sent('to') ? { to: sent('to') } : {}), ...(sent('ticket') ? { ticket: sent('ticket') } : {}) },
  }))
const giveBack = form('closeWindow', 'POST /appliances/:id/windows/:window/close', 'Gives access back.', (request, ctx, who) => say(ctx, who, request.params['id']!, 'access-windows.close', { params: { id: request.params['window'] }, body: {} }, `window:${request.params['window']}`))
const propose = form('proposeTask', 'POST /appliances/:id/tasks', 'Proposes a task.', async (request, ctx, who, sent) => {
  const input = parsed(sent('input'))
  if (input === wrongJson) return consolePage(ctx, { status: 400, title: 'That did not work', who, wrong: 'The input is not JSON; it looks like {"body": {"mail.smtp-host": "mail.example.com"}}.', body: html`<p><a href="/appliances/${request.params['id']}">Back</a></p>` })
  return say(ctx, who, request.params['id']!, 'tasks.propose', { body: { operation: sent('operation'), ...(input === undefined ? {} : { input }), ...(sent('reason') ? { reason: sent('reason') } : {}) } })
})
const accept = form('acceptChecklist', 'POST /appliances/:id/checklists/:checklist/accept', 'Accepts a checklist.', (request, ctx, who) => say(ctx, who, request.params['id']!, 'checklists.accept', { params: { id: request.params['checklist'] } }, `checklist:${request.params['checklist']}`))
const giveChecklistBack = form('returnChecklist', 'POST /appliances/:id/checklists/:checklist/return', 'Returns a checklist with a comment.', (request, ctx, who, sent) => say(ctx, who, request.params['id']!, 'checklists.return', { params: { id: request.params['checklist'] }, body: { comment: sent('comment') } }, `checklist:${request.params['checklist']}`))
const remove = form('removeAppliance', 'POST /appliances/:id/remove', 'Forgets an appliance.', async (request, ctx, who, sent) => {
  if (sent('sure') !== 'yes') return seeOther(`/appliances/${request.params['id']}`)
  await removeAppliance(ctx.console, who.operator, request.params['id']!)
  return seeOther('/')
})

const wrongJson = Symbol('not JSON')
function parsed(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return wrongJson
  }
}

export const appliancePages = [show, ask, giveBack, propose, accept, giveChecklistBack, remove]
