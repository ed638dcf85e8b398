// The vendor's base URL, however it was written: `…/v1`, `…/v1/`, or a whole endpoint.

export interface VendorBase {
  readonly origin: string
  /** Without a slash at its end; empty for a base without a path. */
  readonly path: string
  readonly query: string
}

/** Throws TypeError when `url` is no URL. A query stays with every call: some gateways want a version there. */
export function readBase(url: string): VendorBase {
  const { origin, pathname, search } = new URL(url)
  return { origin, path: pathname.replace(/\/+$/, '').replace(/(\/chat)?\/completions$/, ''), query: search }
}
