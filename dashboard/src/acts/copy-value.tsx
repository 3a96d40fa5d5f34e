import { ActionIcon, CopyButton, Group, Text, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy, IconEye, IconEyeOff } from '@tabler/icons-react'
import { useState } from 'react'

/** A value to be taken elsewhere; a secret stays covered until it is asked for. */
export function CopyValue({ value, label, secret = false }: { value: string; label: string; secret?: boolean }) {
  const [shown, setShown] = useState(!secret)
  return (
    <Group gap={4} wrap="nowrap" miw={0}>
      <Text className="mono" component="span" style={{ minWidth: 0 }}>{shown ? value : '•'.repeat(24)}</Text>
      {secret && (
        <Tooltip label={shown ? 'Cover' : 'Show'}><ActionIcon variant="subtle" color="gray" size="sm" aria-label={`${shown ? 'Cover' : 'Show'} ${label}`} onClick={() => setShown(!shown)}>{shown ? <IconEyeOff size={15} /> : <IconEye size={15} />}</ActionIcon></Tooltip>
      )}
      <CopyButton value={value}>
        {({ copied, copy }) => <Tooltip label={copied ? 'Copied' : 'Copy'}><ActionIcon variant="subtle" color="gray" size="sm" aria-label={`Copy ${label}`} onClick={copy}>{copied ? <IconCheck size={15} /> : <IconCopy size={15} />}</ActionIcon></Tooltip>}
      </CopyButton>
    </Group>
  )
}
