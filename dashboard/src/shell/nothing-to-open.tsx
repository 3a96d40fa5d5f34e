import { Button, Center, Group, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useSession } from '../api/hooks.ts'
import { OwnTenant } from './new-tenant.tsx'

/** For a person of the root tenant authority whom nobody has made an administrator of anything yet. */
export function NothingToOpen() {
  const { access, signOut } = useSession()
  const [making, setMaking] = useState(false)
  const may = access.new_tenants > 0
  return (
    <Center component="main" mih="70vh" p="md">
      <Stack gap="sm" maw={520}>
        <Title order={1}>Nothing to open yet</Title>
        <Text>You are signed in as {access.email ?? access.name ?? access.user_id}, and no tenant has you among its administrators. Ask an administrator of the tenant you work on to add you, under Administrators{may ? ', or create a tenant of your own' : ''}.</Text>
        <Group>{may && <Button onClick={() => setMaking(true)}>Create a tenant</Button>}<Button variant={may ? 'default' : 'filled'} onClick={() => void signOut()}>Sign in as somebody else</Button></Group>
        <OwnTenant opened={making} onClose={() => setMaking(false)} />
      </Stack>
    </Center>
  )
}
