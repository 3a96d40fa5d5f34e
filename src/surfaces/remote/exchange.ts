/** One signed request to a node over a connection that was made for it. */
import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { exitCodes, StartFailure } from '#kernel/problem.ts'
import { request as httpRequest } from '#platform/node-http/index.ts'
import { endpointHeader, signRequest } from '#platform/signatures/index.ts'
import { protocolVersion, type Refusal } from '#surfaces/agent/index.ts'
import { connectKnown, endpointOf, type Address } from './connection.ts'
import type { KeyPair } from './key-files.ts'

export type Line = { address: Address; anchor: string; keys: KeyPair; now: () => Date }

/** Resolves to the answer, whose content has yet to be read. @throws StartFailure with the node's sentence when it refuses. */
export async function ask(line: Line, method: 'GET' | 'POST', path: string, content?: unknown): Promise<IncomingMessage> {
  const { address, keys } = line
  const socket = await connectKnown(address, line.anchor)
  const authority = `${address.host.includes(':') ? `[${address.host}]` : address.host}${address.port === 443 ? '' : `:${address.port}`}`
  const body = content === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(content))
  const plain = { host: authority, [endpointHeader]: endpointOf(socket), ...(content === undefined ? {} : { 'content-type': 'application/json' }) }
  const target = `/${protocolVersion}${path}`
  const headers = await signRequest(
    { method, url: `https://${authority}${target}`, headers: plain, body },
    { key: keys.privateKey, publicKey: keys.publicKey, now: line.now(), nonce: randomBytes(24).toString('base64url') },
  )
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = httpRequest({ method, path: target, headers: { ...headers, 'content-length': body.length }, createConnection: () => socket, agent: undefined })
    request.once('response', resolve)
    request.once('error', (error) => reject(new StartFailure(exitCodes.unavailable, `The agent ${address.host}:${address.port} ended the connection before it answered (${error.message}).`, error)))
    request.end(body)
  })
  if (answer.statusCode !== 200) throw await refusalOf(answer, address)
  return answer
}

async function refusalOf(answer: IncomingMessage, { host, port }: Address): Promise<StartFailure> {
  const text = await textOf(answer).catch(() => '')
  const refusal = readRefusal(text)
  if (!refusal) return new StartFailure(exitCodes.unavailable, `What listens on ${host}:${port} is not an agent (it answered ${answer.statusCode}).`)
  return new StartFailure(answer.statusCode === 401 ? exitCodes.noPermission : answer.statusCode === 500 ? exitCodes.software : exitCodes.failed, refusal.message)
}

function readRefusal(text: string): Refusal | undefined {
  try {
    const read = JSON.parse(text) as Partial<Refusal>
    return typeof read.message === 'string' && typeof read.error === 'string' ? (read as Refusal) : undefined
  } catch {
    return undefined
  }
}

const most = 16 * 1024 * 1024

export async function textOf(answer: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of answer) {
    length += (piece as Buffer).length
    if (length > most) throw new Error('The answer is larger than anything a node says.')
    pieces.push(piece as Buffer)
  }
  return Buffer.concat(pieces).toString('utf8')
}

/** The lines of an answer, each as soon as it is there. */
export async function* linesOf(answer: IncomingMessage): AsyncGenerator<string> {
  let rest = ''
  const decoder = new TextDecoder()
  for await (const piece of answer) {
    const lines = (rest + decoder.decode(piece as Buffer, { stream: true })).split('\n')
    rest = lines.pop()!
    if (rest.length > most) throw new Error('The answer is larger than anything a node says.')
    yield* lines
  }
  if (rest !== '') yield rest
}
