// Line icons on a grid of 24. Each stands beside a word or in a labelled button, so none is announced.

const paths = {
  close: 'm6 6 12 12M18 6 6 18',
  send: 'M12 19V5m-6 6 6-6 6 6',
  person: 'M12 11.500a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.500c.8-3.6 3.7-6 7.5-6s6.7 2.4 7.5 6',
  up: 'M7 11v9H4v-9h3Zm0 0 4-8c1.5 0 2.5 1.2 2.2 2.800L12.7 9H18c1.3 0 2.3 1.2 2 2.500l-1.4 6.800A2.2 2.2 0 0 1 16.5 20H7',
  down: 'M17 13V4h3v9h-3Zm0 0-4 8c-1.5 0-2.5-1.2-2.2-2.800l.5-3.200H6c-1.3 0-2.3-1.2-2-2.500l1.4-6.800A2.2 2.2 0 0 1 7.5 4H17',
  flag: 'M5.5 21V4m0 .5h11.500l-2 4 2 4H5.5',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  check: 'm5 12.500 4.500 4.500L19 7.500',
  minus: 'M6 12h12',
  question:
    'M12 20.500a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17ZM9.800 10a2.200 2.200 0 1 1 3.300 1.900c-.7.4-1.100.9-1.100 1.600m0 2.700v.1',
  clock: 'M12 20.500a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17ZM12 7.500V12l3 2',
  star: 'm12 3.5 2.6 5.4 5.9.8-4.3 4.1 1.1 5.900L12 16.900l-5.3 2.8 1.1-5.900L3.5 9.700l5.9-.8Z',
  picture:
    'M4.5 5h15v14h-15zM4.500 16l4.500-4.500 4.500 4.500m-1.500-1.500 2.500-2.500 5 5M15.500 9.200a.8.8 0 1 0 0-1.600.8.8 0 0 0 0 1.600Z',
  arrow: 'M12 5v14m-6-6 6 6 6-6',
  spark:
    'M12 3.500c.8 4.7 3.8 7.7 8.5 8.5-4.7.8-7.7 3.8-8.5 8.5-.8-4.7-3.8-7.7-8.5-8.5 4.7-.8 7.7-3.8 8.5-8.500Z',
} as const

export type IconName = keyof typeof paths

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg viewBox="0 0 24 24" class="icon" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  )
}
