/** One tenant of a backup, put back beside the others, and a backup file that was brought from elsewhere. */
import { Autocomplete, Text, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { because, useMayConfigure } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useAppliance, useKey, useRead } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import type { ApplianceAnswered } from '../../api/session.ts'
import { filled } from '../../forms/act-form.tsx'
import { ModalForm } from '../../forms/modal-form.tsx'
import { PasswordField } from '../../forms/password-field.tsx'
import { tenantNameTrouble } from '../../forms/tenant-name.ts'
import { doesNotOpen } from './make.tsx'

type Tenants = { rows: ApplianceAnswered<'appliance-tenants.list'> }
type Values = { tenant: string; as: string; passphrase: string }

/** Said here: a restore may wait for others first, and they would learn it only afterwards. */
const nameTrouble = (as: string, was: string, present: readonly string[]): string | null =>
  (as === '' ? null : tenantNameTrouble(as)) ?? (present.includes(as || was) ? `There is a tenant ${as || was}; give the restored one another name.` : null)

export function RestoreTenant({ id, content, passphrase, disabledBecause }: { id: string; content: string; passphrase: boolean; disabledBecause: string | undefined }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const client = useQueryClient()
  const key = useKey(['tenants'])
  const present = () => (client.getQueryData<Tenants>(key)?.rows ?? []).map(({ name }) => name)
  const restore = useAct<Values, ApplianceAnswered<'tenant-restore.create'>>({
    async act({ tenant, as, passphrase: typed }, headers) {
      const wrong = typed ? await doesNotOpen(api, id, typed) : undefined
      return wrong ?? (api.POST('/api/appliance/v1/backups/{id}/tenants', { params: { path: { id } }, body: { tenant: tenant.trim(), ...(as.trim() ? { as: as.trim() } : {}), ...(typed ? { passphrase: typed } : {}) }, headers }) as never)
    },
    done: ({ sentence }) => sentence, refresh: [['tenants']],
  })
  return (
    <ModalForm<Values> label="Restore a tenant" submit="Restore it" variant="default" buttonSize="xs" initial={{ tenant: '', as: '', passphrase: '' }} act={restore} validate={{ tenant: filled, as: (as, { tenant }) => nameTrouble(as.trim(), tenant.trim(), present()), passphrase: (typed) => (passphrase ? filled(typed) : null) }}
      disabledBecause={because(disabledBecause, content === 'secrets' && 'This backup holds keys and certificates alone; tenants are in one of the data.', may('update:backups'))}>
      {(form) => (
        <>
          <Text size="sm">The tenant is copied out of the backup and stands beside the others. Nothing that is here changes; a large backup takes minutes, and the tenant appears under Tenants.</Text>
          <TenantName {...form.getInputProps('tenant')} />
          <TextInput label="Another name" description="Needed while a tenant of that name is here. Small letters, digits and hyphens; it becomes part of the host name." placeholder="as it was" maxLength={63} {...form.getInputProps('as')} />
          {passphrase && <PasswordField label="Passphrase" description="That of the backup, tried before anything else." required autoComplete="off" {...form.getInputProps('passphrase')} />}
        </>
      )}
    </ModalForm>
  )
}

/** Those of today are offered; what is gone today can be typed. */
function TenantName(props: { value?: string; onChange?: (value: string) => void; error?: React.ReactNode }) {
  const api = useAppliance()
  const { data } = useRead(['tenants'], async () => ({ rows: await read(api.GET('/api/appliance/v1/tenants')) }))
  return <Autocomplete label="Tenant" description="Its name when the backup was made, also where it is gone today." required maxLength={63} data={(data?.rows ?? []).filter(({ is_root: root }) => !root).map(({ name }) => name)} {...props} />
}

export function AdoptFile({ disabledBecause }: { disabledBecause: string | undefined }) {
  const api = useAppliance()
  const may = useMayConfigure()
  const adopt = useAct<{ file: string; passphrase: string }>({
    act: ({ file, passphrase }, headers) => api.POST('/api/appliance/v1/backups/adopt', { body: { file: file.trim(), ...(passphrase ? { passphrase } : {}) }, headers }), done: 'The file is in the list.', refresh: [['backups']],
  })
  return (
    <ModalForm<{ file: string; passphrase: string }> label="Take in a file" submit="Take it in" variant="default" initial={{ file: '', passphrase: '' }} act={adopt} disabledBecause={because(disabledBecause, may('update:backups'))}
      validate={{ file: (name) => (/^\w[\w.-]*\.tar\.age$/.test(name.trim()) ? null : 'The name of a file that ends in .tar.age, without folders.') }}>
      {(form) => (
        <>
          <Text size="sm">For a backup from a second site: copy it into the folder of backups on the node that answers you, and name it here.</Text>
          <TextInput label="File" placeholder="bailiwick-whole-20261126T023000Z-1a2b3c.tar.age" required maxLength={200} classNames={{ input: 'mono' }} {...form.getInputProps('file')} />
          <PasswordField label="Passphrase" description="With it the backup is looked into at once." autoComplete="off" {...form.getInputProps('passphrase')} />
        </>
      )}
    </ModalForm>
  )
}
