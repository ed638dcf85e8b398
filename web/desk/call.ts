// Calls a seat that looks elsewhere: a short tone, and a desktop notice where it was allowed. No text of a customer
// is shown outside the page.

export interface Caller {
  call(): void
  /** Asks for the permission; browsers want a click for it. */
  allow(): void
}

const TONE_S = 0.16
/** In a sale many customers write at once: one call is enough for them. */
const EVERY_MS = 1_000

export function createCaller(title: string): Caller {
  let audio: AudioContext | undefined
  let calledAt = 0
  return {
    call() {
      if (Date.now() - calledAt < EVERY_MS || (!document.hidden && document.hasFocus())) return
      calledAt = Date.now()
      if (audio !== undefined) beep(audio)
      if ('Notification' in window && Notification.permission === 'granted')
        new Notification(title, { tag: 'rushdesk' })
    },
    allow() {
      audio ??= new AudioContext()
      beep(audio)
      if ('Notification' in window) void Notification.requestPermission()
    },
  }
}

function beep(audio: AudioContext): void {
  const tone = audio.createOscillator()
  const volume = audio.createGain()
  tone.frequency.value = 660
  volume.gain.setValueAtTime(0.12, audio.currentTime)
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + TONE_S)
  tone.connect(volume).connect(audio.destination)
  tone.start()
  tone.stop(audio.currentTime + TONE_S)
}
