import type { Settings } from '#kernel/setting.ts'
import type { TenantContext } from '#platform/context/index.ts'
import { flagDefaults } from './flags.ts'
import { sessionDefaults } from './session.settings.ts'
import { settingsParts } from './settings-part.ts'
import type { TenantSettings } from './tenants.schema.ts'

const defaults = {
  enabled_locales: ['en'],
  default_audience: '',
  default_directory: '',
  sandbox_version: '22',
  device_flow: { charset: 'base20', mask: '****-****' },
  oidc_logout: { rp_logout_end_session_endpoint_discovery: true },
  sessions: { oidc_logout_prompt_enabled: true },
  customize_mfa_in_postlogin_action: false,
  allow_organization_name_in_authentication_api: false,
  pushed_authorization_requests_supported: false,
  // On unless a tenant turns it off: it is what keeps answers of two servers apart (RFC 9207; RFC 9700 section 4.4).
  authorization_response_iss_parameter_supported: true,
  resource_parameter_profile: 'audience',
  mtls: { enable_endpoint_aliases: false },
} as const

/** What applies to the tenant of the context. Needs no database: the tenant was read with the request. */
export const tenantSettings = (ctx: Pick<TenantContext, 'tenant' | 'settings'>): TenantSettings => effectiveSettings(ctx.tenant.settings, ctx.settings)

export function effectiveSettings(stored: Record<string, unknown>, appliance: Settings): TenantSettings {
  const own = Object.fromEntries(Object.entries(stored).filter(([name]) => !settingsParts.some((part) => part === name)))
  return {
    ...defaults,
    ...sessionDefaults(appliance),
    ...own,
    flags: { ...flagDefaults, ...(stored['flags'] as object | undefined) },
    sandbox_versions_available: ['22'],
  } as unknown as TenantSettings
}
