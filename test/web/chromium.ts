// Debian's Chromium, driven by playwright-core. Nothing is downloaded: the package brings no browser.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const EXECUTABLE = '/usr/bin/chromium'

/** Installs the Debian package when it is missing and we may; throws with the reason otherwise. */
export function launchChromium(): Promise<Browser> {
  install()
  return chromium.launch({
    executablePath: EXECUTABLE,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

function install(): void {
  if (existsSync(EXECUTABLE)) return
  if (process.getuid?.() !== 0) throw new Error('chromium is not installed, and only root can install it')
  process.stderr.write('chromium is missing: installing the package chromium\n')
  spawnSync('apt-get', ['update', '-qq'])
  const done = spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], {
    encoding: 'utf8',
  })
  if (!existsSync(EXECUTABLE)) {
    throw new Error(`chromium could not be installed: ${done.stderr ?? done.error?.message}`)
  }
}
