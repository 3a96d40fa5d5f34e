/**
 * Custom domains as a tenant's administrators handle them: added, shown to be the tenant's in DNS, and chosen as the default.
 *
 * Owns no table (`platform/certificates` keeps and serves domains). A domain is pending_verification → ready; a ready one answers as the tenant,
 * is the issuer of what is made there, and stands in links. Certificates are the appliance's business.
 */
export { customDomains } from './custom-domains.handlers.ts'
export { customDomainSettings } from './custom-domains.settings.ts'
