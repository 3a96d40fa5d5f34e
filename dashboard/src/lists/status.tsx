import { Badge } from '@mantine/core'

const dots = { good: 'var(--mantine-color-green-7)', watch: 'var(--mantine-color-yellow-6)', bad: 'var(--mantine-color-red-7)', quiet: 'var(--mantine-color-gray-5)' } as const

export type Tone = keyof typeof dots

/** A state in a word or two: a coloured dot for those who see colours, readable words for everybody. */
export const Status = ({ tone, children, title }: { tone: Tone; children: React.ReactNode; title?: string }) => (
  <Badge variant="default" fw={500} style={{ textTransform: 'none', overflow: 'visible' }} styles={{ label: { overflow: 'visible' } }} title={title} leftSection={<span aria-hidden style={{ display: 'block', width: 8, height: 8, borderRadius: 4, background: dots[tone] }} />}>{children}</Badge>
)
