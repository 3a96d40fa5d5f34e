/**
 * Every page there is, in the order of the menu. Routes, menus, command palette and the tests' sweep are derived from this list.
 * A page is listed when what it needs exists; `needs` is the scope without which it is not offered.
 */
import {
  IconActivity, IconApi, IconApps, IconArrowsLeftRight, IconBell, IconBook2, IconBuilding, IconCalendarEvent, IconCertificate, IconChartHistogram, IconChartLine, IconDatabaseExport, IconLicense,
  IconChecklist, IconDoor, IconGauge, IconHeartbeat, IconLifebuoy, IconList, IconMail, IconPalette, IconPlugConnected, IconRocket, IconServer,
  IconFileExport, IconRefresh, IconServer2, IconSettings, IconShield, IconStethoscope, IconTable, IconTerminal2, IconUserShield, IconUsers, IconUsersGroup,
  type Icon,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import type { Reading } from './api/hooks.ts'
import type { Session } from './api/session.ts'
import type { PlaceName } from './paths.ts'

export type Area = 'tenant' | 'configuration'

export type PageModule = {
  default: ComponentType
  /** What the page reads first, for whoever begins with it: under way before the page is drawn. */
  ahead?: (at: { session: Session; tenant: string; query: URLSearchParams }) => readonly Reading<unknown>[]
}

export type PageEntry = {
  place: PlaceName
  title: string
  area: Area
  load: () => Promise<PageModule>
  /** Absent for pages that are reached from another page. */
  menu?: { group?: string; icon: Icon }
  /** Of the tenant's Management API, or of the configuration area. */
  needs?: string
  /** Further words for the command palette. */
  words?: string
}

const tenant = (place: PlaceName, title: string, rest: Omit<PageEntry, 'place' | 'title' | 'area'>): PageEntry => ({ place, title, area: 'tenant', ...rest })

const inTenant: readonly PageEntry[] = [
  tenant('overview', 'Activity', { menu: { icon: IconChartHistogram }, load: () => import('./pages/activity/overview.tsx'), words: 'logins sign-ups charts' }),
  tenant('applications', 'Applications', { menu: { icon: IconApps }, needs: 'read:clients', load: () => import('./pages/applications/list.tsx'), words: 'clients quick start' }),
  tenant('application', 'Application', { needs: 'read:clients', load: () => import('./pages/applications/detail.tsx') }),
  tenant('apis', 'APIs', { menu: { icon: IconApi }, needs: 'read:resource_servers', load: () => import('./pages/apis/list.tsx'), words: 'audience resource servers permissions scopes' }),
  tenant('api', 'API', { needs: 'read:resource_servers', load: () => import('./pages/apis/detail.tsx') }),
  tenant('connections', 'Connections', { menu: { icon: IconPlugConnected }, needs: 'read:connections', load: () => import('./pages/connections/list.tsx'), words: 'database passwords sign-up' }),
  tenant('connection', 'Connection', { needs: 'read:connections', load: () => import('./pages/connections/detail.tsx') }),
  tenant('users', 'Users', { menu: { icon: IconUsers }, needs: 'read:users', load: () => import('./pages/users/list.tsx'), words: 'people search block' }),
  tenant('user', 'User', { needs: 'read:users', load: () => import('./pages/users/detail.tsx') }),
  tenant('roles', 'Roles', { menu: { icon: IconUsersGroup }, needs: 'read:roles', load: () => import('./pages/roles/list.tsx'), words: 'permissions' }),
  tenant('role', 'Role', { needs: 'read:roles', load: () => import('./pages/roles/detail.tsx') }),
  tenant('branding', 'Branding', { menu: { icon: IconPalette }, needs: 'read:branding', load: () => import('./pages/branding/branding.tsx'), words: 'logo colour login page' }),
  tenant('emails', 'E-mails', { menu: { icon: IconMail }, needs: 'read:email_templates', load: () => import('./pages/emails/list.tsx'), words: 'letters templates smtp' }),
  tenant('email', 'E-mail', { needs: 'read:email_templates', load: () => import('./pages/emails/detail.tsx') }),
  tenant('protection', 'Attack protection', { menu: { icon: IconShield }, needs: 'read:attack_protection', load: () => import('./pages/protection/protection.tsx'), words: 'brute force blocks throttling breached' }),
  tenant('logs', 'Logs', { menu: { icon: IconList }, needs: 'read:logs', load: () => import('./pages/logs/logs.tsx'), words: 'events audit live' }),
  tenant('settings', 'Tenant settings', { menu: { icon: IconSettings }, needs: 'read:tenant_settings', load: () => import('./pages/settings/settings.tsx'), words: 'sessions keys languages support' }),
  tenant('administrators', 'Administrators', { menu: { icon: IconUserShield }, load: () => import('./pages/administrators/administrators.tsx'), words: 'invite roles co-admins' }),
]

const configuration = (place: PlaceName, title: string, rest: Omit<PageEntry, 'place' | 'title' | 'area'>): PageEntry => ({ place, title, area: 'configuration', ...rest })

const operating: readonly PageEntry[] = [
  configuration('configuration', 'Appliance', { menu: { icon: IconServer2 }, needs: 'read:appliance', load: () => import('./pages/appliance/overview.tsx'), words: 'who holds what next steps overview' }),
  configuration('start', 'Guided start', { menu: { icon: IconRocket }, needs: 'read:appliance', load: () => import('./pages/start/start.tsx'), words: 'first run set-up welcome' }),
  configuration('nodes', 'Nodes', { menu: { icon: IconServer }, needs: 'read:nodes', load: () => import('./pages/nodes/list.tsx'), words: 'machines restart heartbeat build' }),
  configuration('health', 'Health', { menu: { icon: IconHeartbeat }, needs: 'read:health', load: () => import('./pages/health/health.tsx'), words: 'troubleshoot checks history alerts monitoring' }),
  configuration('diagnostics', 'Troubleshoot', { menu: { icon: IconStethoscope }, needs: 'read:diagnostics', load: () => import('./pages/diagnostics/diagnostics.tsx'), words: 'diagnostics package logs support port name resolve' }),
  configuration('applianceActivity', 'Activity', { menu: { icon: IconActivity }, needs: 'read:nodes', load: () => import('./pages/appliance-activity/activity.tsx'), words: 'jobs settings apply progress nodes' }),
  configuration('updates', 'Updates', { menu: { icon: IconRefresh }, needs: 'read:nodes', load: () => import('./pages/updates/updates.tsx'), words: 'build version force-update restart renew install' }),
  configuration('instrumentation', 'Instrumentation', { menu: { icon: IconChartLine }, needs: 'read:health', load: () => import('./pages/instrumentation/charts.tsx'), words: 'metrics charts time series' }),
  configuration('applianceSettings', 'Settings', { menu: { icon: IconSettings }, needs: 'read:settings', load: () => import('./pages/appliance-settings/settings.tsx'), words: 'mail smtp https session monitoring' }),
  configuration('settingHistory', 'History of the settings', { needs: 'read:settings', load: () => import('./pages/appliance-settings/history.tsx') }),
  configuration('rateLimits', 'Rate limiting', { menu: { icon: IconGauge }, needs: 'read:settings', load: () => import('./pages/appliance-settings/rate-limits.tsx'), words: 'buckets 429' }),
  configuration('certificates', 'Certificates', { menu: { icon: IconCertificate }, needs: 'read:certificates', load: () => import('./pages/certificates/certificates.tsx'), words: 'tls ssl pfx pem root authority' }),
  configuration('applianceTenants', 'Tenants', { menu: { icon: IconBuilding }, needs: 'read:tenants', load: () => import('./pages/appliance-tenants/list.tsx') }),
  configuration('tenantDomains', 'Custom domains', { needs: 'read:certificates', load: () => import('./pages/appliance-tenants/domains.tsx') }),
  configuration('userExport', 'User export', { menu: { icon: IconFileExport }, needs: 'read:user_export', load: () => import('./pages/user-export/user-export.tsx'), words: 'export users migration download' }),
  configuration('backups', 'Backups', { menu: { icon: IconDatabaseExport }, needs: 'read:backups', load: () => import('./pages/backups/backups.tsx'), words: 'restore proof device schedule' }),
  configuration('cliKeys', 'Command line', { menu: { icon: IconTerminal2 }, needs: 'read:appliance', load: () => import('./pages/cli-keys/list.tsx'), words: 'cli keys workstation agent' }),
  configuration('components', 'Open source', { menu: { icon: IconLicense }, needs: 'read:nodes', load: () => import('./pages/components/list.tsx'), words: 'oss licences components packages' }),
]

const answering: readonly PageEntry[] = [
  configuration('matrix', 'Matrix', { menu: { group: 'Responsibilities', icon: IconTable }, needs: 'read:appliance', load: () => import('./pages/matrix/matrix.tsx'), words: 'raci rows letters responsible accountable' }),
  configuration('tasks', 'Tasks', { menu: { group: 'Responsibilities', icon: IconChecklist }, needs: 'read:appliance', load: () => import('./pages/tasks/list.tsx'), words: 'sign off approve propose consultation' }),
  configuration('task', 'Task', { needs: 'read:appliance', load: () => import('./pages/tasks/detail.tsx') }),
  configuration('accessWindows', 'Access windows', { menu: { group: 'Responsibilities', icon: IconDoor }, needs: 'read:appliance', load: () => import('./pages/access/windows.tsx'), words: 'provider break glass emergency' }),
  configuration('tickets', 'Support tickets', { menu: { group: 'Responsibilities', icon: IconLifebuoy }, needs: 'read:appliance', load: () => import('./pages/tickets/list.tsx'), words: 'help severity urgent' }),
  configuration('ticket', 'Support ticket', { needs: 'read:appliance', load: () => import('./pages/tickets/detail.tsx') }),
  configuration('people', 'People', { menu: { group: 'Responsibilities', icon: IconUsers }, needs: 'read:appliance', load: () => import('./pages/people/people.tsx'), words: 'parties persons invite roles provider subscriber' }),
  configuration('handover', 'Engagement', { menu: { group: 'Responsibilities', icon: IconCalendarEvent }, needs: 'read:appliance', load: () => import('./pages/handover/handover.tsx'), words: 'handover checklist timeline drills milestones' }),
  configuration('checklist', 'Checklist', { needs: 'read:appliance', load: () => import('./pages/handover/checklist.tsx') }),
  configuration('environments', 'Environments', { menu: { group: 'Responsibilities', icon: IconArrowsLeftRight }, needs: 'read:appliance', load: () => import('./pages/environments/environments.tsx'), words: 'development production pair attestation console reporting' }),
  configuration('journal', 'Journal', { menu: { group: 'Responsibilities', icon: IconBook2 }, needs: 'read:appliance', load: () => import('./pages/journal/journal.tsx'), words: 'audit record verify anchor' }),
  configuration('inbox', 'Inbox', { menu: { group: 'Responsibilities', icon: IconBell }, needs: 'read:appliance', load: () => import('./pages/journal/inbox.tsx'), words: 'notices news informed' }),
]

export const pages: readonly PageEntry[] = [...inTenant, ...operating, ...answering]

export const pagesOf = (area: Area): readonly PageEntry[] => pages.filter((page) => page.area === area)
