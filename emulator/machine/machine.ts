// SPDX-License-Identifier: Apache-2.0
/** The machine as its users see it: a Bao system that boots, runs, stops, and can be read. */

import type {
  BaoStateView,
  CallView,
  GuestImage,
  HartActivity,
  ImageSegment,
  IpcView,
  RemioDeviceView,
  RemioEndView,
  ReportedFinding,
  RequestView,
  SharedMemoryView,
  VcpuView,
} from '../bao';
import type { BaoConfig, Diagnostic } from '../config/config';
import type { MachineEvent } from '../events/event';
import type { BreakpointKey, HartCore, Watchpoint } from '../hart/hart-core';
import type { MachinePlatform } from '../platform/platform';

export type {
  BaoStateView,
  CallView,
  GuestImage,
  HartActivity,
  ImageSegment,
  IpcView,
  RemioDeviceView,
  RemioEndView,
  ReportedFinding,
  RequestView,
  SharedMemoryView,
  VcpuView,
};

/** What happens when the event ring is full of events that nobody has read. */
export type EventOverflow =
  /** The oldest are lost and counted. */
  | 'drop-oldest'
  /** run() returns with reason 'events' until they have been read. */
  | 'stop';

export interface MachineOptions {
  readonly config: BaoConfig;
  /** By the name given to VM_IMAGE. */
  readonly images: ReadonlyMap<string, GuestImage>;
  /** A name from platformNames() or a description; default `qemu-riscv64-virt`. */
  readonly platform?: string | MachinePlatform;
  /** Lets the machine choose among what real hardware decides by chance (boot race of a device's `ready` flag, master
   *  CPU of a virtual machine). Without a seed those races are off. */
  readonly seed?: number;
  /** Records of the event ring; a power of two. */
  readonly eventCapacity?: number;
  readonly eventOverflow?: EventOverflow;
  /** Whether traps that a guest handles itself are in the event stream; default true. */
  readonly trapEvents?: boolean;
}

/** An event that ends a run: all fields that are given must match. */
export interface EventMatch {
  readonly kind: MachineEvent['kind'];
  readonly vm?: number;
  readonly hart?: number;
  /** Of requestState. */
  readonly state?: string;
  /** Of requestState, vcpuBlocked and vcpuResumed. */
  readonly serial?: bigint;
  /** Asked last, about an event that fits the rest; a function of the event alone, which must not throw. */
  readonly accepts?: (event: MachineEvent) => boolean;
}

export interface StepOptions {
  readonly hart: number;
  /** What the hypervisor carries out for the hart counts as one. */
  readonly instructions: number;
  /** Stop earlier, as soon as the hart's pc lies in none of these; guest-virtual addresses, `high` exclusive. */
  readonly within?: readonly { readonly low: bigint; readonly high: bigint }[];
}

export interface RunOptions {
  /** Instructions of all harts together after which to stop. */
  readonly instructions?: bigint;
  /** Stop after one hart has retired this many more instructions; the others go on by the same schedule meanwhile. */
  readonly step?: StepOptions;
  /** Harts that leave a breakpoint at their pc without stopping at it. */
  readonly leave?: readonly number[];
  /** Stop right after an event that matches any of these. Guest traps are noticed at the end of the hart's time slice. */
  readonly untilEvent?: readonly EventMatch[];
  /** Virtual time in timebase ticks at which to stop, at the next change of harts. */
  readonly untilTime?: bigint;
  /** Asked between time slices; true ends the run. */
  readonly shouldPause?: () => boolean;
}

export type StopReason =
  /** The instructions, steps or time asked for are used up. */
  | { readonly kind: 'budget' }
  | { readonly kind: 'paused' }
  /** The ring is full of unread events ('stop' overflow policy). */
  | { readonly kind: 'events' }
  | { readonly kind: 'event'; readonly match: number }
  | { readonly kind: 'breakpoint'; readonly hart: number; readonly pc: bigint }
  | {
      readonly kind: 'watchpoint';
      readonly hart: number;
      /** Pc of the instruction that made the access; it has retired. */
      readonly pc: bigint;
      readonly access: 'read' | 'write';
      /** Physical address and bytes. */
      readonly pa: bigint;
      readonly size: number;
    }
  /** Every hart waits or hangs and nothing but console input could wake one. `needsInput` lists the virtual machines
   *  that console input could still wake; when it is empty, or their input has ended, the machine is done. */
  | { readonly kind: 'finished'; readonly needsInput: readonly number[] }
  | { readonly kind: 'out-of-memory' };

