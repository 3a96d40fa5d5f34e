import { Alert, Badge, Stack, Text } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import { Link } from 'react-router'
import { useMay } from '../../acts/may.ts'
import { useRead, useTenant } from '../../api/hooks.ts'
import { read } from '../../api/problem.ts'
import { DataTable } from '../../lists/data-table.tsx'
import { Empty } from '../../lists/empty.tsx'
import { pathTo } from '../../paths.ts'
import { Page } from '../../shell/page.tsx'
import { Tabbed } from '../../shell/tabbed.tsx'
import { letterName } from './letter-names.ts'
import { MailServer } from './mail-server.tsx'

export const useLetters = () => {
  const { api } = useTenant()
  return useRead(['letters'], async () => {
    const { letters, server } = await read(api.GET('/api/v2/letters'))
    return { rows: letters, server }
  })
}

export default function Emails() {
  const { name: tenant } = useTenant()
  const may = useMay()
  const letters = useLetters()
  return (
    <Page title="E-mails" about="Letters to the users of this tenant, and what sends them.">
      <Tabbed label="Parts of e-mails" tabs={[
        { name: 'letters', title: 'Letters', content: () => (
          <Stack gap="sm">
            {letters.data?.server === 'outbox' && <Alert color="yellow" variant="light" icon={<IconInfoCircle size={17} aria-hidden />}><Text size="sm">No mail server is set yet. Letters are kept as files in the outbox folder of the appliance.</Text></Alert>}
            <DataTable label="Letters" query={letters} rowKey={({ template }) => template} empty={<Empty title="No letters are sent." />} columns={[
              { title: 'Letter', cell: ({ template }) => <><Link className="row-link" to={pathTo('email', { tenant, name: template })}>{letterName(template).title}</Link><Text size="xs" c="dimmed">{letterName(template).about}</Text></> },
              { title: 'Subject', from: 'sm', cell: ({ subject }) => subject },
              { title: 'Words', cell: ({ own, enabled }) => <Badge variant={enabled ? 'light' : 'default'}>{enabled ? 'your own' : own ? 'draft' : 'built in'}</Badge> },
            ]} />
          </Stack>
        ) },
        may('read:email_provider') === undefined && { name: 'server', title: 'Mail server', content: () => <MailServer server={letters.data?.server} /> },
      ]} />
    </Page>
  )
}
