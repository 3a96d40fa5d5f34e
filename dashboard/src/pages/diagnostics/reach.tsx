/** Whether the node resolves a name and reaches a port: the first question when mail, directories or webhooks are silent. */
import { Alert, Group, NumberInput, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { ActButton } from '../../acts/act-button.tsx'
import { because, useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance } from '../../api/hooks.ts'
import type { ApplianceAnswered } from '../../api/session.ts'
import { Problem } from '../../shell/problem.tsx'

type Found = { name?: ApplianceAnswered<'machine.nslookup'>; port?: ApplianceAnswered<'machine.testPort'> }

export function Reach() {
  const api = useAppliance()
  const may = useMayConfigure()
  const [host, setHost] = useState('')
  const [port, setPort] = useState<number | string>('')
  const [found, setFound] = useState<Found>({})
  const resolve = useAct<void, Found['name']>({ act: () => api.GET('/api/appliance/v1/machine/nslookup', { params: { query: { host: host.trim() } } }), onDone: (name) => setFound(name ? { name } : {}) })
  const connect = useAct<void, Found['port']>({ act: () => api.GET('/api/appliance/v1/machine/test-port', { params: { query: { host: host.trim(), port: Number(port) } } }), onDone: (answer) => setFound(answer ? { port: answer } : {}) })
  const noHost = host.trim() === '' && 'Name a host first.'
  const begin = (act: { run: (input: void) => Promise<unknown>; reset: () => void }) => () => {
    setFound({})
    resolve.reset()
    connect.reset()
    void act.run()
  }
  return (
    <Stack gap="sm">
      <Group gap="xs" align="flex-end">
        <TextInput label="Host" placeholder="smtp.example.com" value={host} onChange={(event) => setHost(event.currentTarget.value)} w={260} spellCheck={false} autoComplete="off" />
        <NumberInput label="Port" value={port} onChange={setPort} min={1} max={65_535} allowDecimal={false} w={110} placeholder="587" />
        <ActButton variant="default" loading={resolve.pending} onClick={begin(resolve)} disabledBecause={because(may('read:nodes'), noHost)}>Resolve the name</ActButton>
        <ActButton variant="default" loading={connect.pending} onClick={begin(connect)} disabledBecause={because(may('read:nodes'), noHost, port === '' && 'Name a port first.')}>Try the port</ActButton>
      </Group>
      {[resolve, connect].map((act, index) => act.problem && <Problem key={index} problem={act.problem} />)}
      {found.name && <Alert color={found.name.addresses.length > 0 ? 'green' : 'red'} role="status"><Text size="sm">{found.name.addresses.length > 0 ? <>{found.name.host} is <span className="mono">{found.name.addresses.map(({ address }) => address).join(', ')}</span>.</> : `${found.name.host} has no address here.`} Asked of <span className="mono">{found.name.servers.join(', ') || 'the hosts file'}</span>.</Text></Alert>}
      {found.port && <Alert color={found.port.reachable ? 'green' : 'red'} role="status"><Text size="sm">{found.port.sentence}</Text></Alert>}
    </Stack>
  )
}
