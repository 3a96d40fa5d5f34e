/** What an API answers when it does not do what was asked, in one shape; and the task that an operation waits as. */
import { inPlainWords } from './plain.ts'
import { proposalAfter, type Proposal } from './proposals.ts'

export type Gate = { gate: string; when?: string; met: boolean; sentence: string; remedy?: string; by?: string }

type Body = {
  message?: string
  errorCode?: string
  row?: string
  /** The setting that was refused. */
  setting?: string
  /** What a password needs that was too weak. */
  policy?: string
  gates?: Gate[]
  confirmation?: string
  responsible?: { party: string; role?: string; name: string }[]
  ask?: { operation?: string; rows?: string[]; command?: string }
}

export class RequestProblem extends Error {
  readonly status: number
  readonly code: string | undefined
  readonly body: Body
  /** The same act as a task, where it was refused as somebody else's. */
  readonly proposal: Proposal | undefined

  constructor(status: number, body: Body | string | undefined, proposal?: Proposal) {
    const known = typeof body === 'object' ? body : {}
    super(known.message ?? (status === 0 ? 'The appliance could not be reached. Is the network up?' : `The appliance answered with ${status}.`))
    this.name = 'RequestProblem'
    this.status = status
    this.code = known.errorCode
    this.body = known
    this.proposal = proposal
  }

  /** The form field that a refused body names (“… on property name.”), without the path above it. */
  get field(): string | undefined {
    return this.code === 'invalid_password' ? 'password' : / on property ([\w.[\]]+)/.exec(this.message)?.[1]
  }

  /** The sentence without the frame that the Management API puts around it, in the words of whoever filled in a form. */
  get sentence(): string {
    return inPlainWords(/^(?:Payload|Query|Path) validation error: '(.*)'(?: on property .*)?\.$/s.exec(this.message)?.[1] ?? this.message, this.body.policy)
  }
}

/** The operation was taken in and waits for other people. */
export type Waiting = { task: string; row: string; message: string }

type Answer<T> = { data?: T | undefined; error?: unknown; response: Response }

/** The body of a success. @throws RequestProblem */
export async function read<T>(request: Promise<Answer<T>>): Promise<T> {
  const answer = await sent(request)
  return answer.data as T
}

/** The same for what may wait: the body, or the task. @throws RequestProblem */
export async function act<T>(request: Promise<Answer<T>>): Promise<{ done: T } | { waits: Waiting }> {
  const { data, response } = await sent(request)
  if (response.status === 202 && typeof data === 'object' && data !== null && 'task' in data && 'row' in data) return { waits: data as unknown as Waiting }
  return { done: data as T }
}

async function sent<T>(request: Promise<Answer<T>>): Promise<Answer<T>> {
  const answer = await request.catch((error: unknown) => {
    throw error instanceof TypeError ? new RequestProblem(0, undefined) : error
  })
  if (!answer.response.ok) throw new RequestProblem(answer.response.status, answer.error as Body, proposalAfter(answer.response))
  return answer
}
