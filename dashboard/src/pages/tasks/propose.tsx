/** Proposing any operation that the matrix knows, for those who want it done and may not do it themselves. */
import { Select, Textarea } from '@mantine/core'
import { useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import { filled } from '../../forms/act-form.tsx'
import { JsonField, objectText } from '../../forms/json-field.tsx'
import { ModalForm } from '../../forms/modal-form.tsx'

type Values = { operation: string; input: string; reason: string }

export function ProposeTask() {
  const api = useAppliance()
  const may = useMayConfigure()
  const operations = useRead(['tasks', 'operations'], () => read(api.GET('/api/appliance/v1/tasks/operations')), { staleTime: 300_000 })
  const propose = useAct<Values>({
    act: ({ operation, input, reason }, headers) => api.POST('/api/appliance/v1/tasks', { body: { operation, ...(input.trim() ? { input: JSON.parse(input) as unknown } : {}), ...(reason ? { reason } : {}) }, headers }),
    done: 'The task is proposed.', refresh: [['tasks'], ['next-steps']],
  })
  return (
    <ModalForm<Values> label="Propose a task" submit="Propose" size="lg" initial={{ operation: '', input: '', reason: '' }} act={propose} disabledBecause={may('update:appliance')} validate={{ operation: filled, input: objectText() }}>
      {(form) => (
        <>
          <Select label="What should be done" required searchable limit={40} data={(operations.data ?? []).map(({ id, title, risk }) => ({ value: id, label: `${title} (${id}${risk === 'routine' ? '' : `, ${risk}`})` }))} {...form.getInputProps('operation')} />
          <JsonField label="With" description={'What the operation takes, as JSON: { "params": …, "query": …, "body": … }. Empty where it takes nothing.'} {...form.getInputProps('input')} />
          <Textarea label="Why" autosize minRows={2} {...form.getInputProps('reason')} />
        </>
      )}
    </ModalForm>
  )
}