export interface RunResult {
  readonly reason: StopReason;
  readonly position: MachinePosition;
  /** Instructions that the hart of `step` has retired. */
  readonly stepped: number;
  /** The step has come to its end. */
  readonly stepEnded: boolean;
}

/** Where the machine stands on its own clocks. */
export interface MachinePosition {
  /** Instructions retired by all harts. */
  readonly instructions: bigint;
  /** Virtual time in timebase ticks. */
  readonly time: bigint;
  /** Events written so far. */
  readonly events: bigint;
}

export interface EventBatch {
  readonly events: readonly MachineEvent[];
  /** Where to go on reading. */
  readonly next: bigint;
  /** Events between the asked position and the first one returned that are lost. */
  readonly dropped: bigint;
}

/** Bytes given to a virtual machine's console, or the end of its input. */
export interface ConsoleInput {
  readonly position: MachinePosition;
  readonly vm: number;
  readonly bytes: Uint8Array | 'end';
}

/** A virtual machine as it came up. */
export interface VmInfo {
  readonly vm: number;
  /** Name of its image, or `vmN`. */
  readonly name: string;
  /** Physical CPUs, by virtual CPU number. Empty when it did not start. */
  readonly harts: readonly number[];
  readonly started: boolean;
  /** Whether a console (UART) is passed through to it. */
  readonly hasConsole: boolean;
}

export interface Machine {
  readonly platform: MachinePlatform;
  readonly core: HartCore;
  readonly vms: readonly VmInfo[];
  /** What Bao would reject or silently mangle at boot, at the configuration's file and line; complete before run(). */
  readonly bootDiagnostics: readonly Diagnostic[];

  run(options?: RunOptions): RunResult;
  readonly position: MachinePosition;
  /** What each physical CPU is doing. */
  activities(): readonly HartActivity[];

  /** Gives bytes to a virtual machine's console, at the machine's current position.
   *  @returns how many were taken; the rest does not fit, or there is no console */
  sendConsole(vm: number, bytes: Uint8Array): number;
  /** What a virtual machine has written of a console line that it has not ended and that no event holds yet; the next
   *  event of its console begins with it. */
  unfinishedLine(vm: number): string;
  /** No more input will come for this virtual machine. */
  endConsole(vm: number): void;

  /** Everything that came in from outside, in order, each with the position at which it came: what a repetition needs. */
  readonly inputLog: readonly ConsoleInput[];
  /** All findings so far; the event ring may have lost theirs. */
  readonly findings: readonly ReportedFinding[];

  /** Decodes events from position `from` on, at most `limit`, of these kinds or of all. Reading does not consume; with overflow 'stop', events
   *  before the largest `from` given so far count as read. */
  readEvents(from: bigint, limit?: number, kinds?: ReadonlySet<MachineEvent['kind']>): EventBatch;
  /** The records of events from one position to another as they are (RECORD_WORDS words each), without decoding. What they
   *  hold is good until the machine runs again. */
  readRecords(from: bigint, to: bigint): readonly Uint32Array[];

  setBreakpoints(keys: readonly BreakpointKey[]): void;
  setWatchpoints(watchpoints: readonly Watchpoint[]): void;

  /** A CSR of S-mode or a counter by number, as the hart's next instruction would find it, whatever its privilege;
   *  undefined when there is none. `cycle` and `instret` are the instructions that the hart has retired. */
  readCsr(hart: number, csr: number): bigint | undefined;
  /** Writes a CSR of S-mode as an instruction would, whatever the hart's privilege. @returns false when it cannot be */
  writeCsr(hart: number, csr: number, value: bigint): boolean;
  writePc(hart: number, value: bigint): void;

  /** Guest-physical memory of a virtual machine; undefined when any of it is not mapped. */
  readGuestPhysical(vm: number, gpa: bigint, length: number): Uint8Array | undefined;
  writeGuestPhysical(vm: number, gpa: bigint, bytes: Uint8Array): boolean;
  /** Guest-virtual memory as the hart sees it now; undefined when any of it is not mapped. */
  readVirtual(hart: number, va: bigint, length: number): Uint8Array | undefined;
  writeVirtual(hart: number, va: bigint, bytes: Uint8Array): boolean;

  /** The hypervisor's state as plain data (REMIO devices, request pool, IPC, interrupt controllers, vCPUs). */
  baoState(): BaoStateView;
  /** The last call of the hypervisor that has returned to this hart; undefined when it has made none. */
  lastCall(hart: number): CallView | undefined;
  /** Everything but guest memory, as text that is equal exactly when the states are equal. */
  saveState(): string;
  /** A digest of state, registers and all touched memory, for comparing runs. */
  stateHash(): string;
}
