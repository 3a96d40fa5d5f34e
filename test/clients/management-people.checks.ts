// The official Management API client, `auth0` 7, unmodified: what hangs on people and applications, keys, messages, looks, counts.
import { before, describe, test } from 'node:test'
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { ManagementClient } from 'auth0'
import type { Appliance } from '../appliance.ts'
import { furnished, type Application, type Person } from '../management.ts'
import { sharedAppliance } from '../shared-appliance.ts'
import { authorizeUrl, returned, signIn, token } from '../sign-in.ts'
import { visitor } from '../visitor.ts'
import { all } from './pager.ts'

describe('auth0 ManagementClient, people', () => {
  let appliance: Appliance
  let client: ManagementClient
  let person: Person
  let app: Application
  const redirect_uri = 'https://shop.example.com/callback'

  before(async () => {
    appliance = await sharedAppliance()
    client = new ManagementClient({ domain: appliance.main.domain, clientId: appliance.main.client_id, clientSecret: appliance.main.client_secret, maxRetries: 0 })
    const house = await furnished(appliance)
    person = house.person
    app = await house.application({ name: 'Shop', app_type: 'regular_web', callbacks: [redirect_uri], grant_types: ['authorization_code', 'refresh_token'] })
  })

  async function signedIn(): Promise<string> {
    const page = await signIn(visitor(), authorizeUrl(appliance.origin, { client_id: app.client_id, redirect_uri, scope: 'openid offline_access' }), person)
    const code = returned(page).get('code') ?? ''
    const { body } = await token(appliance.origin, { grant_type: 'authorization_code', client_id: app.client_id, client_secret: app.client_secret, code, redirect_uri })
    return body.refresh_token ?? ''
  }
  const refreshes = async (refresh_token: string) =>
    (await token(appliance.origin, { grant_type: 'refresh_token', client_id: app.client_id, client_secret: app.client_secret, refresh_token })).status === 200

  test('sessions and refresh tokens: paged, annotated, ended, and then of no use', async () => {
    const tokens = [await signedIn(), await signedIn(), await signedIn()]
    const sessions = await all(client.users.sessions.list(person.user_id, { take: 2 }))
    assert.equal(new Set(sessions.map(({ id }) => id)).size, 3)
    const families = await all(client.users.refreshToken.list(person.user_id, { take: 2 }))
    assert.equal(new Set(families.map(({ id }) => id)).size, 3)
    assert.equal((await all(client.refreshTokens.list({ user_id: person.user_id, client_id: app.client_id, take: 1 }))).length, 3)
    const id = sessions[0]!.id!
    assert.deepEqual((await client.sessions.update(id, { session_metadata: { desk: '4' } })).session_metadata, { desk: '4' })
    assert.deepEqual((await client.sessions.get(id)).clients, [{ client_id: app.client_id }])
    await client.sessions.revoke(id)
    assert.equal((await Promise.all(tokens.map(refreshes))).filter(Boolean).length, 2)
    const left = await all(client.users.refreshToken.list(person.user_id))
    await client.refreshTokens.update(left[0]!.id!, { refresh_token_metadata: { a: 'b' } })
    assert.deepEqual((await client.refreshTokens.get(left[0]!.id!)).refresh_token_metadata, { a: 'b' })
    await client.refreshTokens.delete(left[0]!.id!)
    assert.equal((await all(client.deviceCredentials.list({ user_id: person.user_id }))).length, 1)
    await client.users.revokeAccess(person.user_id, {})
    assert.equal((await Promise.all(tokens.map(refreshes))).filter(Boolean).length, 0)
    assert.equal((await all(client.users.sessions.list(person.user_id))).length, 0)
  })

  test('keys: rotated and revoked; the token that asks goes on working', async () => {
    const [current] = await client.keys.signing.list()
    const { kid } = await client.keys.signing.rotate()
    const after = await client.keys.signing.list()
    assert.deepEqual([after.find((key) => key.next)?.kid, after.find((key) => key.previous)?.kid], [kid, current?.kid])
    const { keys } = (await (await fetch(`${appliance.origin}/.well-known/jwks.json`)).json()) as { keys: { kid: string }[] }
    assert.deepEqual(keys.map((key) => key.kid).sort(), after.map((key) => key.kid).sort())
    assert.equal((await client.keys.signing.get(current!.kid)).previous, true)
  })

  test('credentials of an application', async () => {
    const pem = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' }).toString()
    const made = await client.clients.create({ name: 'Machine', app_type: 'non_interactive', client_authentication_methods: { private_key_jwt: { credentials: [{ credential_type: 'public_key', pem: pem() }] } } })
    const second = await client.clients.credentials.create(made.client_id!, { credential_type: 'public_key', pem: pem(), alg: 'PS256' })
    assert.equal((await client.clients.credentials.list(made.client_id!)).length, 2)
    await client.clients.update(made.client_id!, { client_authentication_methods: { private_key_jwt: { credentials: [{ id: second.id! }] } } })
    assert.equal((await client.clients.credentials.update(made.client_id!, second.id!, { expires_at: '2031-01-01T00:00:00.000Z' })).expires_at, '2031-01-01T00:00:00.000Z')
    await client.clients.credentials.delete(made.client_id!, second.id!)
    assert.deepEqual((await client.clients.get(made.client_id!)).client_authentication_methods, { private_key_jwt: { credentials: [] } })
  })

  test('links, jobs, messages, looks, counts', async () => {
    const { ticket } = await client.tickets.changePassword({ user_id: person.user_id, mark_email_as_verified: true })
    const page = await fetch(ticket!)
    assert.equal(page.status, 200)
    assert.match((await client.tickets.verifyEmail({ user_id: person.user_id })).ticket!, /\/u\/email-verification\?ticket=/)
    const job = await client.jobs.verificationEmail.create({ user_id: person.user_id })
    assert.equal((await client.jobs.get(job.id)).status, 'completed')
    await client.branding.update({ colors: { primary: '#0a5' }, logo_url: 'https://cdn.example.com/logo.png' })
    const html = await (await fetch(ticket!)).text()
    assert.ok(html.includes('#00aa55') && html.includes('https://cdn.example.com/logo.png'), html.slice(0, 3000))
    assert.equal((await client.branding.get()).colors?.primary, '#0a5')
    assert.equal((await client.prompts.getSettings()).universal_login_experience, 'new')
    await client.emails.provider.create({ name: 'smtp', enabled: false, credentials: { smtp_host: 'mail.example.com', smtp_port: 587, smtp_user: 'u', smtp_pass: 'p' } })
    assert.equal((await client.emails.provider.get()).name, 'smtp')
    await client.emails.provider.delete()
    await client.emailTemplates.create({ template: 'verify_email', body: 'x {{ url }}', subject: 's', from: null, syntax: 'liquid', enabled: true })
    assert.equal((await client.emailTemplates.get('verify_email')).subject, 's')
    assert.ok((await client.stats.getActiveUsersCount()) >= 1)
    assert.ok((await client.stats.getDaily())[0]!.logins! >= 3)
    assert.deepEqual(await all(client.userGrants.list({ user_id: person.user_id })), [])
    await client.userGrants.deleteByUserId({ user_id: person.user_id })
  })
})
