/** Files of a ticket. */
import { Anchor, FileButton, Group, List, Text } from '@mantine/core'
import { ActButton } from '../../acts/act-button.tsx'
import { because, useMayConfigure } from '../../acts/may.ts'
import { saveBlob } from '../../acts/save-file.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import { bytes } from '../../lists/quantities.ts'
import { Problem } from '../../shell/problem.tsx'
import { Section } from '../../shell/section.tsx'
import type { Ticket } from './ticket.types.ts'

const largest = 20 * 1024 * 1024

export function Attachments({ ticket: { id, state, attachments } }: { ticket: Ticket }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const attach = useAct<File>({
    act: async (file, headers) => api.POST('/api/appliance/v1/tickets/{id}/attachments', { params: { path: { id } }, body: { name: file.name, type: file.type || 'application/octet-stream', content: await contentOf(file) }, headers }),
    done: (_, { name }) => `${name} is attached.`, refresh: [['tickets']],
  })
  const fetchOne = async (attachment: string) => {
    const { name, type, content } = await read(api.GET('/api/appliance/v1/tickets/{id}/attachments/{attachment}', { params: { path: { id, attachment } } }))
    saveBlob(name, new Blob([Uint8Array.from(atob(content), (letter) => letter.codePointAt(0)!)], { type }))
  }
  return (
    <Section title="Files" about={`At most ${bytes(largest)} each.`} actions={
      <FileButton onChange={(file) => file && void attach.run(file)}>
        {(props) => <ActButton size="sm" variant="default" loading={attach.pending} disabledBecause={because(may('update:appliance'), state === 'closed' && 'The ticket is closed.')} {...props}>Attach a file</ActButton>}
      </FileButton>}>
      {attach.problem && <Problem problem={attach.problem} />}
      {attachments.length === 0 ? <Text size="sm" c="dimmed">No files.</Text> : <List size="sm" listStyleType="none">{attachments.map(({ id: file, name, size }) => <List.Item key={file}><Group gap="xs"><Anchor component="button" type="button" size="sm" onClick={() => void fetchOne(file)}>{name}</Anchor><Text size="xs" c="dimmed">{bytes(size)}</Text></Group></List.Item>)}</List>}
    </Section>
  )
}

const contentOf = async (file: File): Promise<string> => {
  const content = new Uint8Array(await file.arrayBuffer())
  let text = ''
  for (let at = 0; at < content.length; at += 0x8000) text += String.fromCodePoint(...content.subarray(at, at + 0x8000))
  return btoa(text)
}
