// SPDX-License-Identifier: Apache-2.0
/** The second stage: guest-physical to physical, by a sorted list of ranges for each virtual machine. */

import { MAX_STAGE2_RANGES } from '../layout';
import { inRam } from './memory';
import { STAGE2_RANGE_SIZE, stage2Counts, stage2Ranges } from './state';

export const UNMAPPED: u64 = u64.MAX_VALUE;

@inline
export function rangesOf(vm: u32): usize {
  return stage2Ranges + <usize>vm * <usize>MAX_STAGE2_RANGES * STAGE2_RANGE_SIZE;
}

export function setRangeCount(vm: u32, count: u32): void {
  store<u32>(stage2Counts + (<usize>vm << 2), count);
}

export function setRange(vm: u32, index: u32, gpa: u64, size: u64, pa: u64): void {
  const range = rangesOf(vm) + <usize>index * STAGE2_RANGE_SIZE;
  store<u64>(range, gpa);
  store<u64>(range, size, 8);
  store<u64>(range, pa, 16);
}

/** The physical address behind a guest-physical one, or UNMAPPED. */
export function stage2(vm: u32, gpa: u64): u64 {
  const ranges = rangesOf(vm);
  let low: u32 = 0;
  let high = load<u32>(stage2Counts + (<usize>vm << 2));
  while (low < high) {
    const middle = (low + high) >> 1;
    const range = ranges + <usize>middle * STAGE2_RANGE_SIZE;
    const offset = gpa - load<u64>(range);
    if (gpa < load<u64>(range)) {
      high = middle;
    } else if (offset < load<u64>(range, 8)) {
      const pa = load<u64>(range, 16) + offset;
      return inRam(pa) ? pa : UNMAPPED;
    } else {
      low = middle + 1;
    }
  }
  return UNMAPPED;
}
