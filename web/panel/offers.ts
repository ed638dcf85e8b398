// What the server that the widget comes from may offer its customers.

/** Bytes that a picture may have; 0 where no pictures are taken, or where the server does not say. */
export async function imageMaxBytesOf(baseUrl: string): Promise<number> {
  try {
    const response = await fetch(`${baseUrl}/widget.json`)
    const { image_max_bytes: bytes } = (await response.json()) as { image_max_bytes?: unknown }
    return response.ok && typeof bytes === 'number' ? bytes : 0
  } catch {
    // The server is away, or a release that knows no such file: the talk goes on without pictures.
    return 0
  }
}
