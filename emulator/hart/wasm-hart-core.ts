// SPDX-License-Identifier: Apache-2.0
/** The hart core over WebAssembly: checks what callers hand in, and moves bytes between JavaScript and the core. */

import { MAX_REGIONS, RegionCompiler } from './compiler';
import type {
  Access,
  BreakpointKey,
  HartCore,
  HartCoreOptions,
  Stage2Range,
  Translation,
  Watchpoint,
} from './hart-core';
import {
  EXIT_BUDGET,
  HART_LINES,
  HART_PC,
  HART_RESERVATION,
  HART_X,
  MAX_HARTS,
  MAX_STAGE2_RANGES,
  MAX_VMS,
} from './layout';
import type { WasmExports } from './wasm-exports';

const PAGE = 4096n;
const FRAME = 65536n;
/** The memory may grow to 4 GiB, all that WebAssembly can address. */
const MAXIMUM_PAGES = 65536;
const INITIAL_PAGES = 16;
const MAX_BREAKPOINTS = 4096;
const MAX_WATCHPOINTS = 256;
/** In a watchpoint: whoever makes the access. */
const ANY_VM = 0xffff_ffff;
/** Numbers of dirty pages fetched at once: the exchange buffer holds 64 KiB of 32-bit numbers. */
const DIRTY_BATCH = 16384;
/** What the core answers for "nowhere", read as a signed 64-bit integer. */
const NOWHERE = -1n;
/** Compiling takes as long as interpreting this many instructions, more or less. */
const COMPILE_AFTER = 1_000_000;

const ACCESS_NUMBERS: Record<Access, number> = { read: 0, write: 1, execute: 2 };

function unsigned(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}

function checkOptions(options: HartCoreOptions): void {
  const { hartCount, ramBase, ramSize, instructionsPerTick, eventCapacity } = options;
  const wrong = (what: string): never => {
    throw new RangeError(`hart core: ${what}`);
  };
  if (!Number.isInteger(hartCount) || hartCount < 1 || hartCount > MAX_HARTS) {
    wrong(`hartCount ${hartCount} is not in 1..${MAX_HARTS}`);
  }
  if (ramBase % FRAME !== 0n || ramBase < 0n) {
    wrong(`ramBase 0x${ramBase.toString(16)} is not aligned to 64 KiB`);
  }
  if (ramSize <= 0n || ramSize % FRAME !== 0n || ramSize > 1n << 36n) {
    wrong(`ramSize 0x${ramSize.toString(16)} is not a multiple of 64 KiB of at most 64 GiB`);
  }
  if (!Number.isInteger(instructionsPerTick) || instructionsPerTick < 1) {
    wrong(`instructionsPerTick ${instructionsPerTick} is not a positive integer`);
  }
  if (eventCapacity < 1 || eventCapacity > 1 << 20 || (eventCapacity & (eventCapacity - 1)) !== 0) {
    wrong(`eventCapacity ${eventCapacity} is not a power of two of at most 2^20`);
  }
}

export class WasmHartCore implements HartCore {
  readonly memory: WebAssembly.Memory;
  readonly options: HartCoreOptions;
  readonly eventRing: number;
  readonly eventCount: number;
  private readonly core: WasmExports;
  private readonly harts: number;
  private readonly stride: number;
  private readonly exchange: number;
  private readonly compiler: RegionCompiler;
  /** By virtual machine, ascending by guest-physical address. */
  private readonly stage2 = new Map<number, readonly Stage2Range[]>();
  private watchpointCount = 0;
  private cachedView: DataView;

