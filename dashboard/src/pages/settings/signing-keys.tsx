import { Badge, Group, Stack, Text } from '@mantine/core'
import { ActButton } from '../../acts/act-button.tsx'
import { CopyValue } from '../../acts/copy-value.tsx'
import { DestroyButton } from '../../acts/destroy-button.tsx'
import { because, useMay } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useRead, useTenant } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import { DataTable } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { Moment } from '../../lists/moment.tsx'
import { Problem } from '../../shell/problem.tsx'
import { Section } from '../../shell/section.tsx'


const stateOf = (key: { current?: boolean; next?: boolean; previous?: boolean; revoked?: boolean }) => (key.revoked ? 'revoked' : key.current ? 'signs now' : key.next ? 'next' : key.previous ? 'previous' : '')

export function SigningKeys() {
  const { api } = useTenant()
  const may = useMay()
  const keys = useRead(['keys'], async () => ({ rows: await read(api.GET('/api/v2/keys/signing')) }))
  const rotate = useAct({ act: () => api.POST('/api/v2/keys/signing/rotate'), done: 'The next key signs from now on; a further one is published.', refresh: [['keys']] })
  return (
    <Section title="Signing keys" about="Tokens are signed with the current key. The next one is published already, so that a rotation surprises nobody; the previous one still verifies." actions={<ActButton size="xs" variant="default" loading={rotate.pending} onClick={() => void rotate.run()} disabledBecause={may('create:signing_keys')}>Rotate</ActButton>}>
      <Stack gap="sm">
        {rotate.problem && <Problem problem={rotate.problem} />}
        <DataTable label="Signing keys" query={keys} rowKey={({ kid }) => kid} empty={<Empty title="No keys" />} columns={[
          { title: 'State', cell: (key) => <Badge variant={key.current ? 'filled' : key.revoked ? 'outline' : 'default'} color={key.revoked ? 'red.8' : 'tide'} className={key.revoked ? 'danger' : undefined}>{stateOf(key)}</Badge> },
          { title: 'Key ID', cell: ({ kid }) => <CopyValue value={kid} label="key ID" /> },
          { title: 'Since', from: 'sm', cell: ({ current_since: at }) => <Moment at={at as string | undefined} never="–" /> },
          { title: 'Actions', align: 'right', cell: (key) => <Revoke kid={key.kid} disabledBecause={because(may('update:signing_keys'), key.revoked && 'Revoked already.', !key.previous && 'Only a previous key can be revoked; rotate first.')} /> },
        ]} />
      </Stack>
    </Section>
  )
}

function Revoke({ kid, disabledBecause }: { kid: string; disabledBecause: string | undefined }) {
  const { api } = useTenant()
  const revoke = useAct({ act: () => api.PUT('/api/v2/keys/signing/{kid}/revoke', { params: { path: { kid } } }), done: 'The key was revoked.', refresh: [['keys']] })
  return <Group justify="flex-end"><DestroyButton size="xs" label="Revoke" name={kid.slice(0, 8)} act={revoke} disabledBecause={disabledBecause}><Text size="sm">Every token signed with this key stops being accepted. Signed-in people must sign in again.</Text></DestroyButton></Group>
}
