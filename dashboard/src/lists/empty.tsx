import { Stack, Text } from '@mantine/core'
import type { Icon } from '@tabler/icons-react'

/** Where a list would be: what will stand here, and how to get the first one. */
export function Empty({ icon: EmptyIcon, title, children, action }: { icon?: Icon; title: string; children?: React.ReactNode; action?: React.ReactNode }) {
  return (
    <Stack align="center" gap={6} py="xl" px="md">
      {EmptyIcon && <EmptyIcon size={34} stroke={1.3} color="var(--mantine-color-dimmed)" aria-hidden />}
      <Text fw={600}>{title}</Text>
      {children && <Text c="dimmed" size="sm" ta="center" maw={460} component="div">{children}</Text>}
      {action}
    </Stack>
  )
}
