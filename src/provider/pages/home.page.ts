/** The list of appliances, and how another one is connected. */
import { verifyJournal, readEntries } from '#responsibilities/journal/index.ts'
import { awaitAppliance, listAppliances, type ApplianceLine } from '../appliances/index.ts'
import { chip, html, rows, time } from './html.ts'
import { consolePage } from './layout.ts'
import { form, page } from './session.ts'

export function stateOf(line: Pick<ApplianceLine, 'state' | 'heard_at' | 'well'>, now: Date) {
  if (line.state === 'awaited') return chip('awaited')
  if (line.state === 'left') return chip('has left')
  if (line.heard_at === null) return chip('by file')
  if (now.getTime() - line.heard_at.getTime() > 15 * 60_000) return chip('silent', 'bad')
  return line.well === undefined ? chip('connected', 'good') : line.well ? chip('well', 'good') : chip('not well', 'bad')
}

const home = page('home', 'GET /', 'Every appliance that reports here.', async (_request, ctx, who) => {
  const now = ctx.clock.now()
  const lines = (await listAppliances(ctx.console)).map((line) => [
    html`<a href="/appliances/${line.id}">${line.subscriber}</a>`, line.environment ?? '–', line.build ?? '–', stateOf(line, now), line.heard_at ? time(line.heard_at) : '–',
    line.openTickets, line.waiting > 0 ? html`<strong>${line.waiting}</strong>` : '0', line.due ? time(line.due) : '–',
  ])
  return consolePage(ctx, {
    title: 'Appliances', who,
    body: html`${rows(['Subscriber', 'Environment', 'Build', 'State', 'Last heard (UTC)', 'Open tickets', 'Wait for us', 'Next answer due'], lines, 'No appliance reports here yet.')}<p><a href="/connect">Connect an appliance</a></p>`,
  })
})

const connect = page('connect', 'GET /connect', 'How an appliance comes to report here.', async (_request, ctx, who) =>
  consolePage(ctx, {
    title: 'Connect an appliance', who,
    body: html`<p>You make a card; the subscriber brings it to their appliance and says what it may report. The appliance then calls here; nothing ever calls it.</p>
<form class="card" method="post" action="/connect"><input type="hidden" name="csrf" value="${who.csrf}"><label for="subscriber">Subscriber</label><input id="subscriber" name="subscriber" required maxlength="100"><button>Make a card</button></form>
<h2>An appliance that cannot call out</h2><p>Its cases travel as files. Bring its own card here: <code>bailiwick environments card</code> prints it there.</p>
<form class="card" method="post" action="/isolated"><input type="hidden" name="csrf" value="${who.csrf}"><label for="name">Subscriber</label><input id="name" name="subscriber" required maxlength="100">
<label for="card">Its card</label><textarea id="card" name="card" required></textarea><button>Know this appliance</button></form>`,
  }))

const makeCard = form('makeCard', 'POST /connect', 'Makes the card for one appliance; it is shown this once.', async (_request, ctx, who, sent) => {
  const { card, expiresAt } = await awaitAppliance(ctx.console, who.operator, sent('subscriber').slice(0, 100) || 'Unnamed')
  return consolePage(ctx, {
    title: `Card for ${sent('subscriber')}`, who,
    body: html`<p>Give this card to the subscriber. It introduces one appliance, once, until ${time(expiresAt)} UTC, and is not shown again. They save it as <code>card.json</code> and say what may be reported:</p>
<pre>bailiwick reporting pair card.json --consent build,health,tasks,windows,tickets,attestations,checklists,notices</pre>
<p>Compare the key on both sides by telephone: <code>${card.key}</code>.</p><pre id="card">${JSON.stringify(card, null, 2)}</pre>`,
  })
})

const record = page('record', 'GET /record', 'The record of this console, verified.', async (_request, ctx, who) => {
  const { office } = ctx.console
  const verdict = await verifyJournal(office)
  const { items } = await readEntries(office, { offset: 0, limit: 200 })
  return consolePage(ctx, {
    title: 'Record', who, ...(verdict.ok ? { said: verdict.sentence } : { wrong: verdict.sentence }),
    body: rows(['', 'When (UTC)', 'Who', 'What', 'About'], items.map(({ seq, at, actor, kind, subject }) => [seq, time(at), actor, kind, subject ?? '']), 'Nothing yet.'),
  })
})

export const homePages = [home, connect, makeCard, record]
