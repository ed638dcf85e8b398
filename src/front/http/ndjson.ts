// Exports of any length: lines that are read from the store while they are sent, no faster than the client takes them.
import type { Outlet, Reply } from './reply.js'

/** Media type of a JSON value a line. */
export const NDJSON = 'application/x-ndjson'
const PIECE_LENGTH = 32_768

/** The lines as a streamed reply. What fails before the first line is thrown; after it the connection is cut, so that
 *  half an export never looks whole. */
export async function linesReply(lines: AsyncIterable<string>): Promise<Reply> {
  const source = lines[Symbol.asyncIterator]()
  const first = await source.next()
  return { status: 200, type: NDJSON, headers: {}, start: outlet => void send(source, first, outlet) }
}

/** Never rejects. */
async function send(
  source: AsyncIterator<string>,
  first: IteratorResult<string>,
  outlet: Outlet,
): Promise<void> {
  try {
    let piece = ''
    for (let next = first; !next.done; next = await source.next()) {
      piece += next.value
      if (piece.length < PIECE_LENGTH) continue
      outlet.write(piece)
      piece = ''
      if (!(await outlet.hasRoom())) return
    }
    if (piece !== '') outlet.write(piece)
    outlet.end()
  } catch {
    // The store went away; the client sees it by its connection.
    outlet.cut()
  }
}
