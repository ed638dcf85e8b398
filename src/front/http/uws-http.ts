// The uWS handler of every path: reads a request whole, asks the handler, writes the reply.

import type { HttpRequest, HttpResponse } from 'uWebSockets.js'
import type { Log } from '../../ops/log.js'
import { type BodyPlan, unread } from './body-plan.js'
import {
  type BodyRoom,
  createBodyReceiver,
  createBodyRoom,
  declaredBytes,
  tooLarge,
  unreadBody,
} from './body-receiver.js'
import type { Handler } from './handler.js'
import type { Reply } from './reply.js'
import type { Body, Request } from './request.js'
import type { Found } from './router.js'
import { createSenderRooms } from './sender-rooms.js'
import { admitAddress, attach, readHead, requestOf, type Traffic, watch, writeReply } from './uws-exchange.js'

/** Bytes of bodies that are still coming in, over all connections of a listener. */
const BODIES_MAX = 67_108_864
/** The same of pictures, and how many of the largest one customer may be sending. */
const PICTURES_MAX = 50_331_648
const PICTURES_OF_ONE = 4

export interface UwsHttpDeps {
  readonly handler: Handler
  readonly traffic: Traffic
  readonly log: Pick<Log, 'error'>
}

/** The result never throws: uWS would end the process. */
export function createUwsHttp({
  handler,
  traffic,
  log,
}: UwsHttpDeps): (res: HttpResponse, req: HttpRequest) => void {
  const textRoom = createBodyRoom(BODIES_MAX)
  const pictureRooms = createSenderRooms(PICTURES_MAX)

  function roomOf({ isBinary, caller, maxBytes }: BodyPlan): BodyRoom {
    return isBinary ? pictureRooms.of(caller?.owner ?? '', PICTURES_OF_ONE * maxBytes) : textRoom
  }

  function respond(res: HttpResponse, request: Request, found: Found): void {
    const write = (reply: Reply) => {
      if (request.client.isOpen) res.cork(() => writeReply(res, request, { reply, traffic }))
    }
    // A bug in rendering or writing: the client must not hang for it.
    const fail = (err: unknown) => {
      log.error({ err }, 'reply failed')
      if (request.client.isOpen) res.close()
    }
    try {
      const handled = handler.handle(request, found)
      if (handled instanceof Promise) handled.then(write).catch(fail)
      else write(handled)
    } catch (err) {
      fail(err)
    }
  }

  return (res, req) => {
    const client = attach(res, traffic)
    watch(res, client, traffic)
    try {
      const { head, doubled } = readHead(req, client)
      const refusal = admitAddress(res, head, traffic)
      const found = handler.find(head)
      const plan = refusal ? unread : handler.planBody(head, found)
      const { maxBytes, caller, isBinary } = plan
      const finish = (body: Body) => respond(res, requestOf(head, { body, caller, refusal }), found)
      if (doubled !== undefined) return finish({ kind: 'ambiguous', header: doubled })
      if (maxBytes === 0) return finish(unreadBody(head))
      if (declaredBytes(head) > maxBytes) return finish(tooLarge(head))
      res.onData(createBodyReceiver({ maxBytes, client, room: roomOf(plan), isBinary }, finish))
    } catch (err) {
      log.error({ err }, 'request could not be read')
      if (client.isOpen) res.close()
    }
  }
}
