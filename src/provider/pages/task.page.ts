/** One task: plan, gates, questions, thread; and what the provider can say on it. */
import { needItem, viewAppliance } from '../appliances/index.ts'
import { hidden, instructionRows, say } from './appliance.page.ts'
import { chip, html, rows, time } from './html.ts'
import { consolePage } from './layout.ts'
import { form, page } from './session.ts'

type Task = {
  id: string; title: string; operation: string; risk: string; matrix_row: string; state: string; state_since: string; outcome: string | null; reason: string | null; plan_digest: string; proposed_by: string; signed_off_by: string | null
  plan: { steps: { about: string }[] }; input_shown: unknown; steps: { about: string; state: string; error: string | null }[]; evidence: { gate: string; met: boolean; when: string; sentence: string }[]
  consultations: { id: string; party: string; question: string; state: string; answer: string | null; deadline: string }[]; thread: { author: string; party: string; body: string; at: string; issue: boolean }[]
  next?: { what: string; text: string; until: string }
}

const show = page('task', 'GET /appliances/:id/tasks/:task', 'One task with its plan, gates and thread.', async (request, ctx, who) => {
  const { id: appliance, task: id } = request.params as { id: string; task: string }
  const view = await viewAppliance(ctx.console, appliance)
  const task = (await needItem(ctx.console, appliance, `task:${id}`)).content as Task
  const at = `/appliances/${appliance}/tasks/${id}`
  const about = view.instructions.filter((each) => each.about === `task:${id}`)
  const over = ['done', 'failed', 'undone', 'expired'].includes(task.state)
  return consolePage(ctx, {
    title: task.title, who, said: about.some(({ state }) => state === 'waiting') ? 'What you said waits to be fetched by the appliance.' : undefined,
    body: html`<p><a href="/appliances/${appliance}">${view.subscriber}</a></p>
<dl><dt>Operation</dt><dd>${task.operation} (${task.risk}, row ${task.matrix_row})</dd><dt>State</dt><dd>${task.state} since ${time(task.state_since)}</dd><dt>Next step</dt><dd>${task.next ? `${task.next.what}: ${task.next.text}` : '–'}</dd>
<dt>Proposed by</dt><dd>${task.proposed_by}</dd><dt>Signed off by</dt><dd>${task.signed_off_by ?? '–'}</dd>${task.reason && html`<dt>Reason</dt><dd>${task.reason}</dd>`}${task.outcome && html`<dt>Outcome</dt><dd>${task.outcome}</dd>`}<dt>Plan</dt><dd><code>${task.plan_digest}</code></dd></dl>
<h2>Plan</h2><pre>${JSON.stringify(task.input_shown, null, 2)}</pre>${rows(['Step', 'State'], (task.steps.length > 0 ? task.steps : task.plan.steps.map((step) => ({ ...step, state: 'planned', error: null }))).map((step) => [step.about, `${step.state}${step.error ? `: ${step.error}` : ''}`]), 'None.')}
<h2>Gates</h2>${rows(['Gate', '', 'Evidence'], task.evidence.map(({ gate, met, when, sentence }) => [gate, met ? chip('met', 'good') : when === 'after' ? chip('not yet') : chip('not met', 'bad'), sentence]), 'None.')}
<h2>Questions</h2>${rows(['Asked of', 'Question', 'State', ''], task.consultations.map(({ id: question, party, question: text, state, answer, deadline }) => [party, html`${text}${answer && html`<br><em>${answer}</em>`}`, state === 'open' ? html`open until ${time(deadline)}` : state, state === 'open' && party === 'provider' ? html`<form method="post" action="${at}/answer">${hidden(who)}<input type="hidden" name="consultation" value="${question}"><textarea name="text" aria-label="Answer" required></textarea><button>Answer</button></form>` : '']), 'Nobody is asked.')}
<h2>Thread</h2>${task.thread.map(({ author, party, body, at: when, issue }) => html`<article class="${party}"><header>${author} (${party}), ${time(when)} ${issue && chip('issue', 'bad')}</header>${body}</article>`)}
<form class="card" method="post" action="${at}/comment">${hidden(who)}<label for="text">Comment</label><textarea id="text" name="text" required></textarea><label class="tick"><input type="checkbox" name="issue" value="yes"> This is an issue</label><button>Say it</button></form>
${!over && html`<form class="card" method="post" action="${at}/withdraw">${hidden(who)}<label for="reason">Withdraw, because</label><input id="reason" name="reason" required><button class="quiet">Withdraw</button></form>`}
<h2>What we said</h2>${instructionRows(about)}`,
  })
})

const ids = (params: Record<string, string>) => ({ appliance: params['id']!, task: params['task']!, about: `task:${params['task']}`, to: `/appliances/${params['id']}/tasks/${params['task']}` })

const answer = form('answerQuestion', 'POST /appliances/:id/tasks/:task/answer', 'Answers a question.', (request, ctx, who, sent) => {
  const { appliance, about, to } = ids(request.params)
  return say(ctx, who, appliance, 'consultations.answer', { params: { id: sent('consultation') }, body: { answer: sent('text') } }, about, to)
})
const comment = form('commentTask', 'POST /appliances/:id/tasks/:task/comment', 'Writes to the thread of a task.', (request, ctx, who, sent) => {
  const { appliance, task, about, to } = ids(request.params)
  return say(ctx, who, appliance, 'tasks.comment', { params: { id: task }, body: { text: sent('text'), ...(sent('issue') === 'yes' ? { issue: true } : {}) } }, about, to)
})
const withdraw = form('withdrawTask', 'POST /appliances/:id/tasks/:task/withdraw', 'Withdraws a task that one proposed.', (request, ctx, who, sent) => {
  const { appliance, task, about, to } = ids(request.params)
  return say(ctx, who, appliance, 'tasks.decline', { params: { id: task }, body: { reason: sent('reason') } }, about, to)
})

export const taskPages = [show, answer, comment, withdraw]
