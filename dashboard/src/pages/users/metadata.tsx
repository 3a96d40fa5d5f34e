import { Stack } from '@mantine/core'
import { useMay } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useTenant } from '../../api/hooks.ts'
import { ActForm } from '../../forms/act-form.tsx'
import { asObject, asText, JsonField, mergePatch, objectText } from '../../forms/json-field.tsx'
import { Section } from '../../shell/section.tsx'
import type { User } from './detail.tsx'

export function UserMetadata({ user }: { user: User }) {
  return (
    <Stack gap="md">
      <Editor user={user} member="user_metadata" title="User metadata" about="Of the person: preferences, an address. Applications may let people change it." />
      <Editor user={user} member="app_metadata" title="Application metadata" about="Of your applications: a plan, external ids. People cannot change it." />
    </Stack>
  )
}

function Editor({ user, member, title, about }: { user: User; member: 'user_metadata' | 'app_metadata'; title: string; about: string }) {
  const { api } = useTenant()
  const may = useMay()
  const before = (user[member] ?? {}) as Record<string, unknown>
  const save = useAct({ act: ({ text }: { text: string }) => api.PATCH('/api/v2/users/{id}', { params: { path: { id: user.user_id } }, body: { [member]: mergePatch(before, asObject(text)) } }), done: 'Saved.', refresh: [['users']] })
  return (
    <Section title={title} about={about}>
      <ActForm initial={{ text: asText(before) }} validate={{ text: objectText() }} act={save} fieldOf={() => 'text'} disabledBecause={may('update:users')}>
        {(form) => <JsonField aria-label={title} placeholder="{}" {...form.getInputProps('text')} />}
      </ActForm>
    </Section>
  )
}
