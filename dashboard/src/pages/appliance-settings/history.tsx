/** Every change of the settings, with who and when, and the way back to any of them. */
import { List, Text } from '@mantine/core'
import { ActButton } from '../../acts/act-button.tsx'
import { useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { listed, pageOf, type RowOf } from '../../api/listed.ts'
import type { ApplianceAnswered } from '../../api/session.ts'
import { DataTable, type Column } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { useListState } from '../../lists/list-state.ts'
import { Moment } from '../../lists/moment.tsx'
import { Who } from '../../lists/who.tsx'
import { pathTo } from '../../paths.ts'
import { Page } from '../../shell/page.tsx'

type Version = RowOf<ApplianceAnswered<'settings.history'>, 'setting_versions'>

const shown = (value: unknown): string => (value === null || value === undefined ? '–' : typeof value === 'string' ? `“${value}”` : JSON.stringify(value))

const columns: readonly Column<Version>[] = [
  { title: 'Version', cell: ({ version }) => version, width: 80 },
  { title: 'When', cell: ({ changed_at: at }) => <Moment at={at} />, width: 130 },
  { title: 'By', cell: ({ changed_by: by }) => <Who by={by} /> },
  { title: 'What', least: 220, cell: ({ changes, restores, note }) => (
    <>
      {restores !== undefined && <Text size="sm">Back to version {restores}.</Text>}
      {note && <Text size="sm">{note}</Text>}
      <List size="sm" listStyleType="none">{changes.map(({ id, before, after }) => <List.Item key={id}><span className="mono">{id}</span>: {shown(before)} → {shown(after)}</List.Item>)}</List>
    </>
  ) },
  { title: 'Back to this', cell: ({ version }) => <Rollback version={version} />, width: 140 },
]

export default function SettingHistory() {
  const api = useAppliance()
  const { page, setPage } = useListState()
  const query = useRead(['setting-versions', page], () => listed(api.GET('/api/appliance/v1/setting-versions', { params: { query: pageOf(page) } }), 'setting_versions'))
  return (
    <Page wide title="History of the settings" back={{ to: pathTo('applianceSettings'), label: 'Settings' }} about="Secret values are never shown. Going back to a version makes a new one.">
      <DataTable label="Changes of settings" query={query} columns={columns} rowKey={({ version }) => String(version)} page={page} pageSize={25} onPage={setPage}
        empty={<Empty title="Nothing was changed yet">Each change of the settings will stand here with who made it and when.</Empty>} />
    </Page>
  )
}

function Rollback({ version }: { version: number }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const path = { version: String(version) }
  const back = useAct<void, { version?: number }>({
    act: (_, headers) => api.POST('/api/appliance/v1/setting-versions/{version}/rollback', { params: { path }, headers }),
    done: ({ version: made }) => (made === undefined ? `The settings already are what version ${version} left.` : `The settings are those of version ${version} again, as version ${made}.`),
    refresh: [['settings'], ['setting-versions']],
  })
  return <ActButton size="xs" variant="default" loading={back.pending} onClick={() => void back.run()} disabledBecause={may('update:settings')}>Go back</ActButton>
}
