// SPDX-License-Identifier: Apache-2.0
/** Physical memory: frames of 64 KiB, allocated when first touched, and the stores that somebody has to see. */

import { HART_RESERVATION } from '../layout';
import { invalidateCode } from './code-pages';
import {
  codePages,
  frameTable,
  hartAt,
  hartCount,
  noteWatch,
  PAGE_CODE,
  PAGE_DIRTY,
  PAGE_RESERVED,
  PAGE_WATCH_READ,
  PAGE_WATCH_WRITE,
  pageFlags,
  ramBase,
  ramSize,
  STATUS_LEAVE,
  STATUS_OUT_OF_MEMORY,
  setStatus,
  WATCHPOINT_SIZE,
  watchpoints,
} from './state';

/** WebAssembly pages taken at once when frames run out: growing is slow. */
const GROWTH: i32 = 16;

let nextFrame: usize = 0;
let frameLimit: usize = 0;
export let allocatedFrames: u32 = 0;
export let watchpointCount: u32 = 0;

export function startFrames(start: usize): void {
  nextFrame = start;
  frameLimit = <usize>memory.size() << 16;
  allocatedFrames = 0;
}

export function setWatchpointCount(count: u32): void {
  watchpointCount = count;
}

/** True when the byte is in the platform's RAM. */
@inline
export function inRam(pa: u64): bool {
  return pa - ramBase < ramSize;
}

function newFrame(): usize {
  if (nextFrame == frameLimit) {
    let grown = GROWTH;
    if (memory.grow(grown) < 0) {
      grown = 1;
      if (memory.grow(grown) < 0) {
        return 0;
      }
    }
    frameLimit += <usize>grown << 16;
  }
  const frame = nextFrame;
  nextFrame += 65536;
  allocatedFrames++;
  return frame;
}

/** The frame table's entry for an address in RAM. */
@inline
function frameEntry(pa: u64): usize {
  return frameTable + ((<usize>((pa - ramBase) >> 16)) << 2);
}

/** Where a byte of RAM lies in this memory, or 0 when its frame is untouched. */
export function peekHost(pa: u64): usize {
  const frame = <usize>load<u32>(frameEntry(pa));
  return frame == 0 ? 0 : frame + (<usize>pa & 0xffff);
}

/** Where a byte of RAM lies in this memory; allocates its frame. 0 when there is no memory left. */
export function hostOf(pa: u64): usize {
  const entry = frameEntry(pa);
  let frame = <usize>load<u32>(entry);
  if (frame == 0) {
    frame = newFrame();
    if (frame == 0) {
      setStatus(STATUS_OUT_OF_MEMORY);
      return 0;
    }
    store<u32>(entry, <u32>frame);
  }
  return frame + (<usize>pa & 0xffff);
}

@inline
export function pageIndex(pa: u64): usize {
  return <usize>((pa - ramBase) >> 12);
}

export function loadSized(host: usize, size: u32): u64 {
  switch (size) {
    case 1:
      return <u64>load<u8>(host);
    case 2:
      return <u64>load<u16>(host);
    case 4:
      return <u64>load<u32>(host);
    default:
      return load<u64>(host);
  }
}

export function storeSized(host: usize, size: u32, value: u64): void {
  switch (size) {
    case 1:
      store<u8>(host, <u8>value);
      break;
    case 2:
      store<u16>(host, <u16>value);
      break;
    case 4:
      store<u32>(host, <u32>value);
      break;
    default:
      store<u64>(host, value);
  }
}

/** Notes a hit when the access overlaps a watchpoint of that kind (1 = read, 2 = write). */
export function checkWatch(pa: u64, size: u32, kind: u32): void {
  for (let index: u32 = 0; index < watchpointCount; index++) {
    const entry = watchpoints + <usize>index * WATCHPOINT_SIZE;
    if ((load<u32>(entry, 16) & kind) != 0 && pa < load<u64>(entry, 8) && pa + <u64>size > load<u64>(entry)) {
      noteWatch(kind, pa, size);
      setStatus(STATUS_LEAVE);
      return;
    }
  }
}

/** Ends the reservations of all harts but one (0 = none) on the granules of a store. */
export function breakReservations(self: usize, pa: u64, size: u32): void {
  const first = pa & ~7;
  const last = (pa + <u64>size - 1) & ~7;
  let held = false;
  for (let index: u32 = 0; index < hartCount; index++) {
    const h = hartAt(index);
    const reservation = load<u64>(h, HART_RESERVATION);
    if (reservation == u64.MAX_VALUE) {
      continue;
    }
    if (h != self && reservation >= first && reservation <= last) {
      store<u64>(h, u64.MAX_VALUE, HART_RESERVATION);
    } else if (reservation >> 12 == pa >> 12) {
      held = true;
    }
  }
  if (!held) {
    const flags = pageFlags + pageIndex(pa);
    store<u8>(flags, load<u8>(flags) & ~PAGE_RESERVED);
  }
}

/** What a store to a page with slow-store flags entails; the bytes are already there. Does not cross a page. */
export function afterStore(self: usize, pa: u64, size: u32): void {
  const page = pageIndex(pa);
  const flags = load<u8>(pageFlags + page);
  if (flags & PAGE_CODE) {
    invalidateCode(page, <u32>pa & 0xfff, size);
  }
  if (flags & PAGE_RESERVED) {
    breakReservations(self, pa, size);
  }
  if (flags & PAGE_WATCH_WRITE) {
    checkWatch(pa, size, 2);
  }
}

/** A hart's store of 1 to 8 bytes inside one page, whose frame exists at `host`. */
export function storePhysical(self: usize, pa: u64, host: usize, size: u32, value: u64): void {
  storeSized(host, size, value);
  const flags = pageFlags + pageIndex(pa);
  store<u8>(flags, load<u8>(flags) | PAGE_DIRTY);
  if (load<u8>(flags) != PAGE_DIRTY) {
    afterStore(self, pa, size);
  }
}

/** A hart's load of 1 to 8 bytes inside one page. */
export function loadPhysical(pa: u64, host: usize, size: u32): u64 {
  if (load<u8>(pageFlags + pageIndex(pa)) & PAGE_WATCH_READ) {
    checkWatch(pa, size, 1);
  }
  return loadSized(host, size);
}

/** Notes that bytes inside one page were written from outside the harts: no watchpoint is asked. */
export function writtenFromOutside(pa: u64, size: u32): void {
  const page = pageIndex(pa);
  const flags = load<u8>(pageFlags + page) | PAGE_DIRTY;
  store<u8>(pageFlags + page, flags);
  if (load<u32>(codePages + (page << 2)) != 0) {
    invalidateCode(page, <u32>pa & 0xfff, size);
  }
  // A hart that just ran may hold a reservation in a page that is not flagged yet.
  breakReservations(0, pa, size);
}
