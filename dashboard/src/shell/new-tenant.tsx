/** The form for a new tenant: for those who run the appliance, and for everybody else where it lets people make their own. */
import { Modal, TextInput } from '@mantine/core'
import { useAct, type Act } from '../acts/use-act.ts'
import { useAppliance } from '../api/hooks.ts'
import { ActForm, type FormOf } from '../forms/act-form.tsx'
import { ModalForm } from '../forms/modal-form.tsx'
import { tenantNameTrouble } from '../forms/tenant-name.ts'
import { pathTo } from '../paths.ts'

type Values = { name: string }

/** Loads the page anew: which tenants are open to a person is asked at the start. */
export const openAnew = (name: string): void => location.assign(pathTo('overview', { tenant: name }))

const form = {
  initial: { name: '' },
  validate: { name: tenantNameTrouble },
  children: ({ getInputProps }: FormOf<Values>) => <TextInput label="Name" description="The first label of its host name; it cannot be changed later. Whoever runs the appliance provides its DNS record and its name in the certificate." required autoComplete="off" spellCheck={false} data-autofocus {...getInputProps('name')} />,
}

export const CreateTenant = ({ act, disabledBecause }: { act: Act<Values>; disabledBecause: string | undefined }) => <ModalForm<Values> {...form} label="Create tenant" act={act} disabledBecause={disabledBecause} />

/** For a person who may make a tenant of their own. */
export function OwnTenant({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const api = useAppliance()
  const act = useAct<Values>({ act: (body, headers) => api.POST('/api/appliance/v1/access/tenants', { body, headers }), onDone: (_, { name }) => openAnew(name) })
  return <Modal opened={opened} onClose={onClose} title="A tenant of your own"><ActForm<Values> {...form} act={act} submit="Create" fresh onCancel={onClose} /></Modal>
}
