/** Every setting of the appliance, group by group, with a search over their names and words. */
import { Button, Group, Stack } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { Link } from 'react-router'
import { Empty } from '../../lists/empty.tsx'
import { useListState } from '../../lists/list-state.ts'
import { SearchField } from '../../lists/search-field.tsx'
import { pathTo } from '../../paths.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page } from '../../shell/page.tsx'
import { Section } from '../../shell/section.tsx'
import { SendTestMail } from './send-test-mail.tsx'
import { SettingForm } from './setting-form.tsx'
import { grouped, useSettings } from './setting.ts'

export default function Settings() {
  const query = useSettings()
  const state = useListState<'q'>()
  const words = state.get('q').toLowerCase().split(/\s+/).filter(Boolean)
  return (
    <Page title="Settings" about="What the appliance is set to. A change is refused whole or obeyed by every node, and each is a version that can be taken back."
      actions={<Button component={Link} to={pathTo('settingHistory')} variant="default" size="sm" leftSection={<IconHistory size={16} aria-hidden />}>History</Button>}>
      <Loaded query={query}>{(settings) => {
        const groups = grouped(settings.filter(({ id, title, about }) => words.every((word) => `${id} ${title} ${about}`.toLowerCase().includes(word))))
        return (
          <Stack gap="md">
            <Group><SearchField label="Find a setting" value={state.get('q')} onSearch={(q) => state.set({ q })} /></Group>
            {groups.length === 0 && <Empty title="No setting has these words">The search looks at names, titles and descriptions.</Empty>}
            {groups.map(({ name, title, settings: members }) => (
              <Section key={name} title={title} actions={name === 'mail' ? <SendTestMail /> : undefined}><SettingForm settings={members} /></Section>
            ))}
          </Stack>
        )
      }}</Loaded>
    </Page>
  )
}
