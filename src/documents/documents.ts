// Documents: settings that operators change while the service runs. Each stands in the settings with its version, so
// every process has it within a second and keeps it over a restart; beside it stand its last versions. What a text means
// is the business of its type (document.ts). Memory and Redis backends pass test/contracts/documents.ts.

/** One change of a document. */
export interface Version {
  /** From 1, rising by one with each change. */
  readonly version: number
  /** Epoch milliseconds, in the store's time. */
  readonly at: number
  /** The `sub` of the admin who made it. */
  readonly by: string
  /** The admin's reason, '' when none was given. */
  readonly why: string
}

export interface StoredDocument {
  /** 0 for what an earlier build stored without versions. */
  readonly version: number
  readonly text: string
}

export interface DocumentWrite {
  readonly name: string
  readonly text: string
  /** The document to replace; undefined: none. */
  readonly expected: StoredDocument | undefined
  readonly by: string
  readonly why: string
}

export type WriteResult =
  | { readonly kind: 'written'; readonly from: number; readonly to: number }
  /** Another change came first, and nothing was stored: this is there now. */
  | { readonly kind: 'changed'; readonly stored: StoredDocument | undefined }

/** Versions kept of one document, with their texts. */
export const VERSIONS_KEPT = 20

/** Names are those of the settings. All but `current` throw Problem 'store-away'. */
export interface DocumentStore {
  /** The document in force here, at most a second old; undefined before the first version. */
  current(name: string): StoredDocument | undefined
  /** The newest of the cluster, which is then in force here. */
  latest(name: string): Promise<StoredDocument | undefined>
  /** Stores the text as a new version; when this resolves it is in force here. */
  write(change: DocumentWrite): Promise<WriteResult>
  /** The versions that are kept, the newest first. */
  history(name: string): Promise<readonly Version[]>
  /** The text of a kept version. */
  textOf(name: string, version: number): Promise<string | undefined>
}

/** The settings' name of a document that the whole cluster shares. */
export const clusterDocument = (name: string) => `doc/${name}`

/** That of a shop's own; a shop's name may hold any character, so it is encoded. */
export const shopDocument = (name: string, shop: string) => `doc/${name}/${encodeURIComponent(shop)}`

/** A document as it stands in the settings: its version, a blank, its text. */
export const toSetting = ({ version, text }: StoredDocument) => `${version} ${text}`

/** The reverse; undefined when there is none, or something else. */
export function fromSetting(setting: string | undefined): StoredDocument | undefined {
  const [, version, text] = /^(\d+) (.*)$/s.exec(setting ?? '') ?? []
  return version === undefined || text === undefined ? undefined : { version: Number(version), text }
}
