import { Alert, ColorInput, Grid, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import { useState } from 'react'
import { ActSwitch } from '../../acts/act-switch.tsx'
import { useMay } from '../../acts/may.ts'
import { useAct } from '../../acts/use-act.ts'
import { useRead, useTenant } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import { ActForm } from '../../forms/act-form.tsx'
import { Loaded } from '../../shell/loaded.tsx'
import { Page } from '../../shell/page.tsx'
import { Section } from '../../shell/section.tsx'
import { contrast, LoginPreview } from './login-preview.tsx'

type Look = { primary: string; logo_url: string; favicon_url: string }

/** What the pages use when nothing is set; see `src/login/pages/brand.ts`. */
const ownPrimary = '#3b4fbe'

const colour = (value: string): string | null => (value === '' || /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.test(value) ? null : 'A colour like #1f4e5f.')
const https = (value: string): string | null => (value === '' || (URL.canParse(value) && new URL(value).protocol === 'https:') ? null : 'An address that begins with https://.')

export default function Branding() {
  const { api, name, friendly_name: friendly } = useTenant()
  const may = useMay()
  const branding = useRead(['branding'], () => read(api.GET('/api/v2/branding')))
  const prompts = useRead(['prompts'], () => read(api.GET('/api/v2/prompts')))
  const [draft, setDraft] = useState<Look>()
  const save = useAct({
    act: ({ primary, logo_url, favicon_url }: Look) => api.PATCH('/api/v2/branding', { body: { colors: { primary: primary || null }, logo_url: logo_url || null, favicon_url: favicon_url || null } }),
    done: 'Saved. The login page looks so at once.', refresh: [['branding']],
  })
  const choose = useAct({ act: (body: { identifier_first: boolean }) => api.PATCH('/api/v2/prompts', { body }), done: 'Saved.', refresh: [['prompts']] })
  return (
    <Page title="Branding" about="How the login pages of this tenant look. People’s own setting of light and dark counts." wide>
      <Loaded query={branding}>
        {(found) => {
          const saved: Look = { primary: found.colors?.primary ?? '', logo_url: found.logo_url ?? '', favicon_url: found.favicon_url ?? '' }
          const shown = draft ?? saved
          const ratio = contrast(shown.primary || ownPrimary)
          return (
            <Grid gap="md">
              <Grid.Col span={{ base: 12, md: 5 }}>
                <Stack gap="md">
                  <Section title="Look">
                    <ActForm initial={saved} validate={{ primary: colour, logo_url: https, favicon_url: https }} act={save} onValues={setDraft} fieldOf={(field) => (field === 'colors' ? 'primary' : field)} disabledBecause={may('update:branding')}>
                      {(form) => (
                          <>
                            <ColorInput label="Colour" description="Of buttons and links. Empty: the product’s own." format="hex" swatches={['#1f4e5f', '#0b7285', '#2b8a3e', '#5f3dc4', '#a61e4d', '#d9480f', '#343a40']} eyeDropperButtonProps={{ 'aria-label': 'Pick a colour from the screen' }} {...form.getInputProps('primary')} />
                            {ratio < 3 && <Alert color="yellow" variant="light" icon={<IconInfoCircle size={17} aria-hidden />}><Text size="sm">Little contrast against white ({ratio.toFixed(1)} to 1); the pages will choose a readable shade for links.</Text></Alert>}
                            <TextInput label="Logo" placeholder="https://cdn.example.com/logo.svg" description="Address of an image, over HTTPS." {...form.getInputProps('logo_url')} />
                            <TextInput label="Icon of the tab" placeholder="https://cdn.example.com/favicon.ico" {...form.getInputProps('favicon_url')} />
                          </>
                      )}
                    </ActForm>
                  </Section>
                  <Section title="Way through">
                    <Loaded query={prompts}>
                      {({ identifier_first: first }) => <ActSwitch label="Ask for the name first" description="The password is asked on a page of its own." checked={first} disabledBecause={may('update:prompts')} pending={choose.pending} onSwitch={(on) => void choose.run({ identifier_first: on })} />}
                    </Loaded>
                  </Section>
                </Stack>
              </Grid.Col>
              <Grid.Col span={{ base: 12, md: 7 }}>
                <Section title="Preview" about="Drawn here while you type; nothing is changed until you save.">
                  <LoginPreview name={friendly ?? name} primary={shown.primary || ownPrimary} logo={shown.logo_url} identifierFirst={prompts.data?.identifier_first ?? false} />
                  <Group><Text size="xs" c="dimmed">A logo from another host is not loaded here; the preview shows its place.</Text></Group>
                </Section>
              </Grid.Col>
            </Grid>
          )
        }}
      </Loaded>
    </Page>
  )
}
