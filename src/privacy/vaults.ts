// Vaults as they are kept: sealed under DATA_KEY, in the record of their dialog.
import type { KeptVault, Vaults } from './placeholders.js'
import type { Seal } from './seal.js'
import { grown, labelledText, type Vault } from './vault.js'
import { vaultPlaceholders } from './vault-placeholders.js'

/** The owner is sealed too, so that what is one customer's does not open as another's. */
interface Owned {
  readonly owner: string
}

export function createVaults(seal: Seal): Vaults {
  const sealed = <T extends Owned>(content: T) => seal.seal(JSON.stringify(content))

  /** Undefined for what another key sealed, or for another customer. */
  function opened<T extends Owned>(text: string, owner: string): T | undefined {
    const content = seal.open(text)
    const owned = content === undefined ? undefined : (JSON.parse(content) as T)
    return owned?.owner === owner ? owned : undefined
  }

  const vaultOf = ({ sealed: text, owner }: KeptVault): Vault | undefined =>
    text === undefined ? [] : opened<Owned & { readonly vault: Vault }>(text, owner)?.vault

  return {
    open(kept, held, masked) {
      const before = vaultOf(kept)
      // The dialog's placeholders then name values that nobody can read any more. No new value may get one of these
      // names, so it stays starred.
      if (before === undefined) return { placeholders: vaultPlaceholders([]), question: masked }
      const vault = grown(before, held)
      return {
        placeholders: vaultPlaceholders(vault),
        question: labelledText(masked, held, vault),
        ...(vault !== before && { sealed: sealed({ owner: kept.owner, vault }) }),
      }
    },
    sealOwn: own => sealed(own),
    openOwn: (text, owner) => opened<Owned & { readonly text: string }>(text, owner)?.text,
  }
}
