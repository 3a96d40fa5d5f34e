/** A forced update: every node that lives is renewed, one after another or all at once. The appliance carries it on by itself; the page shows how far it is, also after a reload. */
import { Progress, Select, Text } from '@mantine/core'
import { because, useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import type { ApplianceAnswered } from '../../api/session.ts'
import { ModalForm } from '../../forms/modal-form.tsx'
import { Moment } from '../../lists/moment.tsx'
import { Status } from '../../lists/status.tsx'
import { Who } from '../../lists/who.tsx'
import { Loaded } from '../../shell/loaded.tsx'
import { Section } from '../../shell/section.tsx'
import type { Node } from '../nodes/list.tsx'

type Forced = ApplianceAnswered<'nodes.forcedUpdate'>
type Mode = '' | Forced['mode']

const words = { sequential: 'one node after the other', parallel: 'all nodes at once' } as const
const modes = [{ value: '', label: 'As the setting “Updates” says' }, { value: 'sequential', label: 'One node after the other, stopping at the first that fails' }, { value: 'parallel', label: 'All nodes at once' }]

function useForced() {
  const api = useAppliance()
  return useRead(['forced-update'], async () => ({ run: (await read(api.GET('/api/appliance/v1/nodes/force-update'))) as Forced | undefined }), { refetchInterval: ({ state: { data } }) => (data?.run && data.run.ended_at === undefined ? 2_000 : 30_000) })
}

export function ForcedUpdate({ nodes }: { nodes: readonly Node[] }) {
  return <Section title="Renewing" about="Every node takes up its settings and the build on its disk anew, worker by worker; no request fails."><Loaded query={useForced()}>{({ run }) => (run ? <Run run={run} nodes={nodes} /> : <Text size="sm">No update was forced yet.</Text>)}</Loaded></Section>
}

function Run({ run: { mode, begun_at: at, begun_by: by, ended_at: ended, outcome }, nodes }: { run: Forced; nodes: readonly Node[] }) {
  const living = nodes.filter(({ state }) => state !== 'lost')
  const done = living.filter(({ restart }) => restart !== undefined && restart.requested_at >= at && (restart.state === 'done' || restart.state === 'failed')).length
  const well = ended !== undefined && outcome === 'Every node that lives was renewed.'
  return (
    <>
      <Text component="div" size="sm"><Status tone={ended === undefined ? 'watch' : well ? 'good' : 'bad'}>{ended === undefined ? 'under way' : well ? 'done' : 'ended'}</Status> {words[mode]}, begun <Moment at={at} /> by <Who by={by} />. {ended === undefined ? `${done} of ${living.length} nodes are renewed.` : outcome}</Text>
      {ended === undefined && <Progress value={(100 * done) / Math.max(1, living.length)} aria-label="Nodes that are renewed" animated />}
    </>
  )
}

export function ForceUpdate({ nodes }: { nodes: readonly Node[] }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const forced = useForced().data?.run
  const force = useAct<{ mode: Mode }>({ act: ({ mode }, headers) => api.POST('/api/appliance/v1/nodes/force-update', { body: mode === '' ? {} : { mode }, headers }), done: 'The nodes are being renewed.', refresh: [['forced-update'], ['nodes']] })
  return (
    <ModalForm<{ mode: Mode }> label="Renew all nodes" submit="Renew" variant="default" initial={{ mode: '' }} act={force}
      disabledBecause={because(may('update:nodes'), nodes.every(({ state }) => state === 'lost') && 'No node is alive.', forced !== undefined && forced.ended_at === undefined && 'An update is under way; wait until it is through.')}>
      {(form) => <><Text size="sm">Until it is through, changes of settings reach the nodes the same way.</Text><Select label="How" allowDeselect={false} data={modes} {...form.getInputProps('mode')} /></>}
    </ModalForm>
  )
}
