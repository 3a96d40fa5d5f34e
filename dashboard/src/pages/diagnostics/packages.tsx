import { Group, Loader, Stack, Text, TextInput } from '@mantine/core'
import { ActButton } from '../../acts/act-button.tsx'
import { because, useMayConfigure } from '../../acts/may.ts'
import { saveBlob } from '../../acts/save-file.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance } from '../../api/hooks.ts'
import type { ApplianceAnswered } from '../../api/session.ts'
import { filled } from '../../forms/act-form.tsx'
import { ModalForm } from '../../forms/modal-form.tsx'
import type { Column } from '../../lists/data-table.tsx'
import { Moment } from '../../lists/moment.tsx'
import { bytes } from '../../lists/quantities.ts'
import { Status } from '../../lists/status.tsx'
import { Who } from '../../lists/who.tsx'
import { Problem } from '../../shell/problem.tsx'

type Package = ApplianceAnswered<'diagnostics.list'>[number]

export const underWay = ({ state }: Package): boolean => state === 'requested' || state === 'running'

const words = { requested: 'asked for', running: 'being made', done: 'ready', failed: 'failed' } as const
const tones = { requested: 'watch', running: 'watch', done: 'good', failed: 'bad' } as const

export const packageColumns: readonly Column<Package>[] = [
  { title: 'Node', cell: ({ hostname, node }) => <Text size="sm" fw={500}>{hostname ?? node}</Text> },
  { title: 'State', cell: (each) => <Group gap={6} wrap="nowrap"><Status tone={tones[each.state]}>{words[each.state]}</Status>{underWay(each) && <Loader size="xs" />}</Group> },
  { title: 'Summary', least: 200, cell: ({ sentence, state }) => sentence ?? <Text size="sm" c="dimmed">{state === 'done' ? '–' : 'The node collects it; at most five minutes.'}</Text> },
  { title: 'Asked', least: 130, cell: ({ requested_at: at, requested_by: by }) => <><Moment at={at} /><Text size="xs" c="dimmed"><Who by={by} /></Text></>, from: 'sm' },
  { title: 'File', cell: ({ name, sha256, bytes: size }) => (name ? <><Text size="xs" className="mono">{name}, {bytes(size ?? 0)}</Text>{sha256 && <Text size="xs" c="dimmed" className="mono" title={sha256}>sha256 {sha256.slice(0, 16)}…</Text>}</> : '–'), from: 'md' },
  { title: 'Actions', cell: (each) => <Acts of={each} />, width: 210 },
]

function Acts({ of: { node, state, name } }: { of: Package }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const params = { path: { node } }
  const download = useAct<void, Blob>({ act: (_, headers) => api.GET('/api/appliance/v1/diagnostics/{node}/file', { params, headers, parseAs: 'blob' }), onDone: (content) => saveBlob(name ?? 'appliance-logs.tar.gz', content) })
  const attach = useAct<{ ticket: string }>({ act: (body, headers) => api.POST('/api/appliance/v1/diagnostics/{node}/attachments', { params, body, headers }), done: (_, { ticket }) => `It hangs on ${ticket}.`, refresh: [['tickets']] })
  const notYet = state !== 'done' && (state === 'failed' ? 'It failed; make another.' : 'It is not ready yet.')
  return (
    <Stack gap={4}>
      <Group gap={6} wrap="nowrap">
        <ActButton size="xs" variant="default" loading={download.pending} onClick={() => void download.run()} disabledBecause={because(may('read:diagnostics'), notYet)}>Download</ActButton>
        <ModalForm<{ ticket: string }> label="Attach" submit="Attach" variant="default" buttonSize="xs" initial={{ ticket: '' }} validate={{ ticket: filled }} act={attach} disabledBecause={because(may('create:diagnostics'), notYet)}>
          {(form) => <TextInput label="Support ticket" placeholder="T-17" required {...form.getInputProps('ticket')} />}
        </ModalForm>
      </Group>
      {download.problem && <Problem problem={download.problem} />}
    </Stack>
  )
}
