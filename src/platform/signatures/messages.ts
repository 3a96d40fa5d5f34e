import { createHash, sign, timingSafeEqual, verify, type KeyObject } from 'node:crypto'
import { keyId } from './keys.ts'

/** SHA-256 of the server's certificate (DER), as the client saw it: `tls-server-end-point` of RFC 5929, base64. */
export const endpointHeader = 'tls-server-end-point'

const covered = ['@method', '@authority', '@path', '@query', 'content-digest', endpointHeader] as const
const parameters = ['created', 'keyid', 'alg', 'nonce', 'tag']
/** Says what the signature is for (RFC 9421 section 2.3). */
const tag = 'bailiwick-agent'
const algorithm = 'ed25519'

/** Loaded with the first signed request: web workers meet none. */
const libraries = async () => ({ httpbis: (await import('http-message-signatures')).httpbis, fields: await import('structured-headers') })
type Fields = Awaited<ReturnType<typeof libraries>>['fields']

export type Signable = {
  method: string
  /** With scheme, authority and query, as the client wrote it. */
  url: string
  /** Lower-case names. */
  headers: Record<string, string>
  body: Buffer
}

export type Signed = { keyId: string; created: Date; nonce: string }

export type SignatureReason = 'missing' | 'malformed' | 'incomplete' | 'unknown_key' | 'digest' | 'signature'

/** The sentence may be sent: it says nothing that the sender does not know. */
export class SignatureProblem extends Error {
  readonly reason: SignatureReason
  constructor(reason: SignatureReason, sentence: string) {
    super(sentence)
    this.name = 'SignatureProblem'
    this.reason = reason
  }
}

const contentDigest = (body: Buffer): Buffer => createHash('sha256').update(body).digest()

/** The headers to send besides those given. @param request whose headers carry `tls-server-end-point`. */
export async function signRequest(request: Signable, by: { key: KeyObject; publicKey: KeyObject; now: Date; nonce: string }): Promise<Record<string, string>> {
  const { httpbis, fields } = await libraries()
  const digest = fields.serializeDictionary({ 'sha-256': bytesOf(contentDigest(request.body)) })
  const headers = { ...request.headers, 'content-digest': digest }
  const signed = await httpbis.signMessage(
    {
      key: { id: keyId(by.publicKey), alg: algorithm, sign: async (data) => sign(null, data, by.key) },
      fields: [...covered], params: parameters, paramValues: { created: by.now, nonce: by.nonce, tag },
    },
    { method: request.method, url: request.url, headers },
  )
  return signed.headers as Record<string, string>
}

/**
 * Whether what arrived is what the owner of the key signed.
 * @throws SignatureProblem
 */
export async function verifyRequest(request: Signable, findKey: (id: string) => Promise<KeyObject | undefined>): Promise<Signed> {
  const { httpbis, fields } = await libraries()
  const stated = readStatement(request.headers, fields)
  let found = false
  const sound = await httpbis
    .verifyMessage(
      {
        // Freshness is the caller's to judge, with its own clock.
        notAfter: Number.MAX_SAFE_INTEGER,
        requiredFields: [...covered], requiredParams: parameters,
        keyLookup: async () => {
          const key = await findKey(stated.keyId)
          if (!key) return null
          found = true
          return { id: stated.keyId, algs: [algorithm], verify: async (data, signature) => verify(null, data, key, signature) }
        },
      },
      { method: request.method, url: request.url, headers: request.headers },
    )
    .catch((error: unknown) => {
      throw new SignatureProblem('malformed', `The signature cannot be checked (${error instanceof Error ? error.message : 'malformed'}).`)
    })
  if (!found) throw new SignatureProblem('unknown_key', 'This key is not authorised here.')
  if (sound !== true) throw new SignatureProblem('signature', 'The signature is not that of this request: something was changed on the way, or another key signed it.')
  if (!sameDigest(request.headers['content-digest'], contentDigest(request.body), fields)) throw new SignatureProblem('digest', 'The content is not what was signed: it was changed on the way.')
  return stated
}

/** Exactly one signature with everything we ask for; with several it would be unclear who speaks. */
function readStatement(headers: Record<string, string>, { isInnerList, parseDictionary }: Fields): Signed {
  const [input, signature] = [headers['signature-input'], headers['signature']]
  if (input === undefined || signature === undefined) throw new SignatureProblem('missing', 'The request is not signed.')
  const read = <T>(act: () => T): T => {
    try {
      return act()
    } catch {
      throw new SignatureProblem('malformed', 'The signature headers cannot be read.')
    }
  }
  const inputs = [...read(() => parseDictionary(input)).values()]
  const [only] = inputs
  if (inputs.length !== 1 || only === undefined || !isInnerList(only) || read(() => parseDictionary(signature)).size !== 1) throw new SignatureProblem('malformed', 'The request must carry exactly one signature.')
  const [items, given] = only
  const fields = items.map(([name]) => name)
  const missing = covered.filter((name) => !fields.includes(name))
  if (missing.length > 0) throw new SignatureProblem('incomplete', `The signature does not cover ${missing.join(', ')}.`)
  // `"@method";req` is not `@method`; nothing we sign has parameters of its own.
  if (items.some(([, own]) => own.size > 0)) throw new SignatureProblem('incomplete', 'A covered component carries parameters that are not expected here.')
  const [created, id, nonce] = [given.get('created'), given.get('keyid'), given.get('nonce')]
  if (typeof created !== 'number' || typeof id !== 'string' || typeof nonce !== 'string' || !/^[A-Za-z0-9_-]{16,100}$/.test(nonce)) throw new SignatureProblem('incomplete', 'The signature does not say when and by which key it was made, or has no nonce.')
  if (given.get('tag') !== tag || given.get('alg') !== algorithm) throw new SignatureProblem('incomplete', `The signature is not meant for this agent: its tag must be "${tag}" and its algorithm "${algorithm}".`)
  return { keyId: id, created: new Date(created * 1000), nonce }
}

function sameDigest(header: string | undefined, wanted: Buffer, { parseDictionary }: Fields): boolean {
  try {
    const value: unknown = parseDictionary(header ?? '').get('sha-256')?.[0]
    const given = value instanceof ArrayBuffer ? Buffer.from(value) : Buffer.alloc(0)
    return given.length === wanted.length && timingSafeEqual(given, wanted)
  } catch {
    return false
  }
}

const bytesOf = (buffer: Buffer): ArrayBuffer => buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.length) as ArrayBuffer
