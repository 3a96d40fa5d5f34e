/**
 * The list of modules, a line each: what the appliance consists of. A duplicate name refuses to start.
 * Everything else (routes, OpenAPI document, references, sweeps) is derived from these lists.
 */
import type { Endpoint } from '#kernel/exchange.ts'
import type { Job } from '#kernel/job.ts'
import type { Implemented } from '#kernel/operation.ts'
import type { SettingDeclaration } from '#kernel/setting.ts'
import type { ApiContext, ProcessContext, TenantContext } from '#platform/context/index.ts'
import { systemRandomness } from '#platform/crypto/index.ts'
import { mailDeclarations } from '#platform/mail/index.ts'
import type { MetricDeclaration } from '#platform/metrics/index.ts'
import { administered, administrators, applianceTenants, newTenants } from '#resources/administrators/index.ts'
import { attackProtection } from '#resources/attack-protection/index.ts'
import { forgetFullBuckets, rateLimitSettings } from '#platform/rate-limit/index.ts'
import { branding, prompts } from '#resources/branding/index.ts'
import { clientGrants } from '#resources/client-grants/index.ts'
import { clientCredentials, clients } from '#resources/clients/index.ts'
import { connections } from '#resources/connections/index.ts'
import { customDomains, customDomainSettings } from '#resources/custom-domains/index.ts'
import { deviceCredentials } from '#resources/device-credentials/index.ts'
import { emailProvider } from '#resources/email-provider/index.ts'
import { emailTemplates } from '#resources/email-templates/index.ts'
import { grants } from '#resources/grants/index.ts'
import { jobs as apiJobs } from '#resources/jobs/index.ts'
import { signingKeys, verifyOwnToken } from '#resources/keys/index.ts'
import { letters } from '#resources/letters/index.ts'
import { logins, logs, record, tenantEvents } from '#resources/logs/index.ts'
import { refreshTokens, userRefreshTokens } from '#resources/refresh-tokens/index.ts'
import { resourceServers } from '#resources/resource-servers/index.ts'
import { roles, userPermissions, userRoles } from '#resources/roles/index.ts'
import { sessions, userSessions } from '#resources/sessions/index.ts'
import { alignAddresses, checkTenantName, dashboardClientId, dashboardTimeout, sessionSettings, tenants } from '#resources/tenants/index.ts'
import { anomalyBlocks, userBlocks } from '#resources/user-blocks/index.ts'
import { createTestTokens } from '#resources/test-tokens/index.ts'
import { stats } from '#resources/stats/index.ts'
import { tokenExchangeProfiles } from '#resources/token-exchange-profiles/index.ts'
import { tickets } from '#resources/tickets/index.ts'
import { createUsers } from '#resources/users/index.ts'
import { usersByEmail } from '#resources/users-by-email/index.ts'
import { databaseEndpoints, sendVerification } from '#connections/database/index.ts'
import { forgetAttempts } from '#connections/protection/index.ts'
import { invitationEndpoints, loginEndpoints } from '#login/index.ts'
import { authStepTime, backchannelLogout, issueTestToken, oauthEndpoints } from '#oauth/index.ts'
import type { OnNode, OperateContext } from '#operate/context/index.ts'
import { activity, createJobRuns } from '#operate/activity/index.ts'
import { alerts, alertSettings } from '#operate/alerts/index.ts'
import { companyHandle } from '#operate/company/index.ts'
import { components } from '#operate/components/index.ts'
import { acmeRenewal, acmeSettings, certificates, domains, rootCertificates } from '#operate/certificates/index.ts'
import { archive, archivingSettings } from '#operate/archiving/index.ts'
import { backupResources, backupSettings, createTenantRestore, dailyBackup } from '#operate/backups/index.ts'
import { mail } from '#operate/mail/index.ts'
import { preflightSettings } from '#operate/preflight/index.ts'
import { forgetOldSamples, health, healthSettings } from '#operate/health/index.ts'
import { guide } from '#operate/guide/index.ts'
import { expiredRows } from '#operate/housekeeping/index.ts'
import { forgetOldSeries, instrumentation } from '#operate/instrumentation/index.ts'
import { otlpSettings } from '#operate/monitoring/index.ts'
import { createDiagnostics } from '#operate/diagnostics/index.ts'
import { userExport } from '#operate/user-export/index.ts'
import { machine, machineSettings } from '#operate/machine/index.ts'
import { nodes, updateSettings } from '#operate/nodes/index.ts'
import { timeSettings } from '#operate/time/index.ts'
import { createSyntheticLogin, syntheticTenant } from '#operate/synthetic-login/index.ts'
import { settings as settingsOperations } from '#operate/settings/index.ts'
import { managementEndpoints } from '#surfaces/api/index.ts'
import { attach, createResponsibilities, responsibilitiesSettings, type ApplianceContext, type Office } from '#responsibilities/index.ts'
import { applianceEndpoints, applianceScopes, type Permit } from '#surfaces/appliance/index.ts'
import { manageEndpoints, tenantApiEndpoints } from '#surfaces/manage/index.ts'
import { ableOf, migrationsFolder } from './start/able.ts'
import { build } from './start/build.ts'
import { certificateExpiry } from './start/certificate-expiry.job.ts'
import { certificateRenewal } from './start/certificate.job.ts'
import { mailRetry } from './start/mail-retry.job.ts'
import { networkSettings } from './start/network.settings.ts'

const users = createUsers({ sendVerification })
const testTokens = createTestTokens(issueTestToken)

