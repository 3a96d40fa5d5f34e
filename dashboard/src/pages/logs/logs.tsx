import { Group, Select, Stack, Switch } from '@mantine/core'
import { reading, useTenant } from '../../api/hooks.ts'
import { listed, pageOf } from '../../api/listed.ts'
import { Empty } from '../../lists/empty.tsx'
import { useListState } from '../../lists/list-state.ts'
import { SearchField } from '../../lists/search-field.tsx'
import { Page } from '../../shell/page.tsx'
import { groups } from './event-names.ts'
import { LogList, logPage } from './log-list.tsx'

const within = [{ value: '1', label: 'Past hour' }, { value: '24', label: 'Past day' }, { value: '168', label: 'Past week' }, { value: '720', label: 'Past 30 days' }]

/** Rounded to minutes, so that the same choice is the same question for a while. */
const since = (hours: string): string => new Date(Math.floor((Date.now() - Number(hours) * 3_600_000) / 60_000) * 60_000).toISOString()

export default function Logs() {
  const { api } = useTenant()
  const list = useListState<'q' | 'group' | 'hours' | 'live'>()
  const [q, group, hours, live] = [list.get('q'), list.get('group'), list.get('hours'), list.get('live') === 'on']
  const types = groups.find(({ value }) => value === group)?.types
  const search = [
    q.trim() && (/[:()"]/.test(q) ? `(${q.trim()})` : `(${['user_name', 'description', 'ip', 'client_name'].map((field) => `${field}:*${q.trim().replace(/[+\-&|!{}[\]^~*?\\/\s]/g, '\\$&')}*`).join(' OR ')})`),
    types && `type:(${types.join(' OR ')})`,
    hours && `date:[${since(hours)} TO *]`,
  ].filter(Boolean).join(' AND ')
  return (
    <Page title="Logs" about="Sign-ins, failures and changes of this tenant, newest first." wide>
      <Stack gap="sm">
        <Group gap="sm" align="flex-start">
          <SearchField label="Search the log" placeholder="Name, address, or a search like ip:203.0.113.7" value={q} onSearch={(text) => list.set({ q: text })} />
          <Select aria-label="Kind of event" placeholder="Every kind" clearable data={groups.map(({ value, label }) => ({ value, label }))} value={group || null} onChange={(value) => list.set({ group: value ?? '' })} w={210} />
          <Select aria-label="Time" placeholder="Any time" clearable data={within} value={hours || null} onChange={(value) => list.set({ hours: value ?? '' })} w={150} />
          <Switch label="Live" checked={live} onChange={(event) => list.set({ live: event.currentTarget.checked ? 'on' : '' })} mt={8} />
        </Group>
        <LogList every={live ? 2_000 : undefined} part={(page) => reading(['logs', search, page], () => listed(api.GET('/api/v2/logs', { params: { query: { ...pageOf(page, logPage), sort: 'date:-1', ...(search ? { q: search } : {}) } } }), 'logs'))} {...(search ? { empty: <Empty title="No event fits this search." /> } : {})} />
      </Stack>
    </Page>
  )
}
