/** Every address of the dashboard, and the only way to write one: a missing parameter does not compile. */
export const places = {
  home: '/',
  callback: '/callback',
  start: '/start',

  overview: '/tenants/:tenant',
  applications: '/tenants/:tenant/applications',
  application: '/tenants/:tenant/applications/:id',
  apis: '/tenants/:tenant/apis',
  api: '/tenants/:tenant/apis/:id',
  connections: '/tenants/:tenant/connections',
  connection: '/tenants/:tenant/connections/:id',
  users: '/tenants/:tenant/users',
  user: '/tenants/:tenant/users/:id',
  roles: '/tenants/:tenant/roles',
  role: '/tenants/:tenant/roles/:id',
  branding: '/tenants/:tenant/branding',
  emails: '/tenants/:tenant/emails',
  email: '/tenants/:tenant/emails/:name',
  logs: '/tenants/:tenant/logs',
  protection: '/tenants/:tenant/protection',
  settings: '/tenants/:tenant/settings',
  administrators: '/tenants/:tenant/administrators',

  configuration: '/configuration',
  nodes: '/configuration/nodes',
  applianceSettings: '/configuration/settings',
  settingHistory: '/configuration/settings/history',
  applianceTenants: '/configuration/tenants',
  tenantDomains: '/configuration/tenants/:name/domains',
  userExport: '/configuration/user-export',
  backups: '/configuration/backups',
  components: '/configuration/components',
  certificates: '/configuration/certificates',
  health: '/configuration/health',
  diagnostics: '/configuration/diagnostics',
  applianceActivity: '/configuration/activity',
  updates: '/configuration/updates',
  instrumentation: '/configuration/instrumentation',
  rateLimits: '/configuration/rate-limits',
  cliKeys: '/configuration/cli-keys',
  matrix: '/configuration/matrix',
  tasks: '/configuration/tasks',
  task: '/configuration/tasks/:id',
  accessWindows: '/configuration/access',
  tickets: '/configuration/tickets',
  ticket: '/configuration/tickets/:id',
  people: '/configuration/people',
  handover: '/configuration/handover',
  checklist: '/configuration/checklists/:id',
  environments: '/configuration/environments',
  journal: '/configuration/journal',
  inbox: '/configuration/inbox',
} as const

export type PlaceName = keyof typeof places

/** Of an address within a tenant. */
export const tenantOf = (address: string): string | undefined => /^\/tenants\/([a-z0-9-]+)(?=[/?#]|$)/.exec(address)?.[1]

type ParametersOf<Pattern extends string> = Pattern extends `${string}:${infer Name}/${infer Rest}`
  ? { [K in Name]: string } & ParametersOf<`/${Rest}`>
  : Pattern extends `${string}:${infer Name}`
    ? { [K in Name]: string }
    : unknown

type Given<P extends PlaceName> = unknown extends ParametersOf<(typeof places)[P]> ? [parameters?: Record<string, never>, query?: Record<string, string>] : [parameters: ParametersOf<(typeof places)[P]>, query?: Record<string, string>]

/** `pathTo('application', { tenant: 'main', id })` */
export function pathTo<P extends PlaceName>(place: P, ...[parameters = {}, query]: Given<P>): string {
  const path = places[place].replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent((parameters as Record<string, string>)[name] ?? ''))
  const search = new URLSearchParams(query).toString()
  return search ? `${path}?${search}` : path
}
