/**
 * How a tenant's pages look (`branding`) and which way a login goes (`prompts`). Both are parts of the tenant's settings, in the row of the tenant,
 * so that a page needs nothing but the tenant to draw itself. Does not know the pages (login), which check once more what they put into a style.
 */
export { branding, prompts } from './branding.handlers.ts'
