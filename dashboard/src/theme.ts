/** Colours and sizes. Contrast follows WCAG 2.2 AA in both schemes; the sweep in `test/dashboard` measures it. */
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'

const tide: MantineColorsTuple = ['#eaf5f8', '#d7e7ec', '#adcfd9', '#80b6c6', '#5ba1b6', '#4394ac', '#348da8', '#247a94', '#166c85', '#005e76']

export const theme = createTheme({
  primaryColor: 'tide',
  primaryShade: { light: 8, dark: 7 },
  colors: { tide },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  headings: { fontWeight: '600', sizes: { h1: { fontSize: '1.5rem', lineHeight: '1.3' }, h2: { fontSize: '1.1rem', lineHeight: '1.4' }, h3: { fontSize: '1rem', lineHeight: '1.4' } } },
  components: {
    // A word or two, which are never cut.
    Badge: { defaultProps: { tt: 'none', fw: 500 }, styles: { root: { minWidth: 'fit-content', flexShrink: 0 } } },
    // What is wrong may be several lines.
    InputWrapper: { styles: { error: { whiteSpace: 'pre-line' } } },
    Table: { defaultProps: { verticalSpacing: 'xs' } },
    Tooltip: { defaultProps: { withArrow: true, multiline: true, maw: 320, openDelay: 200, events: { hover: true, focus: true, touch: true } } },
    Modal: { defaultProps: { centered: true, closeButtonProps: { 'aria-label': 'Close' } } },
    Drawer: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    CloseButton: { defaultProps: { 'aria-label': 'Close' } },
    Loader: { defaultProps: { type: 'dots' } },
  },
})

export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: { '--mantine-color-dimmed': '#596068', '--mantine-color-placeholder': '#6a7178', '--mantine-color-error': '#c92a2a', '--mantine-color-body': '#ffffff', '--area-ground': '#f7f9fa' },
  dark: { '--mantine-color-dimmed': '#a9b0b7', '--mantine-color-placeholder': '#9aa1a8', '--mantine-color-error': '#ff8787', '--mantine-color-anchor': '#80b6c6', '--area-ground': '#1a1d20' },
})
