/** The provider's answer to tickets as a signed file, where no line leads to them. */
import { Textarea } from '@mantine/core'
import { useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance } from '../../api/hooks.ts'
import { pastedFile } from '../../forms/json-field.tsx'
import { ModalForm } from '../../forms/modal-form.tsx'

export function TakeInAnswer() {
  const api = useAppliance()
  const may = useMayConfigure()
  const take = useAct<{ file: string }, { messages: number; attachments: number }>({
    act: ({ file }, headers) => api.POST('/api/appliance/v1/tickets/files', { body: JSON.parse(file) as never, headers }) as never,
    done: ({ messages, attachments }) => `${messages} ${messages === 1 ? 'message' : 'messages'} and ${attachments} ${attachments === 1 ? 'attachment' : 'attachments'} were taken in.`, refresh: [['tickets']],
  })
  return (
    <ModalForm<{ file: string }> label="Take in an answer" submit="Take it in" variant="default" size="lg" initial={{ file: '' }} validate={{ file: pastedFile }} act={take} disabledBecause={may('update:appliance')}>
      {(form) => <Textarea label="File of the provider" description="JSON, signed by the provider; what was altered on the way is refused." required autosize minRows={6} maxRows={14} spellCheck={false} classNames={{ input: 'mono' }} {...form.getInputProps('file')} />}
    </ModalForm>
  )
}
