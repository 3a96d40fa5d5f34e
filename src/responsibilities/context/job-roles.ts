/** What a person does in their party. A letter of the matrix may ask for one of these. */
export const jobRoles = [
  'customer_success_engineer', 'infrastructure_engineer', 'operations', 'security', 'networking', 'developer', 'project_manager', 'support',
] as const

export type JobRole = (typeof jobRoles)[number]

export const isJobRole = (text: string): text is JobRole => (jobRoles as readonly string[]).includes(text)

/** `infrastructure_engineer` → `infrastructure engineer` */
export const roleTitle = (role: string): string => role.replaceAll('_', ' ')
