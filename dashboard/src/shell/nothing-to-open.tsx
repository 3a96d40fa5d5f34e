import { Button, Center, Stack, Text, Title } from '@mantine/core'
import { useSession } from '../api/hooks.ts'

/** For a person of the root tenant authority whom nobody has made an administrator of anything yet. */
export function NothingToOpen() {
  const { access, signOut } = useSession()
  return (
    <Center component="main" mih="70vh" p="md">
      <Stack gap="sm" maw={520}>
        <Title order={1}>Nothing to open yet</Title>
        <Text>You are signed in as {access.email ?? access.name ?? access.user_id}, and no tenant has you among its administrators. Ask an administrator of the tenant you work on to add you, under Administrators.</Text>
        <div><Button onClick={() => void signOut()}>Sign in as somebody else</Button></div>
      </Stack>
    </Center>
  )
}
