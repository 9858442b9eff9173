// SPDX-License-Identifier: Apache-2.0
/** Breakpoints by (virtual machine, address space, guest-virtual address). Asked only when code is looked up slowly. */

import { BREAKPOINT_SIZE, breakpoints } from './state';
import { PAGE_MASK } from './tlb';

let breakpointCount: u32 = 0;

export function setBreakpointCount(count: u32): void {
  breakpointCount = count;
}

/** Entry: vm, 1 when bound to an address space, its root page number, the address. */
export function setBreakpointEntry(index: u32, vm: u32, bound: u32, root: u64, address: u64): void {
  const entry = breakpoints + <usize>index * BREAKPOINT_SIZE;
  store<u32>(entry, vm);
  store<u32>(entry, bound, 4);
  store<u64>(entry, root, 8);
  store<u64>(entry, address, 16);
}

function matches(entry: usize, vm: u32, root: u64): bool {
  return load<u32>(entry) == vm && (load<u32>(entry, 4) == 0 || load<u64>(entry, 8) == root);
}

/** Stands for every address space. */
const ANY_ROOT: u64 = u64.MAX_VALUE;

/** The address space that code decoded with the breakpoints in the page at `va` is for: this one when one of them is
 *  bound to it, else all, so that the processes of a guest share the code of their kernel. */
export function breakpointRoot(vm: u32, root: u64, va: u64): u64 {
  for (let index: u32 = 0; index < breakpointCount; index++) {
    const entry = breakpoints + <usize>index * BREAKPOINT_SIZE;
    const inPage = (load<u64>(entry, 16) & PAGE_MASK) == va;
    if (inPage && load<u32>(entry, 4) != 0 && matches(entry, vm, root)) {
      return root;
    }
  }
  return ANY_ROOT;
}

/** A number for the breakpoints of this machine and address space in the page at `va`: another for other ones, 0 for
 *  none. */
export function breakpointMark(vm: u32, root: u64, va: u64): u64 {
  let mark: u64 = 0;
  for (let index: u32 = 0; index < breakpointCount; index++) {
    const entry = breakpoints + <usize>index * BREAKPOINT_SIZE;
    const address = load<u64>(entry, 16);
    if ((address & PAGE_MASK) == va && matches(entry, vm, root)) {
      const spread = ((address & 0xffe) + 1) * 0x9e3779b97f4a7c15;
      mark += (spread ^ (spread >> 29)) * 0xbf58476d1ce4e5b9;
    }
  }
  return mark;
}

export function breakpointAt(vm: u32, root: u64, address: u64): bool {
  for (let index: u32 = 0; index < breakpointCount; index++) {
    const entry = breakpoints + <usize>index * BREAKPOINT_SIZE;
    if (load<u64>(entry, 16) == address && matches(entry, vm, root)) {
      return true;
    }
  }
  return false;
}
