/** The journal against a head that was signed earlier and kept elsewhere: finds also what was cut off its end. */
import { Textarea, TextInput } from '@mantine/core'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance } from '../../api/hooks.ts'
import { pastedFile } from '../../forms/json-field.tsx'
import { ModalForm } from '../../forms/modal-form.tsx'

export type Verdict = { ok: boolean; sentence: string }
type Values = { anchor: string; key: string }

export function CheckAnchor({ onVerdict }: { onVerdict: (verdict: Verdict) => void }) {
  const api = useAppliance()
  const check = useAct<Values, Verdict>({ act: ({ anchor, key }, headers) => api.POST('/api/appliance/v1/journal/check', { body: { anchor: JSON.parse(anchor) as never, ...(key.trim() ? { public_key: key.trim() } : {}) }, headers }) as never, onDone: onVerdict })
  return (
    <ModalForm<Values> label="Check against a signed head" submit="Check" variant="default" size="lg" initial={{ anchor: '', key: '' }} validate={{ anchor: pastedFile }} act={check}>
      {(form) => (
        <>
          <Textarea label="Signed head" description="The file journal-anchor.json, as it was kept elsewhere." required autosize minRows={5} maxRows={14} spellCheck={false} classNames={{ input: 'mono' }} {...form.getInputProps('anchor')} />
          <TextInput label="Key of the appliance" description="As it was written down elsewhere; empty: the one it has now." maxLength={60} spellCheck={false} classNames={{ input: 'mono' }} {...form.getInputProps('key')} />
        </>
      )}
    </ModalForm>
  )
}