/** The nouns of the Management API. */
export const resources: readonly Implemented<ApiContext>[] = [
  attackProtection, userBlocks, anomalyBlocks,
  tenants, clients, clientGrants, resourceServers, connections, users, usersByEmail, roles, userRoles, userPermissions, logs,
  signingKeys, sessions, userSessions, refreshTokens, userRefreshTokens,
  grants, tokenExchangeProfiles, deviceCredentials, clientCredentials, tickets, apiJobs, testTokens, branding, prompts, emailProvider, emailTemplates, letters, stats, customDomains,
]

/** The nouns of the configuration area that operate the appliance; those of the responsibilities stand beside them, and before all of them the gate. */
export const operateResources: readonly Implemented<OperateContext>[] = [
  nodes,
  machine,
  userExport,
  // Acts of this list are handed the operator as well: they pass the same gate.
  createDiagnostics((ctx, ticket, file) => attach(ctx as unknown as ApplianceContext, (ctx as unknown as ApplianceContext).operator, ticket, file)),
  settingsOperations,
  activity,
  createJobRuns(() => everyJob()),
  health,
  alerts,
  instrumentation,
  mail,
  certificates,
  rootCertificates,
  components,
  administrators,
  applianceTenants,
  guide,
  domains,
  ...backupResources,
  archive,
  createTenantRestore({
    able: () => ableOf(build), migrations: migrationsFolder, checkName: checkTenantName,
    async settle(ctx, tenantId) {
      await alignAddresses(ctx)
      await ctx.cache.settled(tenantId)
    },
  }),
]

/** The responsibilities as declarations: nothing is performed through them, so they need no office. */
const declared = createResponsibilities({
  office: { random: systemRandomness } as Office,
  rootContext: () => Promise.reject(new Error('declarations only')),
  endSessions: () => Promise.reject(new Error('declarations only')),
  resources: operateResources as unknown as Implemented<ApplianceContext>[],
  journalFolder: 'journal',
})

/** All nouns of the configuration area: for references, scopes and sweeps. */
export const applianceResources = declared.resources as unknown as readonly Implemented<OperateContext>[]

/** The jobs of the responsibilities; the supervisor runs them with an office of its own. */
export const officeJobs = declared.jobs

/** Endpoints outside the Management API. */
export const protocolEndpoints: readonly Endpoint<TenantContext>[] = [
  ...oauthEndpoints, ...loginEndpoints, ...databaseEndpoints, ...manageEndpoints({ clientId: dashboardClientId, scopes: applianceScopes(applianceResources).map(({ value }) => value), idleMinutes: ({ settings: given }) => given.get(dashboardTimeout) }),
]

/** Everything that answers; the configuration area only behind a gate, which a process raises when it has a database. */
export const endpointsBehind = (gate: { resources: readonly Implemented<OperateContext>[]; permit: Permit; pages: readonly Endpoint<TenantContext>[] }): readonly Endpoint<TenantContext & OnNode>[] => [
  ...protocolEndpoints, ...gate.pages, ...managementEndpoints({ resources, verifyToken: verifyOwnToken, recordEvent: record }),
  ...tenantApiEndpoints({ resources, verifyToken: verifyOwnToken, recordEvent: record, administered }),
  ...applianceEndpoints<OnNode>({ ...gate, verifyToken: verifyOwnToken, recordEvent: record }),
]

const nobody = () => Promise.reject(new Error('declarations only'))
/** The pages of an invitation, as declarations. */
export const invitations = invitationEndpoints({ find: nobody, accept: nobody })

/** The same as declarations: for references and sweeps. */
export const endpoints = endpointsBehind({ resources: applianceResources, permit: () => Promise.reject(new Error('declarations only')), pages: invitations })

export const settings: readonly SettingDeclaration[] = [
  companyHandle,
  ...networkSettings,
  ...mailDeclarations,
  ...sessionSettings,
  newTenants,
  ...timeSettings,
  ...healthSettings,
  syntheticTenant,
  ...otlpSettings,
  ...alertSettings,
  ...machineSettings,
  ...responsibilitiesSettings,
  ...preflightSettings,
  ...rateLimitSettings,
  ...customDomainSettings,
  ...updateSettings,
  ...backupSettings,
  ...archivingSettings,
  ...acmeSettings,
]

export const jobs: readonly Job<ProcessContext>[] = [
  expiredRows,
  forgetOldSamples,
  forgetOldSeries,
  forgetAttempts,
  forgetFullBuckets,
  backchannelLogout,
]

/** Those that wait for other servers: they must not hold up the others. */
export const slowJobs: readonly Job<ProcessContext>[] = [acmeRenewal]

/** All of them, and those that only a started node can make, as declarations. */
export function everyJob(): readonly Job<never>[] {
  const nothing = () => { throw new Error('declarations only') }
  return [
    ...jobs, ...slowJobs, ...officeJobs, dailyBackup('this node'), mailRetry('this node', nothing), certificateExpiry(nothing),
    certificateRenewal({ folder: '', hosts: [], present: { cert: '', key: '' }, take: nothing }),
    createSyntheticLogin({ settings: { get: nothing, origin: nothing }, door: nothing, furnish: nothing, meter: nothing }).job,
  ] as readonly Job<never>[]
}

/** Families counted by modules themselves, beside those of `operate/monitoring`. */
export const metrics: readonly MetricDeclaration[] = [logins, tenantEvents, authStepTime]

const operationsOf = (nouns: readonly Implemented<never>[]) => new Set(nouns.flatMap(({ operations }) => operations.map(({ id }) => id)))
const [managed, configured] = [operationsOf(resources), operationsOf(applianceResources)]
/** The part of the product that an endpoint belongs to, as metrics name it. */
export const processOf = (endpoint: string): string => (managed.has(endpoint) ? 'api2' : configured.has(endpoint) || endpoint.startsWith('manage.') ? 'manage' : 'server')
