// Builds the server into build/server: the process and its worker as a file each, with the packages they use. Node looks up,
// reads and links some 900 modules otherwise, which is most of a start. Functions keep their names, lines their breaks.
// Plain JavaScript, so that it can run where nothing is compiled yet.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { builtFolder } from './built-folder.mjs'

const root = fileURLToPath(new URL('../', import.meta.url))
const server = builtFolder(join(root, 'build/server'))

/** Native code, what starts its own files as workers, and what few processes ever load. */
const external = [
  'uWebSockets.js',
  '@node-rs/jieba',
  '@node-rs/jieba/dict.js',
  'piscina',
  'sharp',
  '@modelcontextprotocol/client',
]

await build({
  root,
  configFile: false,
  envDir: false,
  logLevel: 'warn',
  publicDir: false,
  ssr: { noExternal: true, external },
  build: {
    ssr: true,
    target: 'node20',
    outDir: server.path,
    emptyOutDir: true,
    minify: false,
    reportCompressedSize: false,
    rolldownOptions: {
      // The folders are those of the sources, so that the one finds the other by the same path.
      input: { 'src/main': join(root, 'src/main.ts'), 'workers/text': join(root, 'workers/text.ts') },
      output: { entryFileNames: '[name].js', chunkFileNames: 'shared/[name]-[hash].js' },
    },
  },
})
server.putInPlace()
