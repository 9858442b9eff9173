// SPDX-License-Identifier: Apache-2.0
/**
 * Physical memory: frames of 64 KiB, allocated when first touched, and the stores that somebody has to see. The frames of
 * an aligned MiB lie side by side where there is room, so that pages which the guest uses together are together here.
 */

import { HART_RESERVATION, HART_VM } from '../layout';
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

/** Frames that get their places together. They are WebAssembly pages too, and growing by one is as slow as by many. */
const FRAMES_TOGETHER: u32 = 16;
/** The bit of a frame table's entry that is set when the frame is touched; the rest is the place, or 0 for none yet. */
const FRAME_TOUCHED: u32 = 1;

/** The WebAssembly page that the next frame gets. */
let nextPage: i32 = 0;
export let allocatedFrames: u32 = 0;
export let watchpointCount: u32 = 0;
/** In a watchpoint: whoever makes the access. */
const ANY_VM: u32 = u32.MAX_VALUE;

export function startFrames(start: usize): void {
  nextPage = <i32>(start >> 16);
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

/** Gives places to `count` frames in a row, beginning with frame `first` of RAM. False when there is no room. */
function placeFrames(first: u32, count: u32): bool {
  const missing = nextPage + <i32>count - memory.size();
  if (missing > 0 && memory.grow(missing) < 0) {
    return false;
  }
  for (let index: u32 = 0; index < count; index++) {
    store<u32>(frameTable + ((first + index) << 2), <u32>nextPage << 16);
    nextPage++;
  }
  return true;
}

/** Touches the frame of an address. Returns its place, or 0 when there is no memory left. */
function newFrame(pa: u64): usize {
  const entry = frameEntry(pa);
  if (load<u32>(entry) == 0) {
    const frame = <u32>((pa - ramBase) >> 16);
    const first = frame & ~(FRAMES_TOGETHER - 1);
    const count = min(<u32>(ramSize >> 16) - first, FRAMES_TOGETHER);
    if (!placeFrames(first, count) && !placeFrames(frame, 1)) {
      return 0;
    }
  }
  const place = load<u32>(entry);
  store<u32>(entry, place | FRAME_TOUCHED);
  allocatedFrames++;
  return <usize>place;
}

/** The frame table's entry for an address in RAM. */
@inline
function frameEntry(pa: u64): usize {
  return frameTable + ((<usize>((pa - ramBase) >> 16)) << 2);
}

/** Where a byte of RAM lies in this memory, or 0 when its frame is untouched. */
export function peekHost(pa: u64): usize {
  const entry = load<u32>(frameEntry(pa));
  return (entry & FRAME_TOUCHED) == 0 ? 0 : <usize>(entry ^ FRAME_TOUCHED) + (<usize>pa & 0xffff);
}

/** Where a byte of RAM lies in this memory; allocates its frame. 0 when there is no memory left. */
export function hostOf(pa: u64): usize {
  const known = peekHost(pa);
  if (known != 0) {
    return known;
  }
  const frame = newFrame(pa);
  if (frame == 0) {
    setStatus(STATUS_OUT_OF_MEMORY);
    return 0;
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

/** Notes a hit when a hart's access overlaps a watchpoint of that kind (1 = read, 2 = write) and its virtual machine. */
export function checkWatch(self: usize, pa: u64, size: u32, kind: u32): void {
  const vm = load<u32>(self, HART_VM);
  for (let index: u32 = 0; index < watchpointCount; index++) {
    const entry = watchpoints + <usize>index * WATCHPOINT_SIZE;
    const overlaps = pa < load<u64>(entry, 8) && pa + <u64>size > load<u64>(entry);
    const wanted = load<u32>(entry, 20);
    if (overlaps && (load<u32>(entry, 16) & kind) != 0 && (wanted == ANY_VM || wanted == vm)) {
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
    checkWatch(self, pa, size, 2);
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
export function loadPhysical(self: usize, pa: u64, host: usize, size: u32): u64 {
  if (load<u8>(pageFlags + pageIndex(pa)) & PAGE_WATCH_READ) {
    checkWatch(self, pa, size, 1);
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
