/** One address that somebody calls about: whether it is throttled, and letting it try again. */
import { Group, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { ActButton } from '../../acts/act-button.tsx'
import { because, useMay } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useTenant } from '../../api/hooks.ts'
import { Status } from '../../lists/status.tsx'
import { Section } from '../../shell/section.tsx'

export function OneAddress() {
  const { api } = useTenant()
  const may = useMay()
  const [typed, setTyped] = useState('')
  const [known, setKnown] = useState<{ address: string; throttled: boolean }>()
  const address = typed.trim()
  const params = { path: { id: address } }
  const look = useAct<void>({
    async act() {
      const answer = await api.GET('/api/v2/anomaly/blocks/ips/{id}', { params })
      // “Not found” is the answer that it is free.
      return answer.response.status === 404 ? { response: new Response(null, { status: 204 }), data: { free: true } } : answer
    },
    onDone: (said) => setKnown({ address, throttled: !(said as { free?: boolean } | undefined)?.free }),
  })
  const free = useAct<void>({ act: () => api.DELETE('/api/v2/anomaly/blocks/ips/{id}', { params }), done: `${address} may try again.`, onDone: () => setKnown({ address, throttled: false }) })
  const none = address === '' && 'Write an address first.'
  const shown = known?.address === address ? known : undefined
  return (
    <Section title="One address" about="When somebody calls who cannot sign in from where they are.">
      <Group align="flex-end" gap="xs">
        <TextInput label="Address" placeholder="203.0.113.7" w={280} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} error={look.problem?.sentence ?? free.problem?.sentence} spellCheck={false} autoComplete="off" classNames={{ input: 'mono' }} />
        <ActButton variant="default" loading={look.pending} onClick={() => void look.run()} disabledBecause={because(may('read:anomaly_blocks'), none)}>Look</ActButton>
        <ActButton variant="default" loading={free.pending} onClick={() => void free.run()} disabledBecause={because(may('delete:anomaly_blocks'), none, shown?.throttled === false && 'It may try already.')}>Let it try again</ActButton>
      </Group>
      <Text component="div" size="sm" aria-live="polite">{shown && <Status tone={shown.throttled ? 'bad' : 'good'}>{shown.throttled ? 'throttled' : 'not throttled'}</Status>}</Text>
    </Section>
  )
}
