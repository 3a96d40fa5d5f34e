import { openRequest, type OutgoingOptions } from './judged.ts'

/** Bytes; a set of keys has a few thousand. */
const largest = 256 * 1024

/** Fetches a JSON document. @throws OutgoingRefused, or an error with a sentence for whatever else went wrong; redirects are not followed. */
export async function getJson(url: string, options: OutgoingOptions): Promise<unknown> {
  const signal = AbortSignal.timeout(options.timeout ?? 5000)
  const text = await new Promise<string>((resolve, reject) => {
    openRequest(url, { method: 'GET', headers: { accept: 'application/json' }, signal }, options.allowLoopback).then((sent) => {
      sent.on('error', reject).on('response', (response) => {
        if (response.statusCode !== 200) {
          response.destroy()
          return reject(new Error(`It answered ${response.statusCode}.`))
        }
        const pieces: Buffer[] = []
        let size = 0
        response.on('data', (piece: Buffer) => {
          size += piece.length
          if (size > largest) return void response.destroy(new Error(`It sent more than ${largest} bytes.`))
          pieces.push(piece)
        }).on('error', reject).on('end', () => resolve(Buffer.concat(pieces).toString('utf8')))
      })
      sent.end()
    }, reject)
  })
  try {
    return JSON.parse(text)
  } catch {
    throw new Error('It sent no JSON.')
  }
}
