// SPDX-License-Identifier: Apache-2.0
/** The functions of assembly/index.ts as WebAssembly hands them out: 64-bit integers are signed bigints. */
export interface WasmExports {
  initialise(hartCount: number, ramBase: bigint, ramSize: bigint, perTick: number, eventCapacity: number): number;
  resetHart(hart: number, vm: number, pc: bigint, a0: bigint, a1: bigint): void;
  run(hart: number, budget: number, skipBreakpoint: number): number;
  hartsOffset(): number;
  hartStride(): number;
  eventCountOffset(): number;
  eventRingOffset(): number;
  exchangeOffset(): number;
  allocatedBytes(): bigint;
  csrAccessFault(hart: number, csr: number, write: number): number;
  readCsr(hart: number, csr: number): bigint;
  writeCsr(hart: number, csr: number, value: bigint): void;
  hasWakingInterrupt(hart: number): number;
  flushTranslations(hart: number): void;
  setStage2Range(vm: number, index: number, gpa: bigint, size: bigint, pa: bigint): void;
  stage2Done(vm: number, count: number): void;
  translateGuestPhysical(vm: number, gpa: bigint): bigint;
  translate(hart: number, va: bigint, access: number): bigint;
  translationFault(): number;
  translationGpa(): bigint;
  hostAddress(pa: bigint): number;
  hostAddressForWriting(pa: bigint): number;
  noteWritten(pa: bigint, size: number): void;
  collectDirty(start: number, limit: number): number;
  dirtyScanEnd(): number;
  clearDirty(): void;
  compileWanted(hart: number, samples: number): number;
  compileOffset(hart: number): number;
  decodeForCompiler(codePage: number, offset: number): void;
  installCompiled(codePage: number, offset: number, func: number, entry: number, needed: number, harts: number): void;
  dropAllCode(): void;
  forgetInterpreted(codePage: number): void;
  setBreakpointEntry(index: number, vm: number, bound: number, root: bigint, address: bigint): void;
  breakpointsDone(count: number): void;
  setWatchpointEntry(index: number, first: bigint, end: bigint, kinds: number, vm: number): void;
  clearWatchpoints(count: number): void;
  watchpointsDone(count: number): void;
  setTrapEvents(enabled: number): void;
  setInstructionsBefore(total: bigint): void;
}
