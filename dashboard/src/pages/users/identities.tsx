import { ActButton } from '../../acts/act-button.tsx'
import { because, useMay } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useTenant } from '../../api/hooks.ts'
import { ModalForm } from '../../forms/modal-form.tsx'
import { DataTable } from '../../lists/data-table.tsx'
import { Problem } from '../../shell/problem.tsx'
import { Section } from '../../shell/section.tsx'
import type { User } from './detail.tsx'
import { UserPicker } from './user-picker.tsx'

/** What is known already, as a list that came. */
const given = <Row,>(rows: readonly Row[]) => ({ data: { rows }, error: null, isFetching: false, isPlaceholderData: false, refetch: () => undefined })

/** The accounts that stand behind one person. */
export function Identities({ user }: { user: User }) {
  const { api } = useTenant()
  const may = useMay()
  const path = { id: user.user_id }
  const link = useAct({
    act: ({ other }: { other: string }) => {
      const [provider = '', ...rest] = other.split('|')
      return api.POST('/api/v2/users/{id}/identities', { params: { path }, body: { provider: provider as 'auth0', user_id: rest.join('|') } })
    },
    done: 'The account was linked.', refresh: [['users']],
  })
  const unlink = useAct({ act: ({ provider, user_id: id }: { provider: string; user_id: string }) => api.DELETE('/api/v2/users/{id}/identities/{provider}/{user_id}', { params: { path: { ...path, provider, user_id: id } } }), done: 'The account stands for itself again.', refresh: [['users']] })
  const closed = may('update:users')
  return (
    <Section title="Accounts" about="A person with several accounts signs in with any of them and is one user." actions={
      <ModalForm label="Link an account" submit="Link" variant="default" act={link} initial={{ other: '' }} validate={{ other: (id) => (id ? null : 'Choose one of the users found.') }} disabledBecause={closed}>
        {(form) => <UserPicker label="The other account" description="Its profile and metadata give way to those of this user." except={{ ids: [user.user_id], because: 'this account' }} {...form.getInputProps('other')} />}
      </ModalForm>
    }>
      {unlink.problem && <Problem problem={unlink.problem} />}
      <DataTable
        label="Accounts" query={given(user.identities)} rowKey={({ provider, user_id: id }) => `${provider}|${id}`} empty={null}
        columns={[
          { title: 'Connection', cell: ({ connection }) => connection },
          { title: 'Account', cell: ({ provider, user_id: id }) => <span className="mono">{provider}|{id}</span> },
          { title: 'Actions', align: 'right', cell: (identity) => <ActButton size="compact-xs" variant="default" aria-label={`Unlink ${identity.provider}|${identity.user_id}`} disabledBecause={because(identity === user.identities[0] && 'The first account is the user itself.', closed)} onClick={() => void unlink.run({ provider: identity.provider, user_id: String(identity.user_id) })}>Unlink</ActButton> },
        ]}
      />
    </Section>
  )
}
