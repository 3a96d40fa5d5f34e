/** The body of a request: read within limits, parsed by its content type. */
import type { IncomingMessage } from 'node:http'
import { parseJson } from './json.ts'
import { parseParameters } from './parameters.ts'
import { ClientGone, Refused } from './refused.ts'

export const json = 'application/json'
export const form = 'application/x-www-form-urlencoded'

/** Media type without parameters, lower case. */
export function mediaType(header: string | undefined): string | undefined {
  return header?.split(';', 1)[0]!.trim().toLowerCase() || undefined
}

export async function readBody(request: IncomingMessage, limit: number): Promise<unknown> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return tooLarge(request, limit)
  const bytes = await collect(request, limit)
  if (bytes === undefined) return tooLarge(request, limit)
  if (bytes.length === 0) return undefined
  const type = mediaType(request.headers['content-type'])
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') throw new Refused(415, 'Compressed bodies are not accepted.')
  if (type !== json && type !== form) throw new Refused(415, `The body must be ${json} or ${form}.`)
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(request.headers['content-type']!)?.[1]
  if (charset !== undefined && !/^(utf-?8|us-ascii)$/i.test(charset)) throw new Refused(415, 'The body must be encoded in UTF-8.')
  const text = decode(bytes)
  return type === form ? parseParameters(text) : parseJson(text)
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes)
  } catch {
    throw new Refused(400, 'The body is not valid UTF-8.')
  }
}

/** undefined: longer than the limit. */
function collect(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    let length = 0
    const take = (piece: Buffer) => {
      length += piece.length
      if (length <= limit) return void pieces.push(piece)
      leave()
      resolve(undefined)
    }
    const end = () => (leave(), resolve(pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)))
    const gone = () => (leave(), reject(new ClientGone('The client went away before its request was complete.')))
    const leave = () => void request.off('data', take).off('end', end).off('close', gone)
    request.on('data', take).on('end', end).on('close', gone).on('error', () => {})
    if (request.destroyed && !request.readableEnded) gone()
  })
}

/** A client that is still writing would see a reset instead of the answer, so a reasonable rest is read and thrown away. */
async function tooLarge(request: IncomingMessage, limit: number): Promise<never> {
  await new Promise<void>((resolve) => {
    let rest = 8 * limit
    const timer = setTimeout(() => resolve(), 3000)
    request.on('data', (piece: Buffer) => (rest -= piece.length) < 0 && (request.pause(), resolve()))
    request.on('end', () => resolve()).on('close', () => resolve())
    request.resume()
    timer.unref()
  })
  throw new Refused(413, `The body is larger than ${limit} bytes.`)
}
