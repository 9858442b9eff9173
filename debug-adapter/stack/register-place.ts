// SPDX-License-Identifier: Apache-2.0

/** Where a register of a frame is kept now. */
export type RegisterPlace =
  /** In the vCPU; `number` is its place in `Target.registers`. */
  | { readonly kind: 'live'; readonly number: number }
  /** Saved by a frame further in, or by the scheduler; guest-virtual address. */
  | { readonly kind: 'memory'; readonly address: bigint }
  | { readonly kind: 'known'; readonly value: bigint }
  | { readonly kind: 'lost' };

export const LOST: RegisterPlace = { kind: 'lost' };

export const REGISTER_BYTES = 8;

/** The bytes of a register in memory. */
export function bytesOf(value: bigint): Uint8Array {
  const bytes = new Uint8Array(REGISTER_BYTES);
  new DataView(bytes.buffer).setBigUint64(0, value, true);
  return bytes;
}

/** @param bytes as many as a register has, little-endian */
export function wordOf(bytes: Uint8Array): bigint {
  return new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
}
