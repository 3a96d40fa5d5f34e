import { request } from 'node:https'
import { isIP } from 'node:net'
import { rootCertificates } from 'node:tls'

export type PostJsonOptions = {
  /** PEM of an authority that is believed besides the usual ones. */
  ca?: string
  /** Milliseconds for the whole exchange; 10,000 unless given. */
  timeout?: number
  /** Of the answer; 1 MiB unless given. */
  mostBytes?: number
}

/**
 * Posts JSON to an address that an operator has chosen, and reads the JSON that comes back; undefined when it is none. No redirect is followed. Unlike
 * `postForm` it calls private addresses too: whoever may configure the appliance has named it.
 */
export async function postJson(url: string, value: unknown, options: PostJsonOptions = {}): Promise<{ status: number; body: unknown }> {
  const target = new URL(url)
  if (target.protocol !== 'https:') throw new Error('Only https addresses are called.')
  const host = target.hostname.replace(/^\[|\]$/g, '')
  const text = JSON.stringify(value)
  const { status, bytes } = await new Promise<{ status: number; bytes: Buffer }>((resolve, reject) => {
    const sent = request({
      method: 'POST', hostname: host, port: target.port === '' ? 443 : Number(target.port), path: `${target.pathname}${target.search}`,
      ...(isIP(host) ? {} : { servername: host }),
      // These names are this machine (RFC 6761 section 6.3), whether or not the resolver knows.
      ...(/(^|\.)localhost$/.test(host) ? { lookup: (_name, asked, done) => (asked.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)) } : {}),
      ...(options.ca === undefined ? {} : { ca: [...rootCertificates, options.ca] }),
      agent: false, signal: AbortSignal.timeout(options.timeout ?? 10_000),
      headers: { host: target.host, 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), accept: 'application/json', connection: 'close' },
    }, (response) => {
      const parts: Buffer[] = []
      let size = 0
      response.on('data', (part: Buffer) => {
        size += part.length
        if (size > (options.mostBytes ?? 1024 * 1024)) response.destroy(new Error('The answer is too long.'))
        else parts.push(part)
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, bytes: Buffer.concat(parts) }))
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(text)
  })
  try {
    return { status, body: JSON.parse(bytes.toString()) as unknown }
  } catch {
    return { status, body: undefined }
  }
}
