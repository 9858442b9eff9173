// SPDX-License-Identifier: Apache-2.0
/**
 * The hart core's contract: what the machine and the model of the hypervisor may ask of it. Implemented over
 * WebAssembly in wasm-hart-core.ts. It knows instructions, translation and memory; it knows nothing of Bao.
 *
 * Addresses are bigints when they are 64-bit quantities that leave the hot path. "Physical" is the machine's address
 * space behind stage 2; "guest-physical" is what a guest's stage 1 yields.
 */

/** Permissions of a stage-2 range. */
export interface Stage2Range {
  /** First guest-physical address; 4 KiB aligned. */
  readonly gpa: bigint;
  /** Bytes; a multiple of 4 KiB. */
  readonly size: bigint;
  /** Physical address of the first byte; 4 KiB aligned, inside the platform's RAM. */
  readonly pa: bigint;
}

export interface HartCoreOptions {
  /** Number of harts, at most MAX_HARTS. */
  readonly hartCount: number;
  /** Physical address where RAM begins; 64 KiB aligned. */
  readonly ramBase: bigint;
  /** Bytes of RAM the platform declares; frames of 64 KiB are allocated when first touched. */
  readonly ramSize: bigint;
  /** Instructions of one hart that make one tick of the time CSR. */
  readonly instructionsPerTick: number;
  /** Records the event ring holds; a power of two. */
  readonly eventCapacity: number;
}

/** A breakpoint is keyed by virtual machine, address space and guest-virtual address. */
export interface BreakpointKey {
  readonly vm: number;
  /** The satp root page number (PPN field) the breakpoint belongs to, or undefined for every address space of the VM. */
  readonly addressSpace?: bigint;
  /** Guest-virtual address. */
  readonly address: bigint;
}

export interface Watchpoint {
  /** Physical address of the first watched byte. */
  readonly pa: bigint;
  /** Bytes. */
  readonly size: number;
  readonly onRead: boolean;
  readonly onWrite: boolean;
  /** Only accesses of this virtual machine; of any when it is left out. */
  readonly vm?: number;
}

export type Access = 'read' | 'write' | 'execute';

/** The answer to "where does this guest-virtual address lead?"; `fault` is the exception code it would raise. */
export type Translation =
  | { readonly kind: 'mapped'; readonly gpa: bigint; readonly pa: bigint }
  | { readonly kind: 'stage2-unmapped'; readonly gpa: bigint }
  | { readonly kind: 'fault'; readonly fault: number };

export interface HartCore {
  /** The machine's memory; shared. Its buffer changes when it grows: take `memory.buffer` anew after every run(). */
  readonly memory: WebAssembly.Memory;
  readonly options: HartCoreOptions;

  // --- harts -------------------------------------------------------------------------------------------------------

  /** Puts a hart into its entry state: VS-mode, pc, a0, a1, all else as after reset. sstatus is the value Bao's guests
   *  see, 0x800000020001e000 minus what the core cannot hold; satp 0, sie 0. */
  resetHart(hart: number, entry: { vm: number; pc: bigint; a0: bigint; a1: bigint }): void;
  /** Runs at most `budget` (1..2^31-1) instructions; returns an EXIT_ constant. HART_RUN_RETIRED says how many retired. */
  run(hart: number, budget: number): number;
  /** Like run(hart, 1), but ignores a breakpoint at the current pc. */
  step(hart: number): number;
  /** Byte offset of the hart's block in `memory`; see layout.ts. */
  hartBlock(hart: number): number;
  readRegister(hart: number, index: number): bigint;
  /** Writing x0 has no effect. */
  writeRegister(hart: number, index: number, value: bigint): void;
  readPc(hart: number): bigint;
  writePc(hart: number, value: bigint): void;
  /** Reads a CSR by number as the guest would; undefined when the guest would trap. */
  readCsr(hart: number, csr: number): bigint | undefined;
  /** Writes a CSR by number as the guest would; false when the guest would trap. */
  writeCsr(hart: number, csr: number, value: bigint): boolean;
  /** Raises or lowers interrupt lines (LINE_ bits). */
  raiseLines(hart: number, lines: number): void;
  lowerLines(hart: number, lines: number): void;
  /** True when an interrupt is pending and enabled in sie, whatever sstatus.SIE says: what ends a WFI. */
  hasWakingInterrupt(hart: number): boolean;
  /** Drops every cached translation of the hart (remote fences, changed stage 2). */
  flushTranslations(hart: number): void;
  /** Drops the hart's LR/SC reservation. */
  clearReservation(hart: number): void;

  // --- memory ------------------------------------------------------------------------------------------------------

  /** Replaces the second-stage map of a virtual machine; ranges do not overlap. What no range covers exits as a guest
   *  page fault. */
  setStage2(vm: number, ranges: readonly Stage2Range[]): void;
  /** Copies bytes out of physical memory; untouched frames read as zero and stay untouched. */
  readPhysical(pa: bigint, length: number): Uint8Array;
  /** Copies bytes into physical memory, marks pages dirty, drops stale decoded code and reservations, and does not
   *  trigger watchpoints. */
  writePhysical(pa: bigint, bytes: Uint8Array): void;
  /** Second stage only: the physical address behind a guest-physical one, or undefined. */
  translateGuestPhysical(vm: number, gpa: bigint): bigint | undefined;
  /** The way back: the first guest-physical address of a virtual machine that leads to a physical one, or undefined. */
  guestPhysicalOf(vm: number, pa: bigint): bigint | undefined;
  /** Both stages, with the hart's current satp and privilege; changes nothing (no A/D bits). */
  translate(hart: number, va: bigint, access: Access): Translation;
  /** Physical page numbers (4 KiB) written since the last call with clear = true. */
  dirtyPages(options: { clear: boolean }): bigint[];
  /** Bytes of physical memory allocated so far. */
  allocatedBytes(): number;

  // --- stopping ----------------------------------------------------------------------------------------------------

  setBreakpoints(keys: readonly BreakpointKey[]): void;
  setWatchpoints(watchpoints: readonly Watchpoint[]): void;

  // --- events ------------------------------------------------------------------------------------------------------

  /** Byte offset of the event ring's first record in `memory`. */
  readonly eventRing: number;
  /** Byte offset of the 64-bit count of records ever written; the ring holds the last eventCapacity of them. */
  readonly eventCount: number;
  /** Whether traps into the guest's own handlers are written to the ring (EVENT_KIND_GUEST_TRAP). */
  setTrapEvents(enabled: boolean): void;
  /** Instructions retired by all harts before the current run() call; the core adds its own for event positions. */
  setInstructionsBefore(total: bigint): void;
}
