// SPDX-License-Identifier: Apache-2.0
/**
 * The contract of a machine that is debugged: vCPUs, registers, memory, breakpoints, run control. Everything above this
 * file works on it alone and does not know which machine it is on. What not every machine can do is a capability.
 *
 * Questions about registers and memory are for a stopped target, unless a capability says otherwise. Methods reject with
 * TargetError when the machine is lost.
 */

import type { Address, Space, VirtualSpace } from './address';
import type { BaoSource } from './bao-state';
import type { EventMatch, TargetEvent, TargetEventKind, TargetEvents } from './events';

/** The machine cannot answer any more, or refuses; the message is for people. */
export class TargetError extends Error {
  override readonly name = 'TargetError';
}

/** A virtual CPU: Bao gives each one a physical CPU of its own. */
export interface Vcpu {
  /** Physical CPU; unique over the machine and constant over a session. */
  readonly hart: number;
  readonly vm: number;
  /** Number within its virtual machine. */
  readonly vcpu: number;
}

export interface Partition {
  readonly vm: number;
  /** Name of its image, or `vmN`. */
  readonly name: string;
  readonly vcpus: readonly Vcpu[];
  /** Whether a console (UART) is passed through to it. */
  readonly hasConsole: boolean;
  /** False when the hypervisor refused to start it. */
  readonly started: boolean;
}

export type RegisterGroup = 'pc' | 'general' | 'csr';

/** A register as this machine has it; its place in `Target.registers` is its number in all other questions. */
export interface RegisterDescription {
  /** As people write it: `sp`, `a0`, `satp`. */
  readonly name: string;
  /** Other names: `x2`, `fp`. */
  readonly aliases: readonly string[];
  readonly group: RegisterGroup;
  readonly bits: number;
  /** Its number in DWARF, where it has one (RISC-V ELF psABI: 0 to 31 are x0 to x31, 4096 + n is CSR n). */
  readonly dwarf: number | undefined;
  readonly writable: boolean;
}

/** Stops before the instruction at a guest-virtual address runs, on any vCPU of the virtual machine. */
export interface CodeBreakpoint {
  readonly vm: number;
  /** Only in the address space with this stage-1 root (PPN of satp); undefined: in any. */
  readonly root: bigint | undefined;
  readonly address: bigint;
}

export type DataAccess = 'read' | 'write' | 'readWrite';

/** Stops after an access to bytes of physical memory, whichever partition makes it, at whatever address of its own. */
export interface DataBreakpoint {
  /** Physical address and bytes. */
  readonly physical: bigint;
  readonly size: number;
  readonly access: DataAccess;
  /** Only accesses of this virtual machine; whoever makes them when it is left out. */
  readonly vm?: number;
}

/** Exclusive at the high end; guest-virtual addresses. */
export interface CodeRange {
  readonly low: bigint;
  readonly high: bigint;
}

/** What any run may be asked besides. */
export interface RunOptions {
  /** Right after an event that matches one of these, of kinds in `capabilities.events`. A step that ends there too is a
   *  'step' stop. */
  readonly until?: readonly EventMatch[];
  /** Instructions retired by all vCPUs at which the run stops with 'limit'; only where `capabilities.position`. */
  readonly deadline?: bigint;
  /** Further vCPUs that leave their pc without stopping at a breakpoint there. */
  readonly leave?: readonly number[];
}

export type RunRequest = RunOptions & OwnRunRequest;

type OwnRunRequest =
  /** Until something stops it. The vCPU that the last stop named leaves its pc without stopping at a breakpoint there,
   *  whatever the stop was; one that was stepped to a breakpoint counts as having stopped at it.
   *  `limit`: at most so many instructions of all vCPUs together; only where `capabilities.position`. */
  | { readonly kind: 'continue'; readonly limit?: bigint }
  /** One vCPU by instructions, at least one, for as long as its pc lies in one of the ranges; at most `limit` of them.
   *  It leaves its pc without stopping at a breakpoint there. The other vCPUs go on meanwhile, and what would stop them
   *  stops this too. An instruction that the hypervisor carries out is done when the vCPU's pc is behind it: it may wait
   *  then. One that waits makes its next step when it goes on. */
  | { readonly kind: 'step'; readonly hart: number; readonly within: readonly CodeRange[]; readonly limit: number }
  /** Until a vCPU that waits for the hypervisor's answer to an access has it; at once, as a step, when it waits for
   *  none. It runs no further instruction. */
  | { readonly kind: 'settle'; readonly hart: number };

