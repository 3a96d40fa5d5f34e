/** What is wrong with the name of a new tenant, which becomes part of its host name. */
export const tenantNameTrouble = (name: string): string | null =>
  /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(name) ? null : 'Three to 63 lower-case letters, digits and hyphens; no hyphen at either end.'
