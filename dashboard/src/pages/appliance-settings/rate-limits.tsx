/** Rate limits: whether they are on, and the buckets. The same settings as under Settings, with what a bucket looks like. */
import { Stack, Text } from '@mantine/core'
import { CodeBlock } from '../../acts/code-block.tsx'
import { Loaded } from '../../shell/loaded.tsx'
import { Page } from '../../shell/page.tsx'
import { Section } from '../../shell/section.tsx'
import { SettingForm } from './setting-form.tsx'
import { useSettings } from './setting.ts'

const example = JSON.stringify({ 'management-api': { size: 50, per_second: 10, override: { partner: { match: '^partner-', per_second: 50 }, 'internal-job': { unlimited: true } } } }, null, 2)

export default function RateLimits() {
  const query = useSettings()
  return (
    <Page title="Rate limiting" about="Token buckets, shared by every worker and node. Off on a new appliance. Answers carry X-RateLimit-Limit, -Remaining and -Reset; over the limit: 429 with Retry-After.">
      <Loaded query={query}>{(settings) => {
        const buckets = Object.keys((settings.find(({ id }) => id === 'limits.buckets')?.schema as { properties?: object } | undefined)?.properties ?? {})
        return (
          <Stack gap="md">
            <Section><SettingForm settings={settings.filter(({ id }) => id.startsWith('limits.')).reverse()} /></Section>
            <Section title="What a bucket looks like" about="size is how many may come at once; one of per_second, per_minute, per_hour and per_day is how many are added. What is not named keeps its usual limits.">
              <Text size="sm">Buckets: {buckets.map((name, index) => <span key={name}>{index > 0 && ', '}<span className="mono">{name}</span></span>)}.</Text>
              <CodeBlock code={example} label="Example" />
            </Section>
          </Stack>
        )
      }}</Loaded>
    </Page>
  )
}
