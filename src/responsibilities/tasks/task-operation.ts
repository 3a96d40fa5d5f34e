/** What an operation must be so that it can run as a task. */
import type { Mandate } from '#kernel/mandate.ts'
import type { Operation, Risk } from '#kernel/operation.ts'
import { Problem } from '#kernel/problem.ts'
import { Compile, type TSchema } from '#kernel/schema.ts'
import type { ApplianceContext, Office, OperatorCaller } from '../context/index.ts'

/** What a step works with. `results` are those of the steps before it, by id. */
export type Work = { office: Office; input: unknown; mandate: Mandate; caller: OperatorCaller; task: string; results: Readonly<Record<string, unknown>> }

export type TaskStep = {
  id: string
  /** What the one who signs off reads: `Take the node n1 out of the load balancer`. */
  about: string
  /**
   * Resolves to what is kept as the step's result: JSON, without secrets. Must bear being begun again after a crash in the middle;
   * `once: true` says that it does not, and such a step fails the task instead of being repeated.
   */
  run: (work: Work) => Promise<unknown>
  once?: true
  undo?: (work: Work) => Promise<unknown>
}

export type TaskOperation = {
  /** `updates.apply` */
  id: string
  title: string
  row: string
  risk: Risk
  steps: (input: unknown) => readonly TaskStep[]
  /** Facts that belong to the plan besides its steps, from the state of the world: when they change, a sign-off no longer fits. */
  facts?: (office: Office, input: unknown) => Promise<Record<string, unknown>>
  /** What the operation gets, out of what was proposed. @throws Problem when it is not what the operation takes. */
  accept?: (input: unknown) => unknown
  /** The input as people may see it. */
  show?: (input: unknown) => unknown
}

/** An API operation as a task of one step. It runs once: whether it can be repeated, only its author knows (`repeatable`). */
export function taskable(operation: Operation<ApplianceContext>, contextOf: (work: Work) => Promise<ApplianceContext>, options: { repeatable?: boolean; show?: ((input: unknown) => unknown) | undefined } = {}): TaskOperation {
  if (typeof operation.row !== 'string') throw new Error(`${operation.id} has no row and never waits as a task.`)
  return {
    id: operation.id, title: operation.summary, row: operation.row, risk: operation.risk ?? 'routine',
    steps: () => [{
      id: 'run', about: operation.summary, ...(options.repeatable ? {} : { once: true as const }),
      run: async (work) => blot(operation.returns, (await operation.run(work.input as never, await contextOf(work))) ?? null),
    }],
    accept: acceptorOf(operation),
    show: options.show ?? ((input) => (isObject(input) ? { ...input, body: blot(operation.body, input['body']) } : input)),
  }
}

/** Nobody checks again what a task hands to an act, so it is checked when it is proposed: parameters of the path, query and body. */
export function acceptorOf(operation: Operation<ApplianceContext>): (input: unknown) => unknown {
  const [query, body] = [operation.query, operation.body].map((schema) => schema && Compile(schema))
  const names = [...operation.path.matchAll(/:([^/]+)/g)].map(([, name]) => name!)
  return (input) => {
    const given = isObject(input) ? input : {}
    const params = isObject(given['params']) ? given['params'] : {}
    const refuse = (what: string) => new Problem(400, 'invalid_input', `${operation.id} cannot be proposed like this: ${what}. Its input is {"params": …, "query": …, "body": …}.`)
    for (const name of names) if (typeof params[name] !== 'string' || params[name] === '') throw refuse(`the parameter "${name}" is missing`)
    const accepted = { params: Object.fromEntries(names.map((name) => [name, params[name]])), query: given['query'] ?? {}, ...(body ? { body: given['body'] ?? {} } : {}) }
    for (const [place, check, value] of [['query', query, accepted.query], ['body', body, accepted.body]] as const) {
      if (!check || check.Check(value)) continue
      const [first] = check.Errors(value)
      throw refuse(`${place}${first?.instancePath.replaceAll('/', '.') ?? ''} ${first?.message ?? 'does not fit'}`)
    }
    return accepted
  }
}

type Node = { 'x-secret'?: boolean; properties?: Record<string, Node>; patternProperties?: Record<string, Node>; items?: Node; additionalProperties?: Node | boolean; anyOf?: Node[] }
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const unspeakable = /passw|secret|private_?key|credential/i

/** Blots out what the schema marks as secret, and, where the schema says nothing, what is called like one. */
export function blot(schema: TSchema | undefined, value: unknown): unknown {
  const walk = (node: Node | undefined, name: string, inner: unknown): unknown => {
    if (node?.['x-secret'] || node?.anyOf?.some((branch) => branch['x-secret']) || (unspeakable.test(name) && typeof inner === 'string')) return '*****'
    if (Array.isArray(inner)) return inner.map((item) => walk(node?.items, name, item))
    if (!isObject(inner)) return inner
    const branch = node?.anyOf?.find(({ properties }) => properties !== undefined) ?? node
    const others = Object.values(branch?.patternProperties ?? {})[0] ?? (isObject(branch?.additionalProperties) ? branch.additionalProperties as Node : undefined)
    return Object.fromEntries(Object.entries(inner).map(([key, member]) => [key, walk(branch?.properties?.[key] ?? others, key, member)]))
  }
  return walk(schema as Node | undefined, '', value)
}
