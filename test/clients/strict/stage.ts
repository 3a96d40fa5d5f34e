/** One started product with a port for client certificates, and `oauth4webapi` as it is: every `process…` and `validate…` of it is a strict check. */
import assert from 'node:assert/strict'
import { request } from 'node:https'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as o from 'oauth4webapi'
import { outbox } from '../../outbox.ts'
import { startAppliance, temporaryFolder } from '../../appliance.ts'
import type { Pair } from '../../certificates.ts'
import { loopbackCertificate } from '../../loopback.ts'
import { furnished, type Application } from '../../management.ts'
import { returned, signIn } from '../../sign-in.ts'
import { visitor, type Visitor } from '../../visitor.ts'

export const callback = 'https://app.example.com/callback'
export const bye = 'https://app.example.com/bye'
export const orders = 'https://orders.example/'

export type Asked = { verifier: string; state: string; nonce: string; parameters: Record<string, string> }
type Sent = { method: string; headers: Record<string, string>; body?: unknown }
export type Fetch = (url: string, sent: Sent) => Promise<Response>

export async function strictStage() {
  const loopback = await loopbackCertificate()
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'ca.pem'), loopback.ca)
  const workers = 2
  const appliance = await startAppliance({ options: ['--certificate-port', '0', '--workers', String(workers)], environment: { NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') } })
  const house = await furnished(appliance)
  const issuer = new URL(`${appliance.origin}/`)
  const stage = {
    appliance,
    workers,
    /** For servers of the test's own at https://localhost, which the appliance trusts. */
    loopback: { cert: loopback.cert, key: loopback.key },
    async stop() {
      await appliance.stop()
      rmSync(folder, { recursive: true, force: true })
    },
    house,
    issuer,
    /** Discovered anew: settings of the tenant change what it says. */
    discover: async (): Promise<o.AuthorizationServer> => o.processDiscoveryResponse(issuer, await o.discoveryRequest(issuer)),
    application: (body: Record<string, unknown>) => house.application({ app_type: 'regular_web', callbacks: [callback], allowed_logout_urls: [bye], grant_types: ['authorization_code', 'refresh_token'], ...body }),
    /** An application with a grant on the API for itself. */
    async machine(body: Record<string, unknown>): Promise<Application> {
      const made = await house.application({ name: 'Machine', app_type: 'non_interactive', grant_types: ['client_credentials'], ...body })
      await house.api.must('POST /client-grants', { client_id: made.client_id, audience: orders, scope: ['read:orders'] })
      return made
    },
    async ask(application: Pick<Application, 'client_id'>, more: Record<string, string> = {}): Promise<Asked> {
      const [verifier, state, nonce] = [o.generateRandomCodeVerifier(), o.generateRandomState(), o.generateRandomNonce()]
      const parameters = {
        client_id: application.client_id, response_type: 'code', redirect_uri: callback, scope: 'openid profile email', state, nonce,
        code_challenge: await o.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256', ...more,
      }
      return { verifier, state, nonce, parameters }
    },
    /** A person signs in; where the browser ends up. */
    async browse(as: o.AuthorizationServer, parameters: Record<string, string>, who: Visitor = visitor()): Promise<URL> {
      const url = new URL(as.authorization_endpoint!)
      url.search = new URLSearchParams(parameters).toString()
      const page = await signIn(who, url, house.person)
      returned(page)
      return page.left!
    },
    /** From a link in the newest message. */
    linkInMail(path: string): string {
      const links = outbox(appliance.dataDir).flatMap((plain) => new RegExp(`https://[^\\s"<]+${path}\\?ticket=[\\w-]{43}`).exec(plain)?.[0] ?? [])
      assert.ok(links.length > 0, `no message with a link to ${path}`)
      return links.at(-1)!
    },
  }
  await house.api.must('POST /resource-servers', {
    name: 'Orders', identifier: orders, scopes: [{ value: 'read:orders' }], allow_offline_access: true, token_dialect: 'rfc9068_profile', skip_consent_for_verifiable_first_party_clients: true,
  })
  await house.api.must('PATCH /tenants/settings', {
    pushed_authorization_requests_supported: true, flags: { enable_dynamic_client_registration: true }, mtls: { enable_endpoint_aliases: true },
  })
  return stage
}

export type StrictStage = Awaited<ReturnType<typeof strictStage>>

/** `fetch` over a connection that shows a certificate. */
export const fetchWith = (pair: Pair | undefined): Fetch => (url, init) =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method: init.method, headers: init.headers, agent: false, ...pair }, (response) => {
      const pieces: Buffer[] = []
      response.on('data', (piece: Buffer) => pieces.push(piece)).on('error', reject).on('end', () => {
        const headers = Object.entries(response.headers).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
        resolve(new Response(Buffer.concat(pieces), { status: response.statusCode ?? 0, headers }))
      })
    })
    sent.on('error', reject)
    sent.end(init.body === undefined || init.body === null ? undefined : String(init.body))
  })

export const refusedAs = (error: string, status?: number) => (thrown: unknown) =>
  thrown instanceof o.ResponseBodyError && thrown.error === error && (status === undefined || thrown.status === status)

/** DPoP as the library does it: a nonce that is asked for is taken up once. */
export async function withNonce<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (!o.isDPoPNonceError(error)) throw error
    return act()
  }
}
