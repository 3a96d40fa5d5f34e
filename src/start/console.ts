/**
 * Raises the provider's console: its own database, its own root tenant authority (where its people sign in), one process that serves pages, API and the
 * door for reports. No tenants, no workers: it serves a few dozen people and as many appliances.
 */
import { join } from 'node:path'
import type { Endpoint, HttpRequest } from '#kernel/exchange.ts'
import { exitCodes, Problem, StartFailure } from '#kernel/problem.ts'
import type { Caller } from '#platform/context/index.ts'
import { manageLabel, rootTenant } from '#platform/addresses/index.ts'
import { systemClock } from '#platform/clock/index.ts'
import { createHttpServers, type HttpServers } from '#platform/http/index.ts'
import { startJobs } from '#platform/jobs/index.ts'
import type { Logger } from '#platform/log/index.ts'
import { ensureCertificates, hostsFor, type Certificates } from '#platform/tls/index.ts'
import type { Tenant } from '#kernel/tenant.ts'
import { consolePages, consoleResource, forgetSessionsJob, reportEndpoint, type Console, type ConsoleApiContext, type ConsoleContext, type SignIn } from '#provider/index.ts'
import { databaseEndpoints } from '#connections/database/index.ts'
import { originAllowed } from '#resources/clients/index.ts'
import { verifyOwnToken } from '#resources/keys/index.ts'
import { record } from '#resources/logs/index.ts'
import { alignAddresses, createTenant, dashboardClientId, dashboardClientName, managementCredentials } from '#resources/tenants/index.ts'
import { findUser } from '#resources/users/index.ts'
import { loginEndpoints } from '#login/index.ts'
import { oauthEndpoints } from '#oauth/index.ts'
import { callerOfPerson, deliveryJob, ensureFirstPerson, jobRoles, type Office, type OperatorCaller } from '#responsibilities/index.ts'
import { applianceAudience, applianceEndpoints, applianceScopes, type Permit } from '#surfaces/appliance/index.ts'
import { expiredRows } from '#operate/housekeeping/index.ts'
import { writeWhole } from './bootstrap.ts'
import { alignApi } from './appliance-api.ts'
import { certificateRenewal } from './certificate.job.ts'
import { prepareDataDir } from './data-dir.ts'
import { openDatabase } from './database.ts'
import { invitationPages } from './invitations.ts'
import { nodeId } from './node-id.ts'
import { claimPorts } from './ports.ts'
import { createProcessContext, withinTenant, type LiveContext, type Plan } from './process-context.ts'
import { limitsFor } from './rate-limits.ts'
import { setupUrl } from './setup-url.ts'

export type ConsoleOptions = { dataDir: string; baseDomain: string; httpsPort: number; httpPort: number; databaseUrl: string | undefined; name: string; build: string }
export type ConsoleBootstrap = {
  base_domain: string
  https_port: number
  http_port: number
  agent_port: number
  console_url: string
  ca_file: string
  /** For programs: a client of the console's root tenant authority, and what its tokens must be made for. */
  api: { domain: string; client_id: string; client_secret: string; audience: string } | null
  setup_url: string | null
}
export type RunningConsole = { content: ConsoleBootstrap; stop(): Promise<void> }

export const consolePrefix = '/api/provider/v1'

