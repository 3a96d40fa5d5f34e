/** Job roles in words. */
export const jobRoles = ['customer_success_engineer', 'infrastructure_engineer', 'operations', 'security', 'networking', 'developer', 'project_manager', 'support'] as const

export const roleName = (role: string): string => role.replaceAll('_', ' ')
