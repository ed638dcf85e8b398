// Builds the pages into build/web/pages. The panel comes first: the loader is built with its name, which changes with
// its contents. Plain JavaScript, so that it can run where nothing is compiled yet.
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'vite'
import { builtFolder } from './built-folder.mjs'

const root = fileURLToPath(new URL('../', import.meta.url))
const built = builtFolder(join(root, 'build/web/pages'))
const out = built.path

const common = { configFile: false, logLevel: 'warn', publicDir: false }
const output = { entryFileNames: '[hash].js', chunkFileNames: '[hash].js', assetFileNames: '[hash][extname]' }
/** The first browsers that know `light-dark()`: what the bundler would put in its place does not inherit. */
const cssTarget = ['chrome123', 'firefox120', 'safari17.5']
const settings = {
  target: 'es2022',
  cssTarget,
  modulePreload: false,
  sourcemap: false,
  reportCompressedSize: false,
}

/** One ES module, with its styles inside. */
async function buildPanel() {
  const [result] = await build({
    ...common,
    root: join(root, 'web/panel'),
    build: {
      ...settings,
      outDir: join(out, 'widget'),
      emptyOutDir: true,
      lib: { entry: 'panel.tsx', formats: ['es'] },
      rolldownOptions: { output: { ...output, minify: true } },
    },
  })
  return result.output[0].fileName
}

/** One classic script, so that a shop may load it with `async` from anywhere. */
function buildLoader(panel) {
  return build({
    ...common,
    root: join(root, 'web/widget'),
    define: { __PANEL__: JSON.stringify(`widget/${panel}`) },
    build: {
      ...settings,
      outDir: out,
      emptyOutDir: false,
      lib: { entry: 'loader.ts', formats: ['iife'], name: 'rushdeskLoader', fileName: () => 'widget.js' },
    },
  })
}

/** Each page has its own copy of what it needs: `/ops` may be served on a port of its own. */
function buildPage(name) {
  return build({
    ...common,
    root: join(root, 'web', name),
    base: `/${name}/`,
    build: {
      ...settings,
      outDir: join(out, name),
      emptyOutDir: true,
      assetsDir: '',
      assetsInlineLimit: 0,
      rolldownOptions: { output, checks: { pluginTimings: false } },
      // Swagger UI, which only /docs loads.
      chunkSizeWarningLimit: 2_000,
    },
  })
}

/** Of a larger file the best quality takes seconds and saves a tenth. */
const LARGE_BYTES = 500_000
const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }

/** Leaves each file compressed beside it: a server that starts in a sale has no time for that. */
function compressAll() {
  const served = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter(name =>
    /\.(html|js|css|svg)$/.test(name),
  )
  for (const name of served) {
    const body = readFileSync(join(out, name))
    writeFileSync(join(out, `${name}.br`), brotliCompressSync(body, body.length > LARGE_BYTES ? quick : {}))
    writeFileSync(join(out, `${name}.gz`), gzipSync(body, { level: 9 }))
  }
}

const pages = readdirSync(join(root, 'web')).filter(name => existsSync(join(root, 'web', name, 'index.html')))
await buildLoader(await buildPanel())
for (const name of pages) await buildPage(name)
copyFileSync(join(root, 'node_modules/swagger-ui-dist/LICENSE'), join(out, 'docs/LICENSE'))
compressAll()
built.putInPlace()
// When the pages were built last, for prestart.mjs: a file whose contents did not change keeps its old time.
writeFileSync(join(root, 'build/.pages'), '')
