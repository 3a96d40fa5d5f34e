import { Group, Paper, Stack, Text, Title } from '@mantine/core'

/** A part of a page with a heading of its own. */
export function Section({ title, about, actions, children, danger = false }: { title?: React.ReactNode; about?: React.ReactNode; actions?: React.ReactNode; children: React.ReactNode; danger?: boolean }) {
  return (
    <Paper withBorder p={{ base: 'sm', sm: 'md' }} component="section" style={danger ? { borderColor: 'var(--mantine-color-error)' } : undefined}>
      <Stack gap="sm">
        {(title || actions) && (
          <Group justify="space-between" align="flex-start" gap="xs">
            <div style={{ minWidth: 0, flex: '1 1 14rem' }}>
              {title && <Title order={2}>{title}</Title>}
              {about && <Text c="dimmed" size="sm" mt={2}>{about}</Text>}
            </div>
            {actions && <Group gap="xs">{actions}</Group>}
          </Group>
        )}
        {children}
      </Stack>
    </Paper>
  )
}
