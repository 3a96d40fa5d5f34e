import { ActionIcon, Box, CopyButton, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'

/** Text to be copied whole: code, a command. */
export function CodeBlock({ code, label = 'Code' }: { code: string; label?: string }) {
  return (
    <Box pos="relative">
      <Box component="pre" className="code-block mono" m={0} pr={48} tabIndex={0} aria-label={label}>{code}</Box>
      <Box pos="absolute" top={6} right={6}>
        <CopyButton value={code}>
          {({ copied, copy }) => <Tooltip label={copied ? 'Copied' : 'Copy'}><ActionIcon variant="default" size="md" onClick={copy} aria-label={`Copy ${label.toLowerCase()}`}>{copied ? <IconCheck size={16} /> : <IconCopy size={16} />}</ActionIcon></Tooltip>}
        </CopyButton>
      </Box>
    </Box>
  )
}
