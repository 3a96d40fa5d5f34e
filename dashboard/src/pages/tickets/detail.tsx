/** One ticket: clock, answers to the questionnaire, thread, files, and what either party can do with it. */
import { Alert, Checkbox, Group, Stack, Text, Textarea } from '@mantine/core'
import { useParams } from 'react-router'
import { ActButton } from '../../acts/act-button.tsx'
import { because, useMayConfigure } from '../../acts/may.ts'
import { saveText } from '../../acts/save-file.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance, useRead } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import { ActForm, filled } from '../../forms/act-form.tsx'
import { WordsForm } from '../../forms/words-form.tsx'
import { Moment } from '../../lists/moment.tsx'
import { span } from '../../lists/quantities.ts'
import { Status } from '../../lists/status.tsx'
import { Who } from '../../lists/who.tsx'
import { pathTo } from '../../paths.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page } from '../../shell/page.tsx'
import { Section } from '../../shell/section.tsx'
import { Messages } from '../tasks/thread.tsx'
import { Attachments } from './attachments.tsx'
import { OpenTicket } from './open.tsx'
import { clockTones, questions, severityTone, severityWord, stateTones, type Ticket } from './ticket.types.ts'

export default function TicketPage() {
  const { id = '' } = useParams()
  const api = useAppliance()
  const query = useRead(['tickets', id], () => read(api.GET('/api/appliance/v1/tickets/{id}', { params: { path: { id } } })), { refetchInterval: 15_000 })
  return <Loaded query={query}>{(ticket) => <TicketShown ticket={ticket} />}</Loaded>
}

function TicketShown({ ticket }: { ticket: Ticket }) {
  const { id, subject, state, severity, clock, questionnaire, environment, plan, follows, thread } = ticket
  return (
    <Page title={`${id}: ${subject}`} back={{ to: pathTo('tickets'), label: 'Support tickets' }} badges={<><Status tone={stateTones[state]}>{state}</Status><Status tone={severityTone(severity)}>{severityWord(severity)}</Status></>}
      about={<>{environment}, plan {plan}, opened <Moment at={ticket.opened_at} /> by <Who by={ticket.opened_by} />{follows ? `; follows ${follows}` : ''}</>} actions={<TicketActs ticket={ticket} />}>
      <Stack gap="md">
        <Section title="Clock">
          <Group gap="xs"><Status tone={clockTones[clock.state]}>{clock.state}</Status><Text size="sm">{span(clock.usedMinutes * 60)} of {span(clock.targetMinutes * 60)} used until the first answer{clock.holder ? `; the next step is with the ${clock.holder}` : ''}{clock.due ? <>, due <Moment at={clock.due} /></> : ''}.</Text></Group>
        </Section>
        {ticket.severity_raise !== null && ticket.severity_raise !== undefined && <RaiseAsked ticket={ticket} />}
        <Section title="The case"><dl className="definition">{Object.entries(questionnaire).flatMap(([name, value]) => [<dt key={`${name}?`}>{questions[name] ?? name.replaceAll('_', ' ')}</dt>, <dd key={name} style={{ whiteSpace: 'pre-wrap' }}>{typeof value === 'string' ? value : typeof value === 'boolean' ? (value ? 'yes' : 'no') : JSON.stringify(value)}</dd>])}</dl></Section>
        <Section title="Thread"><Messages of={thread} />{state !== 'closed' && <Write ticket={ticket} />}</Section>
        <Attachments ticket={ticket} />
      </Stack>
    </Page>
  )
}

const refresh = [['tickets'], ['next-steps']]

function TicketActs({ ticket: { id, state, severity } }: { ticket: Ticket }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const params = { path: { id } }
  const no = may('update:appliance')
  const resolve = useAct<string>({ act: (resolution, headers) => api.POST('/api/appliance/v1/tickets/{id}/resolve', { params, body: { resolution }, headers }), done: 'Said to be solved; the subscriber confirms.', refresh })
  const close = useAct<void>({ act: (_, headers) => api.POST('/api/appliance/v1/tickets/{id}/close', { params, headers }), done: `${id} is closed.`, refresh })
  const raise = useAct<string>({ act: (reason, headers) => api.POST('/api/appliance/v1/tickets/{id}/severity', { params, body: { severity: (severity - 1) as never, reason }, headers }), done: 'The subscriber was asked to consent.', refresh })
  const save = async () => saveText(`${id}.json`, 'application/json', JSON.stringify(await read(api.GET('/api/appliance/v1/tickets/{id}/file', { params })), null, 2))
  return (
    <>
      {state !== 'closed' && <ActButton size="sm" loading={close.pending} onClick={() => void close.run()} disabledBecause={no}>Confirm and close</ActButton>}
      {state !== 'closed' && <WordsForm label="Solved" submit="Say so" ask="How it was solved" rows={3} act={resolve} disabledBecause={no} />}
      {state !== 'closed' && <WordsForm label="Raise severity" submit="Propose" ask="Why" about="The provider proposes one step more; the subscriber consents." act={raise} disabledBecause={because(no, severity === 1 && 'There is none above urgent.')} />}
      {state === 'closed' && <OpenTicket follows={id} />}
      <ActButton size="sm" variant="default" onClick={() => void save()}>Save as a signed file</ActButton>
    </>
  )
}

function RaiseAsked({ ticket: { id, severity_raise: raised } }: { ticket: Ticket }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const settle = useAct<boolean>({ act: (consent, headers) => api.POST('/api/appliance/v1/tickets/{id}/severity/consent', { params: { path: { id } }, body: { consent }, headers }), done: 'Settled.', refresh })
  return (
    <Alert variant="default" title={`The provider proposes severity ${raised}`}>
      <Group gap="xs"><ActButton size="xs" loading={settle.pending} onClick={() => void settle.run(true)} disabledBecause={may('update:appliance')}>Consent</ActButton><ActButton size="xs" variant="default" onClick={() => void settle.run(false)} disabledBecause={may('update:appliance')}>Refuse</ActButton></Group>
    </Alert>
  )
}

function Write({ ticket: { id, thread } }: { ticket: Ticket }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const write = useAct<{ text: string; keep_step: boolean }>({ act: (body, headers) => api.POST('/api/appliance/v1/tickets/{id}/comments', { params: { path: { id } }, body, headers }), done: 'Written.', refresh })
  return (
    <ActForm<{ text: string; keep_step: boolean }> key={thread.length} initial={{ text: '', keep_step: false }} validate={{ text: filled }} act={write} submit="Write" disabledBecause={may('update:appliance')}>
      {(form) => <><Textarea label="Message" autosize minRows={3} {...form.getInputProps('text')} /><Checkbox label="The next step stays with us" {...form.getInputProps('keep_step', { type: 'checkbox' })} /></>}
    </ActForm>
  )
}
