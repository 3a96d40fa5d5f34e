/** The open source components that are shipped, with their licence texts. */
import { Anchor, Box, Button, Group, Modal, Text } from '@mantine/core'
import { useState } from 'react'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import type { operations } from '../../api/generated/appliance.d.ts'
import { DataTable, type Column } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { useListState } from '../../lists/list-state.ts'
import { SearchField } from '../../lists/search-field.tsx'
import { Loaded } from '../../shell/loaded.tsx'
import { Page } from '../../shell/page.tsx'

type Component = operations['components.list']['responses'][200]['content']['application/json'][number]

export default function Components() {
  const api = useAppliance()
  const state = useListState<'q'>()
  const [open, setOpen] = useState<Component>()
  const words = state.get('q').toLowerCase()
  const query = useRead(['components', words], async () => ({ rows: (await read(api.GET('/api/appliance/v1/components'))).filter(({ name, licence, about }) => `${name} ${licence} ${about ?? ''}`.toLowerCase().includes(words)) }), { staleTime: 600_000 })
  const columns: readonly Column<Component>[] = [
    { title: 'Package', cell: ({ name, about }) => <><Text size="sm" fw={500}>{name}</Text>{about && <Text size="xs" c="dimmed" lineClamp={1}>{about}</Text>}</> },
    { title: 'Version', cell: ({ version }) => version },
    { title: 'Licence', cell: ({ licence }) => licence },
    { title: 'Text', cell: (component) => <Button size="xs" variant="default" aria-label={`Licence text of ${component.name} ${component.version}`} onClick={() => setOpen(component)}>Licence text</Button>, width: 140 },
  ]
  return (
    <Page wide title="Open source components" about="What others wrote and this appliance ships, read from what is really installed.">
      <Group mb="md"><SearchField label="Find a package or licence" value={state.get('q')} onSearch={(q) => state.set({ q })} /></Group>
      <DataTable label="Components" query={query} columns={columns} rowKey={({ name, version }) => `${name} ${version}`} empty={<Empty title="No package has these words" />} />
      <Modal opened={open !== undefined} onClose={() => setOpen(undefined)} title={open ? `${open.name} ${open.version}` : ''} size="xl">{open && <Licence component={open} />}</Modal>
    </Page>
  )
}

function Licence({ component: { name, version, licence, homepage } }: { component: Component }) {
  const api = useAppliance()
  const query = useRead(['components', 'licence', name, version], () => read(api.GET('/api/appliance/v1/components/licence', { params: { query: { name, version } } })), { staleTime: Infinity })
  return (
    <>
      <Text size="sm" mb="xs">{licence}{homepage && <> · <Anchor href={homepage} target="_blank" rel="noreferrer">{homepage}</Anchor></>}</Text>
      <Loaded query={query}>{({ text }) => <Box component="pre" className="code-block mono" style={{ whiteSpace: 'pre-wrap', maxHeight: '60vh', overflowY: 'auto' }} tabIndex={0} aria-label="Licence text">{text || 'The package brings no text of its own; its licence is named above.'}</Box>}</Loaded>
    </>
  )
}
