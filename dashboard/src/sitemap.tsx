/**
 * Every page there is, in the order of the menu. Routes, menus, command palette and the tests' sweep are derived from this list.
 * A page is listed when what it needs exists; `needs` is the scope without which it is not offered.
 */
import {
  IconApps, IconApi, IconChartHistogram, IconList, IconMail, IconPalette, IconPlugConnected, IconSettings, IconShield, IconUsers, IconUserShield, IconUsersGroup,
  type Icon,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import type { PlaceName } from './paths.ts'

export type Area = 'tenant' | 'configuration'

export type PageEntry = {
  place: PlaceName
  title: string
  area: Area
  load: () => Promise<{ default: ComponentType }>
  /** Absent for pages that are reached from another page. */
  menu?: { group?: string; icon: Icon }
  /** Of the tenant's Management API, or of the configuration area. */
  needs?: string
  /** Further words for the command palette. */
  words?: string
}

const tenant = (place: PlaceName, title: string, rest: Omit<PageEntry, 'place' | 'title' | 'area'>): PageEntry => ({ place, title, area: 'tenant', ...rest })

export const pages: readonly PageEntry[] = [
  tenant('overview', 'Activity', { menu: { icon: IconChartHistogram }, load: () => import('./pages/activity/overview.tsx'), words: 'logins sign-ups charts' }),
]

export const pagesOf = (area: Area): readonly PageEntry[] => pages.filter((page) => page.area === area)

void [IconApps, IconApi, IconList, IconMail, IconPalette, IconPlugConnected, IconSettings, IconShield, IconUsers, IconUserShield, IconUsersGroup]
