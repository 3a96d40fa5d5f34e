/**
 * Tenants: their settings, how one is made and what it is made with.
 *
 * Owns the table `tenants`. A tenant is present from the moment its transaction commits, complete with keys, applications and a connection.
 * Exactly one is the root tenant authority. Does not know what the settings do: whoever obeys one reads it from `tenantSettings`.
 */
export { TenantTaken } from './tenants.contract.ts'
export { callingName } from './calling-name.ts'
export { alignAddresses, createTenant, managementCredentials, type ClientCredentials, type CreatedTenant } from './creation.ts'
export { dashboardClientId, dashboardClientName } from './dashboard-client.ts'
export { managementScopes } from './management-scopes.ts'
export { checkTenantName } from './names.ts'
export { dashboardTimeout, sessionSettings } from './session.settings.ts'
export { changeSettingsPart, settingsPart } from './settings-part.ts'
export { tenantSettings } from './tenant-settings.ts'
export { tenants } from './tenants.handlers.ts'
export type { TenantSettings } from './tenants.schema.ts'
