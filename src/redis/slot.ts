// Where Redis Cluster keeps a key (Redis Cluster specification, "Hash tags"), and ids that are kept where one wants them.
// Pure.

const SLOTS = 16_384

/** What a byte at the front of the remainder does to it. */
const byByte = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1
  return crc
})

/** CRC16 (XMODEM). */
function crc16(text: string): number {
  let crc = 0
  for (const byte of Buffer.from(text)) crc = ((crc << 8) & 0xffff) ^ (byByte[(crc >> 8) ^ byte] ?? 0)
  return crc
}

/** The slot of a key: the CRC16 of its hash tag, or of all of it when it has none. */
export function slotOf(key: string): number {
  return slotOfTag(/\{([^}]+)\}/.exec(key)?.[1] ?? key)
}

export function slotOfTag(tag: string): number {
  return crc16(tag) % SLOTS
}

/** Last digits of an id that are given up for its slot: with octal digits, fewer cannot reach every slot. */
const GIVEN_UP = 6
const ZEROS = '0'.repeat(GIVEN_UP)

/** The bits of the last digits by what they change of the slot. A CRC is linear: what two bits change together is the
 *  XOR of what each of them changes. */
const bitsByChange = changesOf(ZEROS)

function changesOf(zeros: string): Int32Array {
  const bits = new Int32Array(SLOTS).fill(-1)
  const reached = [0]
  bits[0] = 0
  for (let bit = 0; bit < 3 * zeros.length; bit++) {
    const change = slotOfTag(digitsOf(1 << bit)) ^ slotOfTag(zeros)
    if (bits[change] !== -1) continue
    for (const before of [...reached]) {
      bits[before ^ change] = (bits[before] ?? 0) | (1 << bit)
      reached.push(before ^ change)
    }
  }
  return bits
}

function digitsOf(bits: number): string {
  return bits.toString(8).padStart(GIVEN_UP, '0')
}

/** The id with other last digits, such that as a hash tag it lies in `slot`. */
export function moveToSlot(id: string, slot: number): string {
  const kept = id.slice(0, -GIVEN_UP)
  return kept + digitsOf(bitsByChange[slotOfTag(kept + ZEROS) ^ slot] ?? 0)
}
