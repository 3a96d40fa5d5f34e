import { TextInput } from '@mantine/core'
import { useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance, useSession } from '../../api/hooks.ts'
import { ModalForm } from '../../forms/modal-form.tsx'

/** A message by the mail settings as they are now. */
export function SendTestMail() {
  const api = useAppliance()
  const may = useMayConfigure()
  const { access } = useSession()
  const send = useAct<{ to: string }, { sentence?: string }>({
    act: (body, headers) => api.POST('/api/appliance/v1/mail/test', { body, headers }),
    done: (answer, { to }) => answer?.sentence ?? `A test message is on its way to ${to}.`,
  })
  return (
    <ModalForm<{ to: string }> label="Send a test message" submit="Send" variant="default" initial={{ to: access.email ?? '' }} act={send} disabledBecause={may('update:settings')}>
      {(form) => <TextInput label="To" type="email" required {...form.getInputProps('to')} />}
    </ModalForm>
  )
}
