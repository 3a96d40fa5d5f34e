import { Alert, Grid, Group, Modal, SegmentedControl, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core'
import { useDebouncedValue, useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { useParams } from 'react-router'
import { keepPreviousData } from '@tanstack/react-query'
import { ActButton } from '../../acts/act-button.tsx'
import { useMay } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useRead, useSession, useTenant } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import { ActForm, filled } from '../../forms/act-form.tsx'
import { pathTo } from '../../paths.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page } from '../../shell/page.tsx'
import { Section } from '../../shell/section.tsx'
import { letterName } from './letter-names.ts'
import { useLetters } from './list.tsx'

type Words = { subject: string; body: string; from: string; enabled: boolean }

const start = (subject: string): Words => ({
  subject, from: '', enabled: false,
  body: '<p>Hello {{ user.name | default: user.email }},</p>\n<p>please follow this link: <a href="{{ url }}">{{ url }}</a></p>\n<p>{{ friendly_name }}</p>\n',
})

export default function EmailPage() {
  const { name = '' } = useParams()
  const { api, name: tenant } = useTenant()
  const letters = useLetters()
  const row = letters.data?.rows.find(({ template }) => template === name)
  const own = useRead(['letters', 'own', name], () => read(api.GET('/api/v2/email-templates/{templateName}', { params: { path: { templateName: name } } })), { enabled: row?.own === true })
  const { title, about } = letterName(name)
  const words = row && !row.own ? start(row.subject) : own.data && { subject: own.data.subject ?? '', body: own.data.body ?? '', from: own.data.from ?? '', enabled: own.data.enabled === true }
  return (
    <Page title={title} about={about} back={{ to: pathTo('emails', { tenant }), label: 'E-mails' }} wide actions={<TestSend name={name} />}>
      <Loaded query={letters}>{() => words ? <Editor key={name} name={name} own={row?.own === true} words={words} /> : <Text size="sm" c="dimmed">This server sends no letter of that name.</Text>}</Loaded>
    </Page>
  )
}

function Editor({ name, own, words }: { name: string; own: boolean; words: Words }) {
  const { api } = useTenant()
  const may = useMay()
  const [draft, setDraft] = useState(words)
  const [which, setWhich] = useState('in use')
  const [settled] = useDebouncedValue(draft, 400)
  const body = which === 'draft' ? { subject: settled.subject, body: settled.body } : {}
  const preview = useRead(['letters', 'preview', name, body, own], () => read(api.POST('/api/v2/letters/{template}/preview', { params: { path: { template: name } }, body })), { placeholderData: keepPreviousData, retry: false })
  const save = useAct({
    act: ({ from, ...values }: Words) => {
      const sent = { template: name as 'reset_email', syntax: 'liquid' as const, from: from.trim() || null, ...values }
      return own ? api.PATCH('/api/v2/email-templates/{templateName}', { params: { path: { templateName: name } }, body: sent }) : api.POST('/api/v2/email-templates', { body: sent })
    },
    done: 'Saved.', refresh: [['letters']],
  })
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, md: 6 }}>
        <Section title="Your own words" about="HTML with Liquid: user.name, user.email, url, friendly_name, support_email. Used only while switched on.">
          <ActForm initial={words} validate={{ subject: filled, body: filled }} act={save} fresh={!own} onValues={(values) => { setDraft(values); setWhich('draft') }} disabledBecause={may('update:email_templates')}>
            {(form) => (
              <>
                <TextInput label="Subject" maxLength={2048} {...form.getInputProps('subject')} />
                <TextInput label="Sender" description="An address, or a name and an address in angle brackets. Empty: no-reply at this tenant." maxLength={2048} {...form.getInputProps('from')} />
                <Textarea label="Body" autosize minRows={10} maxRows={24} maxLength={100_000} spellCheck={false} classNames={{ input: 'mono' }} {...form.getInputProps('body')} />
                <Switch label="Use these words" description="Off: the built-in letter is sent." {...form.getInputProps('enabled', { type: 'checkbox' })} />
              </>
            )}
          </ActForm>
        </Section>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 6 }}>
        <Section title="Preview" about="With made-up values." actions={<SegmentedControl size="xs" aria-label="What is shown" value={which} onChange={setWhich} data={[{ value: 'in use', label: 'In use' }, { value: 'draft', label: 'As written' }]} />}>
          {preview.error && <Alert color="red" role="alert"><Text size="sm">{preview.error.sentence}</Text></Alert>}
          {preview.data && (
            <Stack gap="xs">
              <Text size="sm"><Text span c="dimmed">Subject: </Text>{preview.data.subject}</Text>
              <iframe title="Preview of the letter" sandbox="" srcDoc={preview.data.html} style={{ width: '100%', height: 460, border: '1px solid var(--mantine-color-default-border)', borderRadius: 4, background: '#fff' }} />
            </Stack>
          )}
        </Section>
      </Grid.Col>
    </Grid>
  )
}

function TestSend({ name }: { name: string }) {
  const { api } = useTenant()
  const { access } = useSession()
  const may = useMay()
  const [opened, { open, close }] = useDisclosure()
  const send = useAct({ act: (body: { to: string }) => api.POST('/api/v2/letters/{template}/test', { params: { path: { template: name } }, body }), done: ({ sentence }) => sentence, onDone: close })
  return (
    <Group>
      <ActButton variant="default" onClick={open} disabledBecause={may('update:email_templates')}>Send a test</ActButton>
      <Modal opened={opened} onClose={close} title="Send a test">
        <ActForm initial={{ to: access.email ?? '' }} act={send} fresh submit="Send" onCancel={close} validate={{ to: filled }}>
          {(form) => <TextInput label="To" type="email" data-autofocus description="The letter as it is in use now, with made-up values." {...form.getInputProps('to')} />}
        </ActForm>
      </Modal>
    </Group>
  )
}
