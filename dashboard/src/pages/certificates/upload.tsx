/** Uploading a certificate as PEM or PFX: judged first, each fault in a sentence, before anything is shown to anybody. */
import { Alert, Button, FileInput, Group, List, Modal, SegmentedControl, Stack, Text, Textarea } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconUpload } from '@tabler/icons-react'
import { useState } from 'react'
import { ActButton } from '../../acts/act-button.tsx'
import { because, useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance } from '../../api/hooks.ts'
import type { operations } from '../../api/generated/appliance.d.ts'
import { PasswordField } from '../../forms/password-field.tsx'
import { theDay } from '../../lists/moment.tsx'
import { Problem } from '../../shell/problem.tsx'

export type Offer = operations['certificates.upload']['requestBody']['content']['application/json']
type Verdict = operations['certificates.check']['responses'][200]['content']['application/json']

export function UploadCertificate() {
  const may = useMayConfigure()
  const [opened, { open, close }] = useDisclosure()
  return (
    <>
      <ActButton size="sm" leftSection={<IconUpload size={16} aria-hidden />} onClick={open} disabledBecause={may('update:certificates')}>Upload certificate</ActButton>
      <Modal opened={opened} onClose={close} title="Upload certificate" size="lg"><UploadForm onDone={close} cancel={close} /></Modal>
    </>
  )
}

/** `onDone`: every node shows it. */
export function UploadForm({ onDone, cancel }: { onDone: () => void; cancel?: () => void }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const [offer, setOffer] = useState<Offer>({})
  const [verdict, setVerdict] = useState<Verdict>()
  const check = useAct<Offer, Verdict>({ act: (body, headers) => api.POST('/api/appliance/v1/certificates/check', { body, headers }), onDone: setVerdict })
  const upload = useAct<Offer>({
    act: (body, headers) => api.POST('/api/appliance/v1/certificates', { body, headers }), done: 'The certificate is shown on every node.', refresh: [['certificates']], onDone,
  })
  const none = offer.pfx === undefined && !offer.certificate && 'Choose a certificate first.'
  const change = (next: Offer) => {
    setOffer(next)
    setVerdict(undefined)
    check.reset()
    upload.reset()
  }
  return (
    <Stack gap="sm">
      <OfferFields offer={offer} onChange={change} />
      {check.problem && <Problem problem={check.problem} />}
      {upload.problem && <Problem problem={upload.problem} />}
      {verdict && <VerdictShown verdict={verdict} />}
      <Group justify="flex-end">
        {cancel && <Button variant="default" onClick={cancel}>Cancel</Button>}
        <ActButton variant="default" loading={check.pending} onClick={() => void check.run(offer)} disabledBecause={because(none)}>Check</ActButton>
        <ActButton loading={upload.pending} onClick={() => void upload.run(offer)} disabledBecause={because(may('update:certificates'), none, verdict?.fit === false && 'It has faults: see above.')}>Use it</ActButton>
      </Group>
    </Stack>
  )
}

export function OfferFields({ offer, onChange }: { offer: Offer; onChange: (offer: Offer) => void }) {
  const [format, setFormat] = useState<'pem' | 'pfx'>('pem')
  const fileInto = (take: (text: string) => Offer, encode: (file: File) => Promise<string>) => (file: File | null) => {
    if (file) void encode(file).then((text) => onChange(take(text)))
  }
  const text = (file: File) => file.text()
  return (
    <Stack gap="sm">
      <SegmentedControl aria-label="Format" value={format} onChange={(next) => { setFormat(next as 'pem' | 'pfx'); onChange({}) }} data={[{ value: 'pem', label: 'PEM' }, { value: 'pfx', label: 'PFX / PKCS#12' }]} />
      {format === 'pem' ? (
        <>
          <FileInput label="Certificate file" description="The server’s own first, then each intermediate, in one file." placeholder="Choose a file" accept=".pem,.crt,.cer" clearable onChange={fileInto((certificate) => ({ ...offer, certificate }), text)} />
          <Textarea label="or as text" minRows={3} maxRows={8} autosize spellCheck={false} classNames={{ input: 'mono' }} value={offer.certificate ?? ''} onChange={(event) => onChange({ ...offer, certificate: event.currentTarget.value })} />
          <FileInput label="Private key file" description="PEM, without a password. It may stand in the certificate file instead." placeholder="Choose a file" accept=".pem,.key" clearable onChange={fileInto((key) => ({ ...offer, private_key: key }), text)} />
        </>
      ) : (
        <>
          <FileInput label="PFX file" placeholder="Choose a file" accept=".pfx,.p12" clearable onChange={fileInto((pfx) => ({ ...offer, pfx }), base64)} />
          <PasswordField label="Password of the file" autoComplete="off" value={offer.password ?? ''} onChange={(event) => onChange({ ...offer, password: event.currentTarget.value })} />
        </>
      )}
    </Stack>
  )
}

async function base64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

function VerdictShown({ verdict: { fit, faults, remarks, names, not_after: until } }: { verdict: Verdict }) {
  return (
    <Alert color={fit ? 'green' : 'red'} title={fit ? 'It fits' : 'It cannot be used'} role="status">
      {faults.length > 0 && <List size="sm">{faults.map((fault) => <List.Item key={fault}>{fault}</List.Item>)}</List>}
      {remarks.map((remark) => <Text size="sm" key={remark}>{remark}</Text>)}
      {names.length > 0 && <Text size="sm">For {names.join(', ')}{until ? `, until ${theDay(until)}` : ''}.</Text>}
    </Alert>
  )
}
