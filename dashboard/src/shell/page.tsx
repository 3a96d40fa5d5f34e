/** A page: its heading, what can be done here, its content. */
import { Anchor, Box, Group, Text, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { IconChevronLeft } from '@tabler/icons-react'
import { Link, useLocation, useParams } from 'react-router'

export type PageProps = {
  title: string
  /** One sentence that says what the page is for. */
  about?: React.ReactNode
  back?: { to: string; label: string }
  actions?: React.ReactNode
  /** Beside the title. */
  badges?: React.ReactNode
  wide?: boolean
  children: React.ReactNode
}

export function Page({ title, about, back, actions, badges, wide = false, children }: PageProps) {
  // Of several windows each says which tenant it shows.
  const { tenant } = useParams()
  const { pathname } = useLocation()
  useDocumentTitle([title, tenant, 'Bailiwick'].filter(Boolean).join(' · '))
  return (
    <Box component="div" data-address={pathname} p={{ base: 'sm', sm: 'lg' }} maw={wide ? 1500 : 1180} mx="auto">
      {back && (
        <Anchor component={Link} to={back.to} size="sm" mb={6} display="inline-flex" style={{ alignItems: 'center', gap: 2 }}>
          <IconChevronLeft size={15} aria-hidden />{back.label}
        </Anchor>
      )}
      <Group justify="space-between" align="flex-start" mb="md" gap="sm">
        <div style={{ minWidth: 0, flex: '1 1 16rem' }}>
          <Group gap="xs"><Title order={1} style={{ overflowWrap: 'anywhere' }}>{title}</Title>{badges}</Group>
          {about && <Text c="dimmed" size="sm" mt={4} maw={760}>{about}</Text>}
        </div>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Box>
  )
}
