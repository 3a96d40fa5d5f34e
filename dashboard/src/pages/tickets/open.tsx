/** Opening a ticket: everything that a case needs, so that nobody has to ask twice; and the form of a critical issue, which cannot be filled wrongly. */
import { Alert, Select, Switch, Textarea, TextInput } from '@mantine/core'
import { useNavigate } from 'react-router'
import { useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import { filled, type FormOf } from '../../forms/act-form.tsx'
import { ModalForm } from '../../forms/modal-form.tsx'
import { pathTo } from '../../paths.ts'
import { kinds, questions, severities } from './ticket.types.ts'

type Values = { subject: string; kind: string; severity: string; description: string; tenant: string; applications: string; first_noticed: string; users: string; frequency: string; tried: string; errors: string; worked_before: boolean; business_process: string; workaround: boolean; contact: string; phone: string; follows: string }
const initial: Values = { subject: '', kind: 'incident', severity: '3', description: '', tenant: '', applications: '', first_noticed: '', users: '', frequency: '', tried: '', errors: '', worked_before: true, business_process: '', workaround: false, contact: '', phone: '', follows: '' }
const whenUrgent = (value: string, { severity }: Values) => (severity === '1' ? filled(value) : null)

function bodyOf({ subject, kind, severity, description, business_process, workaround, contact, phone, worked_before, follows, ...rest }: Values) {
  const words = Object.fromEntries(Object.entries(rest).filter(([, text]) => text !== ''))
  return { subject, kind, severity: Number(severity), questionnaire: { description, worked_before, ...words }, ...(severity === '1' ? { critical: { business_process, workaround, contact, phone } } : {}), ...(follows ? { follows } : {}) }
}

export function OpenTicket({ follows }: { follows?: string }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const navigate = useNavigate()
  const open = useAct<Values, { id: string }>({
    act: (values, headers) => api.POST('/api/appliance/v1/tickets', { body: bodyOf(values) as never, headers }),
    done: ({ id }) => `${id} is open, and acknowledged by mail.`, refresh: [['tickets'], ['next-steps']], onDone: ({ id }) => void navigate(pathTo('ticket', { id })),
  })
  return (
    <ModalForm<Values> label={follows ? 'Open a ticket that follows' : 'Open ticket'} submit="Open" size="lg" initial={{ ...initial, follows: follows ?? '' }} act={open} disabledBecause={may('update:appliance')}
      validate={{ subject: filled, description: filled, business_process: whenUrgent, contact: whenUrgent, phone: (phone, values) => (values.severity === '1' && !/^\+[1-9][0-9 ()-]{5,20}$/.test(phone) ? 'With the country code: +49 89 1234567.' : null), users: (users, { severity }) => (severity === '1' && users !== 'all' && users !== 'most' ? 'Urgent means that all or most users are affected; otherwise choose High.' : null) }}>
      {(form) => <Fields form={form} />}
    </ModalForm>
  )
}

function Fields({ form }: { form: FormOf<Values> }) {
  const api = useAppliance()
  const environment = useRead(['environments', 'card'], () => read(api.GET('/api/appliance/v1/environments/card')), { staleTime: 300_000 }).data?.environment
  const urgent = form.values.severity === '1'
  const field = form.getInputProps
  return (
    <>
      <TextInput label="Subject" required maxLength={300} {...field('subject')} />
      <Select label="Kind" allowDeselect={false} data={kinds} {...field('kind')} />
      <Select label="Severity" description="It cannot be changed afterwards; only the provider can propose a higher one." allowDeselect={false} data={Object.entries(severities).map(([value, label]) => ({ value, label, disabled: value === '1' && environment === 'development' }))} {...field('severity')} />
      {environment === 'development' && <Alert color="blue">This appliance is the development one: urgent is said only of production.</Alert>}
      {urgent && (
        <>
          <TextInput label={questions['business_process']} required {...field('business_process')} />
          <Switch label={questions['workaround']} {...field('workaround', { type: 'checkbox' })} error={form.values.workaround ? 'Urgent means that there is no way around it; choose High.' : undefined} />
          <TextInput label={questions['contact']} required {...field('contact')} />
          <TextInput label={questions['phone']} description="With the country code: +49 89 1234567" required {...field('phone')} />
        </>
      )}
      <Textarea label={questions['description']} description="Markdown." required autosize minRows={4} {...field('description')} />
      <TextInput label={questions['tenant']} {...field('tenant')} />
      <TextInput label={questions['applications']} {...field('applications')} />
      <TextInput label={questions['first_noticed']} {...field('first_noticed')} />
      <Select label={questions['users']} clearable data={['all', 'most', 'some', 'one']} {...field('users')} />
      <Select label={questions['frequency']} clearable data={['always', 'sometimes']} {...field('frequency')} />
      <Textarea label={questions['tried']} autosize minRows={2} {...field('tried')} />
      <Textarea label={questions['errors']} autosize minRows={2} classNames={{ input: 'mono' }} {...field('errors')} />
      <Switch label={questions['worked_before']} {...field('worked_before', { type: 'checkbox' })} />
    </>
  )
}
