/** What a registration may ask for (RFC 7591 section 2), read strictly: what this server would not do it does not accept. */
import { OAuthError } from '#kernel/problem.ts'
import { isCallback } from '#resources/clients/index.ts'

export type Registration = {
  client_name: string
  redirect_uris: string[]
  token_endpoint_auth_method: 'none' | 'client_secret_basic' | 'client_secret_post'
  grant_types: string[]
  response_types: string[]
  application_type: 'web' | 'native'
  logo_uri?: string
}

const methods = ['none', 'client_secret_basic', 'client_secret_post'] as const
const grants = ['authorization_code', 'refresh_token']
const most = 20

const invalid = (sentence: string) => new OAuthError(400, 'invalid_client_metadata', sentence)
const badRedirect = (sentence: string) => new OAuthError(400, 'invalid_redirect_uri', sentence)

/** @param body the JSON of the request. Members that are not known are ignored (section 2). */
export function readRegistration(body: unknown): Registration {
  if (body === null || typeof body !== 'object' || Array.isArray(body)) throw invalid('The body must be a JSON object.')
  const sent = body as Record<string, unknown>
  for (const name of ['jwks', 'jwks_uri', 'software_statement', 'sector_identifier_uri', 'request_uris']) {
    if (sent[name] !== undefined) throw invalid(`This server does not support ${name} at registration.`)
  }
  const method = sent['token_endpoint_auth_method'] ?? 'client_secret_basic'
  if (!isOneOf(methods, method)) throw invalid(`token_endpoint_auth_method must be one of ${methods.join(', ')}.`)
  const type = sent['application_type'] ?? 'web'
  if (type !== 'web' && type !== 'native') throw invalid('application_type must be web or native.')
  const redirectUris = texts(sent, 'redirect_uris', undefined)
  for (const uri of redirectUris) checkRedirect(uri)
  const grantTypes = texts(sent, 'grant_types', ['authorization_code'])
  const beyond = grantTypes.find((grant) => !grants.includes(grant))
  if (beyond !== undefined) throw invalid(`The grant type ${beyond} is not open to registered applications; ${grants.join(' and ')} are.`)
  const responseTypes = texts(sent, 'response_types', ['code'])
  if (responseTypes.some((each) => each !== 'code')) throw invalid('The only response type open to registered applications is code.')
  const logo = sent['logo_uri']
  if (logo !== undefined && (typeof logo !== 'string' || logo.length > 2048 || URL.parse(logo)?.protocol !== 'https:')) throw invalid('logo_uri must be an https address.')
  return {
    client_name: nameOf(sent['client_name'], redirectUris[0]!),
    redirect_uris: redirectUris,
    token_endpoint_auth_method: method,
    grant_types: grantTypes,
    response_types: responseTypes,
    application_type: type,
    ...(typeof logo === 'string' && { logo_uri: logo }),
  }
}

const isOneOf = <T extends string>(values: readonly T[], value: unknown): value is T => (values as readonly unknown[]).includes(value)

function texts(sent: Record<string, unknown>, name: string, fallback: string[] | undefined): string[] {
  const value = sent[name] ?? fallback
  if (!Array.isArray(value) || value.length === 0 || value.length > most || !value.every((each) => typeof each === 'string' && each.length <= 2048)) {
    throw name === 'redirect_uris' ? badRedirect(`redirect_uris must be 1 to ${most} addresses.`) : invalid(`${name} must be 1 to ${most} texts.`)
  }
  return [...new Set(value as string[])]
}

/** https, or plain http to the person's own machine (RFC 8252 section 7.3); no placeholders: whoever registers says exactly where. */
function checkRedirect(uri: string): void {
  const url = URL.parse(uri)
  const loopback = url?.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)
  if (!url || !isCallback(uri) || /[*{}]/.test(uri) || (url.protocol !== 'https:' && !loopback)) {
    throw badRedirect('A redirect URI must be an https address, or http on a loopback address, without fragment and placeholders.')
  }
}

/** The name is shown to people who are asked for consent; without one they see where they would be sent. */
function nameOf(sent: unknown, redirectUri: string): string {
  if (sent === undefined) return new URL(redirectUri).host
  // Letters that turn the direction of reading, and other invisible ones, could make one name look like another.
  if (typeof sent !== 'string' || sent.trim() === '' || sent.length > 255 || /[<>\p{C}]/u.test(sent)) throw invalid('client_name must be a visible text of up to 255 characters without < and >.')
  return sent.trim()
}
