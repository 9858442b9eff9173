// SPDX-License-Identifier: Apache-2.0
/** The upper halves of 128-bit products, and division as RISC-V defines it where WebAssembly would trap. */

export function multiplyHighUnsigned(a: u64, b: u64): u64 {
  const a0 = a & 0xffffffff;
  const a1 = a >> 32;
  const b0 = b & 0xffffffff;
  const b1 = b >> 32;
  const middle = a1 * b0 + ((a0 * b0) >> 32);
  const cross = a0 * b1 + (middle & 0xffffffff);
  return a1 * b1 + (middle >> 32) + (cross >> 32);
}

export function multiplyHigh(a: i64, b: i64): u64 {
  return multiplyHighUnsigned(a, b) - <u64>((a >> 63) & b) - <u64>((b >> 63) & a);
}

export function multiplyHighMixed(a: i64, b: u64): u64 {
  return multiplyHighUnsigned(a, b) - <u64>((a >> 63) & b);
}

@inline
export function divide(a: i64, b: i64): i64 {
  if (b == 0) {
    return -1;
  }
  return b == -1 ? 0 - a : a / b;
}

@inline
export function remainder(a: i64, b: i64): i64 {
  if (b == 0) {
    return a;
  }
  return b == -1 ? 0 : a % b;
}

@inline
export function divideUnsigned(a: u64, b: u64): u64 {
  return b == 0 ? u64.MAX_VALUE : a / b;
}

@inline
export function remainderUnsigned(a: u64, b: u64): u64 {
  return b == 0 ? a : a % b;
}
