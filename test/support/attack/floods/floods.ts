// All floods by name, each with what the customer does, as the table of `npm run attack` says it.
import type { Flood } from '../flood.js'
import * as http from './http.js'
import * as openai from './openai.js'
import * as people from './people.js'
import * as sockets from './sockets.js'

export interface NamedFlood {
  readonly does: string
  readonly run: Flood
}

export const floods = {
  turns: { does: 'asks new questions on 64 connections', run: http.turns },
  reads: { does: 'reads one long dialog on 120 connections', run: http.reads },
  'stray-reads': { does: 'reads turns that do not exist in a long dialog', run: http.strayReads },
  cancels: { does: 'cancels turns that do not exist in a long dialog', run: http.cancels },
  polls: { does: 'waits with 500 long polls', run: http.polls },
  streams: { does: 'holds 400 event streams open and reads none', run: http.unreadStreams },
  'turn-streams': { does: 'asks new questions as 64 event streams', run: http.turnStreams },
  completions: { does: 'sends conversations of 3,500 questions', run: openai.completions },
  'client-tasks': { does: 'has titles made of 250 KB of blanks and line ends', run: openai.clientTasks },
  transcripts: { does: 'reads the transcript of one long dialog on 64 connections', run: http.transcripts },
  decisions: { does: 'decides about writes that nobody proposed', run: http.decisions },
  'same-key': { does: 'repeats one keyed turn on 64 connections', run: http.sameKey },
  'new-keys': { does: 'uses a new key for each turn of one dialog', run: http.newKeys },
  'stray-dialogs': { does: 'names and deletes dialogs that do not exist', run: http.strayDialogs },
  pictures: { does: 'sends pictures of 1 MB on 32 connections', run: http.pictures },
  'come-and-go': { does: 'opens and drops sockets on 32 lanes', run: sockets.comeAndGo },
  resumes: { does: 'resumes a long dialog on 16 sockets', run: sockets.resumes },
  'person-frames': { does: 'asks for people and closes the socket at once', run: sockets.personFrames },
  'turn-frames': { does: 'sends 80,000 turn frames a second', run: sockets.turnFrames },
  'cancel-frames': { does: 'sends 80,000 cancel frames a second', run: sockets.cancelFrames },
  'broken-frames': { does: 'sends 80,000 broken frames a second', run: sockets.brokenFrames },
  signs: { does: 'gives 80,000 signs a second to the seat that holds its dialog', run: people.signs },
  wishes: { does: 'asks for people, leaves messages and rates on 64 connections', run: people.wishes },
} as const satisfies Readonly<Record<string, NamedFlood>>

export type FloodName = keyof typeof floods
export const floodNames = Object.keys(floods) as FloodName[]
/** Floods of those at the desk: a seat must be there for them to do anything. */
export const ofPeople: readonly FloodName[] = ['signs', 'wishes', 'person-frames']
