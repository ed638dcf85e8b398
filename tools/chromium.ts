// Debian's Chromium, driven by playwright-core. Nothing is downloaded: the package brings no browser.
import { type Browser, chromium } from 'playwright-core'
import { need } from './needs.js'

const EXECUTABLE = '/usr/bin/chromium'

/** Throws with the reason when there is no Chromium and none can be installed. */
export function launchChromium(): Promise<Browser> {
  need('chromium')
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
