// SPDX-License-Identifier: Apache-2.0
/**
 * How addresses are kept. At the door an address is an unsigned 64-bit bigint. Inside it is a JavaScript number, the
 * 64 bits read as a *signed* integer: fast to compare and add, and exact as long as it lies within 2^53 of either end
 * of the address space. All canonical RISC-V addresses up to Sv48 do, and so does the kernel's image (the last 2 GiB)
 * under Sv57; 0xffffffff80000000 is -0x80000000. Order is kept within the lower and within the upper half.
 */

/** The signed number for an address; NaN, which compares with nothing, when it cannot be exact. */
export function toInternal(address: bigint): number {
  const signed = Number(BigInt.asIntN(64, address));
  return Number.isSafeInteger(signed) ? signed : Number.NaN;
}

/** The unsigned address for a signed number. */
export function toAddress(internal: number): bigint {
  return BigInt.asUintN(64, BigInt(internal));
}

/** The signed number for the two halves of an address; NaN when it cannot be exact. */
export function fromHalves(low: number, high: number): number {
  const signed = (high | 0) * 0x1_0000_0000 + (low >>> 0);
  return Number.isSafeInteger(signed) ? signed : Number.NaN;
}

/** For messages. */
export function formatAddress(internal: number): string {
  return Number.isSafeInteger(internal) ? `0x${toAddress(internal).toString(16)}` : 'an address beyond 53 bits';
}
