/** Making a backup, and proving one again. */
import { SegmentedControl, Select, Text } from '@mantine/core'
import { useMayConfigure, because } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance } from '../../api/hooks.ts'
import type { ApplianceApi } from '../../api/session.ts'
import { LinesField } from '../../forms/lines-field.tsx'
import { ModalForm } from '../../forms/modal-form.tsx'
import { PasswordField } from '../../forms/password-field.tsx'

type Values = { content: 'data' | 'secrets' | 'whole'; lock: 'passphrase' | 'recipients'; passphrase: string; again: string; recipients: string[] }
const contents = [{ value: 'whole', label: 'Whole: data and secrets together' }, { value: 'data', label: 'Data: the database' }, { value: 'secrets', label: 'Secrets: keys and certificates' }]
const bodyOf = ({ content, lock, passphrase, recipients }: Values) => ({ content, ...(lock === 'passphrase' ? { passphrase } : { recipients }) })

export function MakeBackup({ disabledBecause }: { disabledBecause: string | undefined }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const make = useAct<Values>({
    act: (values, headers) => api.POST('/api/appliance/v1/backups', { body: bodyOf(values), headers }), done: 'The backup is under way.', refresh: [['backups']],
  })
  return (
    <ModalForm<Values> label="Make a backup" submit="Make it" size="lg" initial={{ content: 'whole', lock: 'passphrase', passphrase: '', again: '', recipients: [] }} act={make} disabledBecause={because(disabledBecause, may('create:backups'))}
      validate={{
        passphrase: (text, { lock }) => (lock === 'passphrase' && text.length < 8 ? 'At least eight characters: whoever finds the file will try short ones.' : null),
        again: (text, { lock, passphrase }) => (lock === 'passphrase' && text !== passphrase ? 'This is not the same.' : null),
        recipients: (keys, { lock }) => (lock !== 'recipients' ? null : keys.length === 0 ? 'At least one.' : keys.every((key) => /^age1[02-9a-z]{50,}$/.test(key)) ? null : 'A public age key begins with age1.'),
      }}>
      {(form) => (
        <>
          <Select label="What" allowDeselect={false} data={contents} {...form.getInputProps('content')} />
          <div><Text size="sm" fw={500} mb={4}>Who may open it</Text><SegmentedControl aria-label="Who may open it" data={[{ value: 'passphrase', label: 'Whoever knows a passphrase' }, { value: 'recipients', label: 'Holders of age keys' }]} {...form.getInputProps('lock')} /></div>
          {form.values.lock === 'passphrase' ? (
            <>
              <PasswordField label="Passphrase" description="Without it nothing can be restored. It is kept sealed until the proof is done, then forgotten." required autoComplete="new-password" {...form.getInputProps('passphrase')} />
              <PasswordField label="Once more" required autoComplete="new-password" {...form.getInputProps('again')} />
            </>
          ) : <LinesField label="Recipients" description="Public age keys, one a line." required value={form.values.recipients} onChange={(keys) => form.setFieldValue('recipients', keys)} error={form.errors['recipients']} />}
        </>
      )}
    </ModalForm>
  )
}

/** A passphrase that opens nothing, as a refusal. Asked first where the file lies on this node: what cannot begin would stand there as what failed. */
export async function doesNotOpen(api: ApplianceApi, id: string, passphrase: string): Promise<{ error: { message: string }; response: Response } | undefined> {
  const { data } = await api.POST('/api/appliance/v1/backups/{id}/check-password', { params: { path: { id } }, body: { passphrase } })
  return data?.opens === false ? { error: { message: data.sentence }, response: new Response(null, { status: 400 }) } : undefined
}

export function ProveBackup({ id, passphrase, disabledBecause }: { id: string; passphrase: boolean; disabledBecause: string | undefined }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const params = { path: { id } }
  const prove = useAct<{ passphrase: string }>({
    async act({ passphrase: typed }, headers) {
      const wrong = typed ? await doesNotOpen(api, id, typed) : undefined
      return wrong ?? api.POST('/api/appliance/v1/backups/{id}/prove', { params, body: typed ? { passphrase: typed } : {}, headers })
    },
    done: 'It is restored into a scratch database now.', refresh: [['backups']],
  })
  return (
    <ModalForm<{ passphrase: string }> label="Prove" submit="Prove" variant="default" buttonSize="xs" initial={{ passphrase: '' }} act={prove} disabledBecause={because(disabledBecause, may('update:backups'))}>
      {(form) => <><Text size="sm">The backup is restored into a scratch database beside the running one, and somebody signs in there. Nothing that runs is touched.</Text>{passphrase && <PasswordField label="Passphrase" autoComplete="off" {...form.getInputProps('passphrase')} />}</>}
    </ModalForm>
  )
}
