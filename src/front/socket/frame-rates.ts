// How fast one customer may open WebSockets and send frames in this process, over all its sockets. What lies beyond is
// refused before it is parsed; too much of it ends the socket.
import type { CustomerRate, MakeCustomerRate } from '../customer-rate.js'

/** A page sends a few frames a second, and up to 32 resumes on each of its sockets when it is connected again. */
const FRAMES_PER_S = 100
const FRAMES_IN_A_ROW = 600
/** All of a customer's sockets may be opened twice in a row, and again within so many seconds. */
const ROUNDS_IN_A_ROW = 2
const ROUND_S = 4

export interface FrameRates {
  /** False: this customer sends too many frames. */
  readonly mayHear: CustomerRate
  /** False: this customer opens sockets too fast. */
  readonly mayOpen: CustomerRate
}

export function createFrameRates(customerRate: MakeCustomerRate, socketsPerCustomer: number): FrameRates {
  return {
    mayHear: customerRate(FRAMES_PER_S, FRAMES_IN_A_ROW),
    mayOpen: customerRate(socketsPerCustomer / ROUND_S, ROUNDS_IN_A_ROW * socketsPerCustomer),
  }
}
