// Dialogs that live already, numbered: who made them, and who goes on with them, know their ids.

const liveDialogId = (n: number): string => n.toString(16).padStart(32, '0')

/** The n-th of the dialogs of one of so many customers, who have the same number each. */
export const liveDialogOf = (customer: number, customers: number, n: number): string =>
  liveDialogId(customer + customers * n)
