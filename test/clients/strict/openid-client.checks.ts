// The flows that `openid-client` knows and no other test of it walks: ID tokens through the browser, and mutual TLS.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import * as client from 'openid-client'
import { authority, selfSigned } from '../../certificates.ts'
import { claimsOf, returned, signIn } from '../../sign-in.ts'
import { visitor } from '../../visitor.ts'
import { callback, fetchWith, orders, type StrictStage } from './stage.ts'

export function openidClientChecks(stage: () => StrictStage): void {
  const house = () => stage().house
  const left = async (url: URL): Promise<URL> => {
    const page = await signIn(visitor(), url, house().person)
    returned(page)
    return page.left!
  }

  test('openid-client: implicit ID token, and hybrid, with nonce, state, c_hash and signature', async () => {
    const made = await stage().application({ name: 'Front', grant_types: ['authorization_code', 'implicit'] })
    const discover = () => client.discovery(stage().issuer, made.client_id, undefined, client.ClientSecretPost(made.client_secret))
    const [state, nonce] = [client.randomState(), client.randomNonce()]
    const implicit = await discover()
    client.useIdTokenResponseType(implicit)
    const claims = await client.implicitAuthentication(implicit, await left(client.buildAuthorizationUrl(implicit, { redirect_uri: callback, scope: 'openid email', state, nonce })), nonce, { expectedState: state })
    assert.deepEqual([claims.sub, claims['email']], [house().person.user_id, house().person.email])
    const hybrid = await discover()
    client.useCodeIdTokenResponseType(hybrid)
    const verifier = client.randomPKCECodeVerifier()
    const url = client.buildAuthorizationUrl(hybrid, { redirect_uri: callback, scope: 'openid', state, nonce, code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' })
    const tokens = await client.authorizationCodeGrant(hybrid, await left(url), { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true })
    assert.equal(tokens.claims()?.sub, house().person.user_id)
  })

  test('openid-client: a FAPI 2 application by mutual TLS: pushed, by certificate, the tokens bound to it', async () => {
    const pair = await selfSigned('CN=Bank app')
    const made = await stage().application({
      name: 'Bank', compliance_level: 'fapi2_sp_mtls_mtls', client_authentication_methods: { self_signed_tls_client_auth: { credentials: [{ credential_type: 'x509_cert', pem: pair.cert }] } },
    })
    const config = await client.discovery(stage().issuer, made.client_id, { use_mtls_endpoint_aliases: true, id_token_signed_response_alg: 'PS256' }, client.TlsClientAuth())
    config[client.customFetch] = fetchWith(pair) as client.CustomFetch
    client.enableNonRepudiationChecks(config)
    const verifier = client.randomPKCECodeVerifier()
    const [state, nonce] = [client.randomState(), client.randomNonce()]
    const asked = { redirect_uri: callback, scope: 'openid offline_access read:orders', audience: orders, state, nonce, code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' }
    const url = await client.buildAuthorizationUrlWithPAR(config, asked)
    assert.deepEqual([...url.searchParams.keys()].sort(), ['client_id', 'request_uri'])
    const tokens = await client.authorizationCodeGrant(config, await left(url), { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true })
    assert.ok((claimsOf(tokens.access_token)['cnf'] as Record<string, string>)['x5t#S256'])
    assert.equal((await client.fetchUserInfo(config, tokens.access_token, tokens.claims()!.sub)).sub, house().person.user_id)
    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token!)
    assert.deepEqual(claimsOf(refreshed.access_token)['cnf'], claimsOf(tokens.access_token)['cnf'])
    const stranger = await client.discovery(stage().issuer, made.client_id, { use_mtls_endpoint_aliases: true }, client.TlsClientAuth())
    stranger[client.customFetch] = fetchWith(await (await authority('CN=Elsewhere')).issue('CN=Bank app')) as client.CustomFetch
    await assert.rejects(client.buildAuthorizationUrlWithPAR(stranger, asked), (error) => error instanceof client.ResponseBodyError && error.error === 'invalid_client')
    await assert.rejects(client.refreshTokenGrant(stranger, refreshed.refresh_token ?? tokens.refresh_token!), (error) => error instanceof client.ResponseBodyError && error.error === 'invalid_client')
  })
}
