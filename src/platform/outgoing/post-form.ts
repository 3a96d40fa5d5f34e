import { openRequest, type OutgoingOptions } from './judged.ts'

/** Posts a form. @returns the status; the body is not read. @throws OutgoingRefused, or whatever the connection failed with. */
export async function postForm(url: string, fields: Record<string, string>, options: OutgoingOptions): Promise<number> {
  const body = new URLSearchParams(fields).toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body), accept: '*/*' }
  const signal = AbortSignal.timeout(options.timeout ?? 5000)
  const sent = await openRequest(url, { method: 'POST', headers, signal }, options.allowLoopback)
  return new Promise((resolve, reject) => {
    sent.on('error', reject).on('response', (response) => {
      resolve(response.statusCode ?? 0)
      response.destroy()
    })
    sent.end(body)
  })
}
