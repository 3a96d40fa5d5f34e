/**
 * Who administers a tenant in the dashboard, and the short-lived tokens they do it with. Owns the table `tenant_administrators`.
 *
 * Administrators are users of the root tenant authority, each with one role on one tenant: administrator, developer, support or viewer. A token
 * is made by the tenant itself, for its Management API on the dashboard's host alone, and is held against the table at each use. Published by
 * the configuration area; does not know the responsibility matrix, which has no say in what is inside a tenant.
 */
export { administrators } from './administrators.handlers.ts'
export { applianceTenants } from './appliance-tenants.handlers.ts'
export { newTenants } from './new-tenants.settings.ts'
export { administered, makeFirstAdministrator } from './standing.ts'