export type Stop =
  | { readonly kind: 'step'; readonly hart: number }
  /** Before the instruction at pc. */
  | { readonly kind: 'code-breakpoint'; readonly hart: number; readonly pc: bigint }
  | {
      readonly kind: 'data-breakpoint';
      readonly hart: number;
      /** Guest-virtual address of the instruction that made the access. It has run. */
      readonly pc: bigint;
      readonly access: 'read' | 'write';
      /** Physical address and bytes of the access. */
      readonly physical: bigint;
      readonly size: number;
    }
  /** The first event that `until` asked for; it may have happened together with others. */
  | { readonly kind: 'event'; readonly event: TargetEvent }
  /** The instructions that were allowed have run, or the deadline has come. */
  | { readonly kind: 'limit' }
  | { readonly kind: 'pause' }
  /** Every vCPU waits or hangs, and no input could wake one. */
  | { readonly kind: 'idle' }
  /** The machine can go no further; the text is for people. */
  | { readonly kind: 'failure'; readonly message: string };

/** Where the machine stands on its own clocks. */
export interface Position {
  /** Instructions retired by all harts. */
  readonly instructions: bigint;
  /** Virtual time in timebase ticks. */
  readonly time: bigint;
}

export interface TargetCapabilities {
  /** Most data breakpoints at a time; 0 when there are none. */
  readonly dataBreakpoints: number;
  readonly writeMemory: boolean;
  /** Physical memory can be read and written. */
  readonly physicalMemory: boolean;
  /** Starts again from the beginning with the same images. */
  readonly restart: boolean;
  /** `position()` has an answer. */
  readonly position: boolean;
  /** Consoles carry input. */
  readonly consoles: boolean;
  /** Kinds of events that it can tell of and stop at; empty when there are none. */
  readonly events: readonly TargetEventKind[];
  /** The hypervisor is code that breakpoints can stop in; else only what it does can be seen. */
  readonly hypervisorCode: boolean;
  /** Registers, memory and the hypervisor's state can be read while it runs: each answer is of one moment. */
  readonly readWhileRunning: boolean;
}

/** What a target says unasked. Listeners must not throw. */
export interface TargetListener {
  /** Output of a virtual machine's console, or of the hypervisor itself ('hypervisor'); `text` may be a part of a line. */
  console(source: number | 'hypervisor', text: string): void;
  /** Something a person debugging this system should know. */
  finding(text: string): void;
  /** Everything waits, and only input for the consoles of these virtual machines, or a pause, makes it go on. */
  needsInput?(vms: readonly number[]): void;
}

export interface Target {
  /** For people: `embedded machine (qemu-riscv64-virt)`. */
  readonly name: string;
  readonly architecture: 'riscv64';
  readonly capabilities: TargetCapabilities;
  /** Ticks of virtual time in a second. */
  readonly timebaseHz: number;
  readonly partitions: readonly Partition[];
  readonly registers: readonly RegisterDescription[];
  /** The hypervisor's state, on a machine that knows it without reading memory. */
  readonly bao?: BaoSource;
  /** The stream of what happens, on a machine that offers any of it. */
  readonly events?: TargetEvents;

  /** Runs until the target stops, and says why. One run at a time. */
  run(request: RunRequest): Promise<Stop>;
  /** Makes the run under way stop soon; nothing when there is none. */
  pause(): void;
  /** Replaces all of them. Possible while it runs: taken over at once. */
  setCodeBreakpoints(breakpoints: readonly CodeBreakpoint[]): Promise<void>;
  /** @throws TargetError with the reason when there are more than the machine can watch */
  setDataBreakpoints(breakpoints: readonly DataBreakpoint[]): Promise<void>;

  /** Values by the numbers given, unsigned; undefined for one that cannot be read now. */
  readRegisters(hart: number, numbers: readonly number[]): Promise<readonly (bigint | undefined)[]>;
  writeRegister(hart: number, number: number, value: bigint): Promise<void>;
  /** The address space the vCPU's programs are in now. */
  currentSpace(hart: number): Promise<VirtualSpace>;

  /** Fewer bytes than asked when what follows is not mapped; none when nothing is. Changes nothing in the machine. */
  readMemory(address: Address, length: number): Promise<Uint8Array>;
  /** @returns how many bytes were written before what is not mapped. Data breakpoints do not notice. */
  writeMemory(address: Address, bytes: Uint8Array): Promise<number>;
  /** Where an address leads in another space; undefined when it leads nowhere, or the way back is not known.
   *  @param vm whose guest-physical space is meant, when the address is physical */
  translate(address: Address, to: Space['kind'], vm?: number): Promise<Address | undefined>;

  position(): Promise<Position>;
  /** Bytes for a virtual machine's console. @returns how many were taken */
  sendConsole(vm: number, bytes: Uint8Array): Promise<number>;
  /** The machine as it was at its start. @throws TargetError without the capability */
  restart(): Promise<void>;
  /** Gives back everything it holds; a run under way ends with 'failure'. */
  close(): Promise<void>;
}
