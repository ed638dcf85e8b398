// A program beside ours that takes all it gets of one core.
import { spawn } from 'node:child_process'

export interface Neighbour {
  end(): void
}

export function startNeighbour(): Neighbour {
  const child = spawn(process.execPath, ['--eval', 'for (;;);'], { stdio: 'ignore' })
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)
  return {
    end() {
      process.off('exit', end)
      end()
    },
  }
}
