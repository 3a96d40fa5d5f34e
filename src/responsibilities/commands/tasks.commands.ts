import type { Command } from '#kernel/command.ts'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import type { Wire } from '../context/index.ts'
import type { TaskView } from '../tasks/index.ts'
import { deskCommand, firstPage, need, table, word, type CommandTools } from '#kernel/desk-command.ts'

type View = Wire<TaskView>

/** What the operation is given: parameters of the path, query and body alike. */
const inputLines = (shown: unknown): string[] =>
  Object.values((shown ?? {}) as Record<string, unknown>).flatMap((part) => (part !== null && typeof part === 'object' ? Object.entries(part).map(([name, value]) => `  ${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`) : []))

function describe(task: View): string {
  const consultations = task.consultations.map(({ id, party, state, question, answer, deadline }) => `  ${id}  ${party}  ${state}${state === 'open' ? ` until ${deadline}` : ''}  ${answer ?? question}`)
  const gates = task.evidence.map(({ gate, met, when, sentence, remedy }) => `  ${met ? 'met    ' : 'not met'}  ${gate}: ${sentence}${met ? '' : when === 'after' ? ' Holds nothing up.' : ` ${remedy}`}`)
  const steps = task.steps.length > 0 ? task.steps.map(({ about, state, error }) => `  ${state.padEnd(7)}  ${about}${error ? `: ${error}` : ''}`) : task.plan.steps.map(({ about }) => `  planned  ${about}`)
  return [
    `${task.id}  ${task.title} (${task.operation}, ${task.risk}, row ${task.matrix_row})`,
    `${task.state} since ${task.state_since}${task.next ? `; next: ${task.next.what}, by ${task.next.text}, until ${task.next.until}` : ''}`,
    ...(task.outcome ? [task.outcome] : []), ...(task.reason ? [`Reason: ${task.reason}`] : []),
    `Plan ${task.plan_digest}`, ...inputLines(task.input_shown), ...steps, ...(gates.length > 0 ? ['Gates', ...gates] : []), ...(consultations.length > 0 ? ['Asked', ...consultations] : []),
  ].join('\n')
}

function parsed(text: string | undefined): unknown {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch {
    throw new StartFailure(exitCodes.usage, '--input is not JSON.')
  }
}

const id = { takesArguments: true } as const
const reason = { name: 'reason', value: 'TEXT', about: 'Why.' }

export function taskCommands(tools: CommandTools): Command[] {
  return [
    deskCommand(tools, { name: 'tasks list', about: 'List tasks, newest first, and who holds the next step.', options: [{ name: 'state', value: 'STATE', about: 'Only in this state.' }] }, async (desk, input, print) => {
      const { items } = (await desk.perform('tasks.list', { query: input.options['state'] ? { state: input.options['state'] } : {}, page: firstPage })) as { items: View[] }
      print(items, items.length === 0 ? 'There are no tasks.' : table(items.map((task) => [task.id, task.state, task.operation, task.next ? `${task.next.what}: ${task.next.text}` : (task.outcome ?? ''), task.created_at])))
    }),
    deskCommand(tools, { name: 'tasks show', about: 'Show a task: plan, gates, answers, steps.', ...id }, async (desk, input, print) => {
      const task = (await desk.perform('tasks.get', { params: { id: word(input, 'task') } })) as View
      print(task, describe(task))
    }),
    deskCommand(tools, {
      name: 'tasks propose', about: 'Propose to run an operation; this is how one party asks the other.', ...id,
      options: [{ name: 'input', value: 'JSON', about: 'What the operation gets: {"params": …, "query": …, "body": …}.' }, reason, { name: 'ticket', value: 'ID', about: 'The support ticket this belongs to.' }],
      examples: ['bailiwick tasks propose access-windows.grant --input \'{"body":{"rows":["updates"],"reason":"update"}}\' --reason "Update to 1.2"'],
    }, async (desk, input, print) => {
      const { reason: why, ticket } = input.options
      const given = parsed(input.options['input'])
      const task = (await desk.perform('tasks.propose', { body: { operation: word(input, 'operation'), ...(given === undefined ? {} : { input: given }), ...(why ? { reason: why } : {}), ...(ticket ? { ticket } : {}) } })) as View
      print(task, describe(task))
    }),
    deskCommand(tools, {
      name: 'tasks approve', about: 'Sign off the plan of a task. Without --plan, shows it.', ...id,
      options: [{ name: 'plan', value: 'DIGEST', about: 'The digest of the plan that you have seen.' }, { name: 'confirm', value: 'OPERATION', about: 'The id of the operation, when you sign off what you proposed yourself.' }],
    }, async (desk, input, print) => {
      const params = { id: word(input, 'task') }
      const { plan, confirm } = input.options
      if (!plan) {
        const task = (await desk.perform('tasks.get', { params })) as View
        print(task, `${describe(task)}\n\nTo sign this off: bailiwick tasks approve ${task.id} --plan ${task.plan_digest}`)
        return exitCodes.failed
      }
      const task = (await desk.perform('tasks.approve', { params, body: { plan, ...(confirm ? { confirmation: confirm } : {}) } })) as View
      print(task, describe(task))
      return exitCodes.ok
    }),
    deskCommand(tools, { name: 'tasks decline', about: 'Decline a task, or withdraw one\'s own.', ...id, options: [reason] }, async (desk, input, print) => {
      const task = (await desk.perform('tasks.decline', { params: { id: word(input, 'task') }, body: { reason: need(input, 'reason') } })) as View
      print(task, describe(task))
    }),
    deskCommand(tools, { name: 'tasks answer', about: 'Answer a consultation.', ...id, options: [{ name: 'text', value: 'TEXT', about: 'The answer.' }] }, async (desk, input, print) => {
      const task = (await desk.perform('consultations.answer', { params: { id: word(input, 'consultation') }, body: { answer: need(input, 'text') } })) as View
      print(task, describe(task))
    }),
    deskCommand(tools, {
      name: 'tasks vouch', about: 'Give one\'s word for a gate that the appliance cannot measure.', ...id,
      options: [{ name: 'gate', value: 'GATE', about: 'Which gate.' }, { name: 'sentence', value: 'TEXT', about: 'What you vouch for.' }],
    }, async (desk, input, print) => {
      const task = (await desk.perform('tasks.vouch', { params: { id: word(input, 'task') }, body: { gate: need(input, 'gate'), sentence: need(input, 'sentence') } })) as View
      print(task, describe(task))
    }),
    deskCommand(tools, { name: 'tasks run', about: 'Run an approved task; on the node itself, until it has ended. Exit code 1 when it failed.', ...id }, async (desk, input, print) => {
      const params = { id: word(input, 'task') }
      await desk.perform('tasks.run', { params })
      await desk.settled?.()
      const task = (await desk.perform('tasks.get', { params })) as View
      print(task, describe(task))
      return task.state === 'failed' ? exitCodes.failed : exitCodes.ok
    }),
  ]
}
