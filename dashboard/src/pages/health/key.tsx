/** The key of the health service: made, applied and shown once. */
import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { ActButton } from '../../acts/act-button.tsx'
import { CopyValue } from '../../acts/copy-value.tsx'
import { useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance } from '../../api/hooks.ts'
import { Problem } from '../../shell/problem.tsx'

export function HealthKey() {
  const api = useAppliance()
  const may = useMayConfigure()
  const [opened, { open, close }] = useDisclosure()
  const [made, setMade] = useState<{ user: string; key: string }>()
  const make = useAct<void, { user: string; key?: string }>({
    act: (_, headers) => api.POST('/api/appliance/v1/health/key', { headers }), onDone: ({ user, key }) => key !== undefined && setMade({ user, key }), refresh: [['settings']],
  })
  const start = () => {
    setMade(undefined)
    make.reset()
    open()
  }
  return (
    <>
      <ActButton size="sm" variant="default" onClick={start} disabledBecause={may('update:health')}>Health key</ActButton>
      <Modal opened={opened} onClose={close} title="Key of the health service">
        <Stack gap="sm">
          {made ? (
            <>
              <Alert color="yellow">It is shown this once. It is applied already; callers with the old one are shut out.</Alert>
              <Group gap="xs"><Text size="sm" w={80}>User</Text><CopyValue value={made.user} label="user" /></Group>
              <Group gap="xs"><Text size="sm" w={80}>Password</Text><CopyValue value={made.key} label="password" secret /></Group>
            </>
          ) : <Text size="sm">Monitoring tools ask <span className="mono">/health/status/…</span> and <span className="mono">/metrics</span> with it. There is one key at a time: a new one stops the old one at once.</Text>}
          {make.problem && <Problem problem={make.problem} />}
          <Group justify="flex-end"><Button variant="default" onClick={close}>{made ? 'Close' : 'Cancel'}</Button>{!made && <ActButton loading={make.pending} onClick={() => void make.run()}>Generate and apply</ActButton>}</Group>
        </Stack>
      </Modal>
    </>
  )
}
