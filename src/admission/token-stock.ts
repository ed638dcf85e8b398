// A process's part of a shared bucket between two exchanges with it: what it holds, and what it may spend beyond that.
// Pure. An exchange hands in all that is held, or owed, and takes what the demand of the last 100 to 200 ms asks for;
// so unused tokens go back by themselves. An idle process holds nothing but has credit, its share of what the bucket
// held when last asked: a burst that meets an idle cluster is admitted at once, and paid at the next exchange. The
// bucket grants no token that is credited to another process.

export interface StockOffer {
  /** Tokens handed in; negative when they were spent on credit. */
  readonly held: number
  readonly want: number
}

export interface Grant {
  readonly granted: number
  /** Tokens that the bucket still has. */
  readonly left: number
  /** Those of them that the process may spend until the next exchange. */
  readonly credit: number
}

export interface TokenStock {
  spend(): boolean
  /** Takes a token for somebody else, if more than `kept` can be spent. It counts for no demand: such tokens are not
   *  asked for, so that they come from the credit alone. */
  lend(kept: number): boolean
  /** Tokens that can be spent before the next exchange. */
  spendable(): number
  /** Whole tokens that the bucket and this process had together when last asked, less what was spent since. */
  left(): number
  /** Less is held than half of the demand: time to pay what is owed and ask for more. */
  isLow(): boolean
  offer(): StockOffer
  /** Takes the offer's grant. Tokens spent meanwhile are held against the new ones. */
  receive(offer: StockOffer, grant: Grant): void
  /** Holds and owes nothing any more: what became of an offer is not known. */
  clear(): void
  /** Demand is counted by windows; one ends. */
  endWindow(): void
}

export function createTokenStock(): TokenStock {
  let held = 0
  let credit = 0
  let inBucket = 0
  let asked = 0
  let askedBefore = 0
  const demand = () => Math.max(asked, askedBefore)

  function takeOneAbove(kept: number): boolean {
    if (held + credit < kept + 1) return false
    held -= 1
    return true
  }

  return {
    spend() {
      asked += 1
      return takeOneAbove(0)
    },
    lend: takeOneAbove,
    spendable: () => Math.max(0, held + credit),
    left: () => Math.max(0, Math.floor(inBucket + held)),
    isLow: () => held < demand() / 2,
    offer: () => ({ held, want: demand() }),
    receive(offer, grant) {
      held += grant.granted - offer.held
      inBucket = grant.left
      credit = grant.credit
    },
    clear() {
      held = 0
      credit = 0
    },
    endWindow() {
      askedBefore = asked
      asked = 0
    },
  }
}