export async function startConsole(options: ConsoleOptions, log: Logger): Promise<RunningConsole> {
  const undo: (() => Promise<void> | void)[] = []
  const stop = async () => {
    for (let step = undo.pop(); step; step = undo.pop()) await step()
  }
  try {
    return { content: await raise(options, log, undo), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function raise(options: ConsoleOptions, log: Logger, undo: (() => Promise<void> | void)[]): Promise<ConsoleBootstrap> {
  const ports = await claimPorts({ httpsPort: options.httpsPort, httpPort: options.httpPort, agentPort: 0, certificatePort: undefined })
  prepareDataDir(options.dataDir)
  const plan: Plan = { dataDir: options.dataDir, node: nodeId(options.dataDir), baseDomain: options.baseDomain, ...ports }
  const database = await openDatabase({ dataDir: plan.dataDir, url: options.databaseUrl, log })
  undo.push(() => database.close())
  const live = await createProcessContext({ plan, db: database.db, log })
  undo.push(async () => {
    await live.cache.close()
    await live.certificates.close()
  })
  const hosts = hostsFor(plan.baseDomain, [rootTenant, manageLabel])
  const tlsFolder = join(plan.dataDir, 'tls')
  const certificates = await ensureCertificates({ folder: tlsFolder, hosts, clock: systemClock })
  await alignAddresses(live)
  if (!(await live.cache.tenant(rootTenant))) await createTenant(live, { name: rootTenant, isRoot: true })
  await alignApi(live, { prefix: consolePrefix, name: 'Provider console', scopes: applianceScopes([consoleResource as never]) })
  const root = (await live.cache.tenant(rootTenant))!
  const console = await consoleOver(live, root, options, certificates)

  const servers = await serve(live, root, console, plan, certificates)
  undo.push(() => servers.drain())
  const renewal = certificateRenewal({ folder: tlsFolder, hosts, present: certificates, take: async (certificate) => servers.setCertificate(certificate) })
  const chores = startJobs({ jobs: [expiredRows, renewal], context: live })
  undo.push(() => chores.stop())
  const officeHours = startJobs({ jobs: [deliveryJob, forgetSessionsJob], context: console.office, lookEvery: 1 })
  undo.push(() => officeHours.stop())
  return announce(live, plan, root, console, certificates.caFile)
}

/** The provider's office: the console's own people are the provider's, whatever the settings of an appliance would say. */
async function consoleOver(live: LiveContext, root: Tenant, options: ConsoleOptions, certificates: Certificates): Promise<Console> {
  const origin = live.addresses.manageOrigin
  const settings: Office['settings'] = {
    ...live.settings,
    get: (declared) => (declared.id === 'responsibilities.parties' ? 'two' : declared.id === 'responsibilities.provider-name' ? options.name : live.settings.get(declared)) as never,
  }
  const office: Office = { ...live, settings, appliance: { rootTenant: root.id, manageOrigin: origin, build: options.build } }
  return { office, name: options.name, origin, ca: certificates.brought ? undefined : certificates.ca, signIn: await signInOver(live, root) }
}

/** People sign in at the console's own authority, with the application that every root tenant authority has for its dashboard host. */
async function signInOver(live: LiveContext, root: Tenant): Promise<SignIn> {
  const authority = live.addresses.canonicalOrigin(rootTenant)
  const callback = `${live.addresses.manageOrigin}/callback`
  const client = await dashboardClientId(withinTenant(live, root))
  if (client === undefined) throw new StartFailure(exitCodes.configuration, `The application "${dashboardClientName}" of the console's root tenant authority is gone; people sign in with it. Start with an empty data directory, or restore it.`)
  return {
    authorizeUrl: ({ state, challenge }) =>
      `${authority}/authorize?${new URLSearchParams({ response_type: 'code', client_id: client, redirect_uri: callback, scope: 'openid', state, code_challenge: challenge, code_challenge_method: 'S256' })}`,
    logoutUrl: () => `${authority}/v2/logout?${new URLSearchParams({ client_id: client, returnTo: live.addresses.manageOrigin })}`,
    async userOf({ code, verifier }) {
      const body = { grant_type: 'authorization_code', client_id: client, redirect_uri: callback, code, code_verifier: verifier }
      const ctx = withinTenant(live, root)
      // Asked within this process; the same door that every client knocks at.
      const request: HttpRequest = { ...ctx.request, method: 'POST', path: '/oauth/token', body, contentType: 'application/x-www-form-urlencoded' }
      const { status, body: answer } = await tokenDoor.handle(request, { ...ctx, request })
      const [, claims] = status === 200 ? ((JSON.parse(String(answer)) as { id_token?: string }).id_token?.split('.') ?? []) : []
      return claims === undefined ? undefined : (JSON.parse(Buffer.from(claims, 'base64url').toString()) as { sub?: string }).sub
    },
  }
}

const tokenDoor = oauthEndpoints.find(({ name }) => name === 'oauth.token')!

async function serve(live: LiveContext, root: Tenant, console: Console, plan: Plan, certificates: Certificates): Promise<HttpServers> {
  const limits = limitsFor(live)
  const { office } = console
  // Whoever made the first account is the first person; everybody else was invited.
  const welcomeFirst = async (userId: string): Promise<void> => {
    const user = (await callerOfPerson(office, userId)) ? undefined : await findUser(withinTenant(live, root), userId)
    if (user) await ensureFirstPerson(office, { userId, email: user.email ?? '', name: user.name ?? user.email ?? userId, party: 'provider' })
  }
  const refusesPerson = async (userId: string): Promise<string | undefined> => {
    await welcomeFirst(userId)
    return (await callerOfPerson(office, userId)) ? undefined : 'You do not belong to the people of this console; ask for an invitation.'
  }
  const permit: Permit = async ({ caller }) => ({ context: { operator: await operatorOf(office, caller) } })
  const endpoints = [
    ...oauthEndpoints, ...loginEndpoints, ...databaseEndpoints, ...invitationPages(office), ...consolePages, reportEndpoint,
    ...applianceEndpoints<ConsoleApiContext>({ prefix: consolePrefix, resources: [consoleResource as never], permit, verifyToken: verifyOwnToken, recordEvent: record }),
  ] as Endpoint<ConsoleContext>[]
  const servers = createHttpServers<ConsoleContext>({
    endpoints,
    contextFor: (request, tenant): ConsoleContext => ({
      ...live, limits, tenant, origin: request.origin, issuer: `${request.origin}/`, origins: live.addresses.originsOf(tenant.name), request, console, refusesPerson,
    }),
    addresses: live.addresses, cache: live.cache, log: live.log, certificate: certificates, httpsPort: plan.httpsPort, httpPort: plan.httpPort, rootTenant, originAllowed,
    healthy: async () => (await live.db.one<{ alive: number }>('SELECT 1 AS alive')).alive === 1,
    limit: limits.limit,
    // A report may carry a file that somebody attached to a ticket.
    bodyLimit: 32 * 1024 * 1024,
  })
  await servers.listen()
  return { ...servers, drain: async (given) => { await servers.drain(given); await limits.close() } }
}

/** The console's API has no matrix: what it does here is the provider's own, and what it says to an appliance passes that appliance's gate. */
async function operatorOf(office: Office, caller: Caller): Promise<OperatorCaller> {
  if (caller.userId === undefined) return { party: 'provider', roles: jobRoles, client: caller.clientId }
  const found = await callerOfPerson(office, caller.userId)
  if (!found) throw new Problem(403, 'no_party', 'You do not belong to the people of this console; ask for an invitation.')
  return found
}

async function announce(live: LiveContext, plan: Plan, root: Tenant, console: Console, caFile: string): Promise<ConsoleBootstrap> {
  const credentials = await managementCredentials(withinTenant(live, root))
  const content: ConsoleBootstrap = {
    base_domain: plan.baseDomain, https_port: plan.httpsPort, http_port: plan.httpPort, agent_port: plan.agentPort, console_url: console.origin, ca_file: caFile,
    api: credentials ? { domain: new URL(live.addresses.canonicalOrigin(rootTenant)).host, ...credentials, audience: applianceAudience(live.addresses, consolePrefix) } : null,
    setup_url: await setupUrl(live),
  }
  writeWhole(join(plan.dataDir, 'bootstrap.json'), `${JSON.stringify(content, null, 2)}\n`)
  return content
}