  /**
   * @param compileAfter instructions of runs that end in a page of code before it is compiled; 0 = never
   * @param regions compiled stretches of code that are kept at a time
   * @throws {RangeError} when an option is out of its range or the memory cannot hold the core's tables.
   */
  constructor(options: HartCoreOptions, wasm: WebAssembly.Module, compileAfter = COMPILE_AFTER, regions = MAX_REGIONS) {
    checkOptions(options);
    this.options = options;
    this.memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: MAXIMUM_PAGES, shared: true });
    const abort = (): never => {
      throw new Error('the hart core aborted');
    };
    const table = new WebAssembly.Table({ initial: 1 + regions * options.hartCount, element: 'anyfunc' });
    const instance = new WebAssembly.Instance(wasm, { env: { memory: this.memory, table, abort } });
    this.core = instance.exports as unknown as WasmExports;
    const { hartCount, ramBase, ramSize, instructionsPerTick, eventCapacity } = options;
    if (!this.core.initialise(hartCount, ramBase, ramSize, instructionsPerTick, eventCapacity)) {
      throw new RangeError('hart core: not enough memory for its tables');
    }
    this.harts = this.core.hartsOffset();
    this.stride = this.core.hartStride();
    this.exchange = this.core.exchangeOffset();
    this.eventRing = this.core.eventRingOffset();
    this.eventCount = this.core.eventCountOffset();
    this.cachedView = new DataView(this.memory.buffer);
    const blocks = Array.from({ length: hartCount }, (_, hart) => this.harts + hart * this.stride);
    this.compiler = new RegionCompiler(this.memory, table, this.core, blocks, compileAfter, regions);
  }

  // --- harts -----------------------------------------------------------------------------------------------------------

  resetHart(hart: number, entry: { vm: number; pc: bigint; a0: bigint; a1: bigint }): void {
    this.checkHart(hart);
    this.checkVm(entry.vm);
    this.core.resetHart(hart, entry.vm, entry.pc, entry.a0, entry.a1);
  }

  run(hart: number, budget: number): number {
    this.checkHart(hart);
    if (!Number.isInteger(budget) || budget < 1 || budget > 0x7fffffff) {
      throw new RangeError(`hart core: budget ${budget} is not in 1..2^31-1`);
    }
    const exit = this.core.run(hart, budget, 0);
    if (exit === EXIT_BUDGET) {
      this.compiler.afterRun(hart);
    }
    return exit;
  }

  step(hart: number): number {
    this.checkHart(hart);
    return this.core.run(hart, 1, 1);
  }

  hartBlock(hart: number): number {
    this.checkHart(hart);
    return this.harts + hart * this.stride;
  }

  readRegister(hart: number, index: number): bigint {
    return this.view().getBigUint64(this.registerOffset(hart, index), true);
  }

  writeRegister(hart: number, index: number, value: bigint): void {
    const offset = this.registerOffset(hart, index);
    if (index !== 0) {
      this.view().setBigUint64(offset, unsigned(value), true);
    }
  }

  readPc(hart: number): bigint {
    return this.view().getBigUint64(this.hartBlock(hart) + HART_PC, true);
  }

  writePc(hart: number, value: bigint): void {
    this.view().setBigUint64(this.hartBlock(hart) + HART_PC, unsigned(value), true);
  }

  readCsr(hart: number, csr: number): bigint | undefined {
    this.checkHart(hart);
    return this.core.csrAccessFault(hart, csr, 0) === 0 ? unsigned(this.core.readCsr(hart, csr)) : undefined;
  }

  writeCsr(hart: number, csr: number, value: bigint): boolean {
    this.checkHart(hart);
    if (this.core.csrAccessFault(hart, csr, 1) !== 0) {
      return false;
    }
    this.core.writeCsr(hart, csr, value);
    return true;
  }

  raiseLines(hart: number, lines: number): void {
    const offset = this.hartBlock(hart) + HART_LINES;
    const view = this.view();
    view.setUint32(offset, view.getUint32(offset, true) | lines, true);
  }

  lowerLines(hart: number, lines: number): void {
    const offset = this.hartBlock(hart) + HART_LINES;
    const view = this.view();
    view.setUint32(offset, view.getUint32(offset, true) & ~lines, true);
  }

  hasWakingInterrupt(hart: number): boolean {
    this.checkHart(hart);
    return this.core.hasWakingInterrupt(hart) !== 0;
  }

  flushTranslations(hart: number): void {
    this.checkHart(hart);
    this.core.flushTranslations(hart);
  }

  clearReservation(hart: number): void {
    this.view().setBigInt64(this.hartBlock(hart) + HART_RESERVATION, -1n, true);
  }

  // --- memory ----------------------------------------------------------------------------------------------------------

  setStage2(vm: number, ranges: readonly Stage2Range[]): void {
    this.checkVm(vm);
    if (ranges.length > MAX_STAGE2_RANGES) {
      throw new RangeError(`hart core: VM ${vm} has ${ranges.length} memory ranges, at most ${MAX_STAGE2_RANGES} fit`);
    }
    const sorted = [...ranges].sort((a, b) => (a.gpa < b.gpa ? -1 : a.gpa > b.gpa ? 1 : 0));
    sorted.forEach((range, index) => {
      this.checkRange(vm, range, sorted[index - 1]);
    });
    sorted.forEach(({ gpa, size, pa }, index) => {
      this.core.setStage2Range(vm, index, gpa, size, pa);
    });
    this.core.stage2Done(vm, sorted.length);
    this.stage2.set(vm, sorted);
  }

  readPhysical(pa: bigint, length: number): Uint8Array {
    this.checkPhysical(pa, length);
    const bytes = new Uint8Array(length);
    const memory = new Uint8Array(this.memory.buffer);
    for (const { offset, size } of chunks(pa, length, FRAME)) {
      const host = this.core.hostAddress(pa + BigInt(offset)) >>> 0;
      if (host !== 0) {
        bytes.set(memory.subarray(host, host + size), offset);
      }
    }
    return bytes;
  }

  writePhysical(pa: bigint, bytes: Uint8Array): void {
    this.checkPhysical(pa, bytes.length);
    for (const { offset, size } of chunks(pa, bytes.length, PAGE)) {
      const at = pa + BigInt(offset);
      const host = this.core.hostAddressForWriting(at) >>> 0;
      if (host === 0) {
        throw new RangeError(`hart core: no memory left for physical address 0x${at.toString(16)}`);
      }
      new Uint8Array(this.memory.buffer, host, size).set(bytes.subarray(offset, offset + size));
      this.core.noteWritten(at, size);
    }
  }

  translateGuestPhysical(vm: number, gpa: bigint): bigint | undefined {
    this.checkVm(vm);
    const pa = this.core.translateGuestPhysical(vm, gpa);
    return pa === NOWHERE ? undefined : unsigned(pa);
  }

  guestPhysicalOf(vm: number, address: bigint): bigint | undefined {
    const range = this.stage2.get(vm)?.find(({ pa, size }) => address >= pa && address < pa + size);
    return range && range.gpa + (address - range.pa);
  }

  translate(hart: number, va: bigint, access: Access): Translation {
    this.checkHart(hart);
    const pa = this.core.translate(hart, va, ACCESS_NUMBERS[access]);
    const gpa = unsigned(this.core.translationGpa());
    if (pa !== NOWHERE) {
      return { kind: 'mapped', gpa, pa: unsigned(pa) };
    }
    const fault = this.core.translationFault();
    return fault >= 20 ? { kind: 'stage2-unmapped', gpa } : { kind: 'fault', fault };
  }

  dirtyPages(options: { clear: boolean }): bigint[] {
    const pages: bigint[] = [];
    const first = this.options.ramBase / PAGE;
    const total = Number(this.options.ramSize / PAGE);
    for (let start = 0; start < total; start = this.core.dirtyScanEnd() >>> 0) {
      const count = this.core.collectDirty(start, DIRTY_BATCH);
      const view = this.view();
      for (let index = 0; index < count; index++) {
        pages.push(first + BigInt(view.getUint32(this.exchange + 4 * index, true)));
      }
    }
    if (options.clear) {
      this.core.clearDirty();
    }
    return pages;
  }

  allocatedBytes(): number {
    return Number(this.core.allocatedBytes());
  }

  // --- stopping --------------------------------------------------------------------------------------------------------

  setBreakpoints(keys: readonly BreakpointKey[]): void {
    if (keys.length > MAX_BREAKPOINTS) {
      throw new RangeError(`hart core: ${keys.length} breakpoints, at most ${MAX_BREAKPOINTS} fit`);
    }
    keys.forEach(({ vm, addressSpace, address }, index) => {
      const bound = addressSpace === undefined ? 0 : 1;
      this.core.setBreakpointEntry(index, vm, bound, addressSpace ?? 0n, address);
    });
    this.core.breakpointsDone(keys.length);
  }

  setWatchpoints(watchpoints: readonly Watchpoint[]): void {
    if (watchpoints.length > MAX_WATCHPOINTS) {
      throw new RangeError(`hart core: ${watchpoints.length} watchpoints, at most ${MAX_WATCHPOINTS} fit`);
    }
    for (const { pa, size } of watchpoints) {
      this.checkPhysical(pa, size);
      if (size < 1) {
        throw new RangeError(`hart core: a watchpoint at 0x${pa.toString(16)} of ${size} bytes`);
      }
    }
    this.core.clearWatchpoints(this.watchpointCount);
    watchpoints.forEach(({ pa, size, onRead, onWrite, vm = ANY_VM }, index) => {
      this.core.setWatchpointEntry(index, pa, pa + BigInt(size), (onRead ? 1 : 0) | (onWrite ? 2 : 0), vm);
    });
    this.watchpointCount = watchpoints.length;
    this.core.watchpointsDone(watchpoints.length);
  }

  // --- events ----------------------------------------------------------------------------------------------------------

  setTrapEvents(enabled: boolean): void {
    this.core.setTrapEvents(enabled ? 1 : 0);
  }

  setInstructionsBefore(total: bigint): void {
    this.core.setInstructionsBefore(total);
  }

  // --- checks ----------------------------------------------------------------------------------------------------------

  private view(): DataView {
    if (this.cachedView.buffer !== this.memory.buffer) {
      this.cachedView = new DataView(this.memory.buffer);
    }
    return this.cachedView;
  }

  private registerOffset(hart: number, index: number): number {
    if (!Number.isInteger(index) || index < 0 || index > 31) {
      throw new RangeError(`hart core: no register x${index}`);
    }
    return this.hartBlock(hart) + HART_X + 8 * index;
  }

  private checkHart(hart: number): void {
    if (!Number.isInteger(hart) || hart < 0 || hart >= this.options.hartCount) {
      throw new RangeError(`hart core: no hart ${hart}`);
    }
  }

  private checkVm(vm: number): void {
    if (!Number.isInteger(vm) || vm < 0 || vm >= MAX_VMS) {
      throw new RangeError(`hart core: no room for VM ${vm}`);
    }
  }

  private checkPhysical(pa: bigint, length: number): void {
    const { ramBase, ramSize } = this.options;
    if (!Number.isInteger(length) || length < 0 || pa < ramBase || pa + BigInt(length) > ramBase + ramSize) {
      throw new RangeError(`hart core: ${length} bytes at physical address 0x${pa.toString(16)} are not in RAM`);
    }
  }

  private checkRange(vm: number, range: Stage2Range, before: Stage2Range | undefined): void {
    const { gpa, size, pa } = range;
    const name = `hart core: VM ${vm}, memory range at 0x${gpa.toString(16)}`;
    if (gpa % PAGE !== 0n || size % PAGE !== 0n || pa % PAGE !== 0n || size <= 0n || gpa < 0n) {
      throw new RangeError(`${name} is not made of 4 KiB pages`);
    }
    if (pa < this.options.ramBase || pa + size > this.options.ramBase + this.options.ramSize) {
      throw new RangeError(`${name} leads to physical addresses that are not RAM`);
    }
    if (before && before.gpa + before.size > gpa) {
      throw new RangeError(`${name} overlaps another`);
    }
  }
}

/** Splits a stretch of physical memory where units (a power of two of bytes) end. */
function* chunks(pa: bigint, length: number, unit: bigint): Generator<{ offset: number; size: number }> {
  let offset = 0;
  while (offset < length) {
    const inside = Number((pa + BigInt(offset)) % unit);
    const size = Math.min(length - offset, Number(unit) - inside);
    yield { offset, size };
    offset += size;
  }
}
