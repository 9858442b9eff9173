// SPDX-License-Identifier: Apache-2.0
import { Hypervisor } from '../bao';
import { decodeEvents, type MachineEvent, type RingLocation, recordSpans } from '../events';
import { createHartCore, type HartCore } from '../hart';
import type { BreakpointKey, Watchpoint } from '../hart/hart-core';
import { HART_EXIT_CAUSE, HART_EXIT_GPA, HART_EXIT_INSTRUCTION, HART_EXIT_VALUE } from '../hart/layout';
import { findPlatform, type MachinePlatform, qemuRiscv64Virt } from '../platform';
import { EventMatcher } from './event-matcher';
import * as guestMemory from './guest-memory';
import type {
  BaoStateView,
  CallView,
  ConsoleInput,
  EventBatch,
  EventOverflow,
  HartActivity,
  Machine,
  MachineOptions,
  MachinePosition,
  ReportedFinding,
  RunOptions,
  RunResult,
  StopReason,
  VmInfo,
} from './machine';
import { QUANTUM, Scheduler, type SliceEnd } from './scheduler';
import { hashState } from './state-hash';
import { StepCount } from './step-count';
import * as supervisor from './supervisor-registers';

const DEFAULT_EVENT_CAPACITY = 1 << 15;
const DEFAULT_EVENT_LIMIT = 10_000;
/** Records that one time slice and what it causes may write at most. */
const SLICE_RECORDS = QUANTUM + 512;

/**
 * Boots a system: the configuration's virtual machines with their images placed, at the first instruction.
 * @throws {RangeError} when the platform is unknown, or the configuration asks for more than the machine has room for;
 *   {Error} when the compiled hart core is missing
 */
export function createMachine(options: MachineOptions): Machine {
  return new EmbeddedMachine(options);
}

function choosePlatform(platform: string | MachinePlatform | undefined): MachinePlatform {
  if (platform === undefined) {
    return qemuRiscv64Virt;
  }
  return typeof platform === 'string' ? findPlatform(platform) : platform;
}

class EmbeddedMachine implements Machine {
  readonly platform: MachinePlatform;
  readonly core: HartCore;
  readonly vms: readonly VmInfo[];
  readonly bootDiagnostics: Machine['bootDiagnostics'];
  readonly #hypervisor: Hypervisor;
  readonly #scheduler: Scheduler;
  readonly #ring: RingLocation;
  readonly #overflow: EventOverflow;
  readonly inputLog: ConsoleInput[] = [];
  #readUpTo = 0n;

  constructor(options: MachineOptions) {
    const platform = choosePlatform(options.platform);
    this.platform = platform;
    this.#overflow = options.eventOverflow ?? 'drop-oldest';
    const capacity = options.eventCapacity ?? DEFAULT_EVENT_CAPACITY;
    if (this.#overflow === 'stop' && capacity < 2 * SLICE_RECORDS) {
      throw new RangeError(`eventCapacity ${capacity} is too small to stop before events are lost`);
    }
    this.core = createHartCore({
      hartCount: platform.cpuCount,
      ramBase: platform.ram.base,
      ramSize: platform.ram.size,
      instructionsPerTick: platform.instructionsPerTick,
      eventCapacity: capacity,
    });
    this.core.setTrapEvents(options.trapEvents ?? true);
    this.#hypervisor = new Hypervisor({
      core: this.core,
      config: options.config,
      platform,
      images: options.images,
      ...(options.seed === undefined ? {} : { seed: options.seed }),
    });
    this.#scheduler = new Scheduler(this.core, this.#hypervisor);
    this.bootDiagnostics = this.#hypervisor.diagnostics;
    this.vms = this.#hypervisor.context.vms.map((vm) => ({
      vm: vm.id,
      name: vm.name,
      harts: vm.harts,
      started: vm.started,
      hasConsole: vm.uarts.length > 0,
    }));
    this.#ring = {
      buffer: this.core.memory.buffer,
      ring: this.core.eventRing,
      count: this.core.eventCount,
      capacity,
    };
  }

  run(options: RunOptions = {}): RunResult {
    for (const hart of options.leave ?? []) {
      this.#scheduler.leaveBreakpoint(hart);
    }
    const step = new StepCount(this.core, options.step);
    const reason = this.#runUntil(options, step);
    return { reason, position: this.position, stepped: step.done, stepEnded: step.atEnd };
  }

  #runUntil(options: RunOptions, step: StepCount): StopReason {
    const { context } = this.#hypervisor;
    const start = context.clock.instructions;
    const budget = options.instructions === undefined ? Number.POSITIVE_INFINITY : Number(options.instructions);
    const untilTicks = options.untilTime === undefined ? Number.POSITIVE_INFINITY : Number(options.untilTime);
    const matcher = options.untilEvent && new EventMatcher(options.untilEvent, this.#ring);
    for (;;) {
      if (this.#overflow === 'stop' && this.#ringIsFull()) {
        return { kind: 'events' };
      }
      const instructions = start + budget - context.clock.instructions;
      if (instructions < 1 || step.atEnd) {
        return { kind: 'budget' };
      }
      const end = this.#scheduler.next({ instructions, stepHart: step.hart, stepInstructions: step.next });
      if (end === 'round' || end === 'finished') {
        if (options.shouldPause?.()) {
          return { kind: 'paused' };
        }
        if (context.clock.ticks >= untilTicks) {
          return { kind: 'budget' };
        }
      } else if (this.#scheduler.hart === step.hart) {
        step.retire(this.#scheduler.retired);
      }
      const match = matcher?.next();
      if (match !== undefined) {
        return { kind: 'event', match };
      }
      const reason = this.#reasonOf(end);
      if (reason) {
        return reason;
      }
    }
  }

  #ringIsFull(): boolean {
    const unread = this.#hypervisor.context.events.count - Number(this.#readUpTo);
    return unread + SLICE_RECORDS > this.#ring.capacity;
  }

  #reasonOf(end: SliceEnd): StopReason | undefined {
    const hart = this.#scheduler.hart;
    switch (end) {
      case 'finished':
        return { kind: 'finished', needsInput: this.#needInput() };
      case 'breakpoint':
        return { kind: 'breakpoint', hart, pc: this.core.readPc(hart) };
      case 'watchpoint':
        return this.#watchpoint(hart);
      case 'out-of-memory':
        return { kind: 'out-of-memory' };
      default:
        return undefined;
    }
  }

  #watchpoint(hart: number): StopReason {
    const view = new DataView(this.core.memory.buffer, this.core.hartBlock(hart));
    return {
      kind: 'watchpoint',
      hart,
      pc: view.getBigUint64(HART_EXIT_INSTRUCTION, true),
      access: view.getBigUint64(HART_EXIT_CAUSE, true) === 1n ? 'read' : 'write',
      pa: view.getBigUint64(HART_EXIT_VALUE, true),
      size: Number(view.getBigUint64(HART_EXIT_GPA, true)),
    };
  }

  /** Virtual machines that sleep with their UART's receive interrupt assigned, and whose input has not ended. */
  #needInput(): number[] {
    const { vms, harts } = this.#hypervisor.context;
    return vms
      .filter((vm) => vm.started && vm.harts.some((hart) => harts.is(hart, 'wfi') || harts.is(hart, 'suspended')))
      .filter((vm) => vm.uarts.some(({ uart, interrupt }) => interrupt !== 0 && uart.wantsInput && !uart.inputEnded))
      .map((vm) => vm.id);
  }

  get position(): MachinePosition {
    const { clock, events } = this.#hypervisor.context;
    return { instructions: BigInt(clock.instructions), time: BigInt(clock.ticks), events: BigInt(events.count) };
  }

  get findings(): readonly ReportedFinding[] {
    return this.#hypervisor.context.findings.list;
  }

  activities(): readonly HartActivity[] {
    return this.#hypervisor.activities();
  }

  sendConsole(vm: number, bytes: Uint8Array): number {
    const target = this.#hypervisor.context.vms[vm];
    const first = target?.uarts[0];
    if (!target || !first) {
      return 0;
    }
    const taken = first.uart.receive(bytes);
    this.inputLog.push({ position: this.position, vm, bytes: bytes.slice(0, taken) });
    if (first.interrupt !== 0) {
      target.vplic?.deviceLine(first.interrupt, first.uart.interrupt);
    }
    this.#scheduler.inputArrived();
    return taken;
  }

  unfinishedLine(vm: number): string {
    const uart = this.#hypervisor.context.vms[vm]?.uarts[0]?.uart;
    return uart === undefined ? '' : new TextDecoder().decode(uart.unfinished());
  }

  endConsole(vm: number): void {
    this.inputLog.push({ position: this.position, vm, bytes: 'end' });
    for (const { uart } of this.#hypervisor.context.vms[vm]?.uarts ?? []) {
      uart.endInput();
    }
  }

  readEvents(from: bigint, limit: number = DEFAULT_EVENT_LIMIT, kinds?: ReadonlySet<MachineEvent['kind']>): EventBatch {
    if (from > this.#readUpTo) {
      this.#readUpTo = from;
    }
    return decodeEvents(this.#ring, from, limit, kinds);
  }

  readRecords(from: bigint, to: bigint): readonly Uint32Array[] {
    return recordSpans(this.#ring, Number(from), Number(to));
  }

  setBreakpoints(keys: readonly BreakpointKey[]): void {
    this.core.setBreakpoints(keys);
  }

  setWatchpoints(watchpoints: readonly Watchpoint[]): void {
    this.core.setWatchpoints(watchpoints);
  }

  readCsr(hart: number, csr: number): bigint | undefined {
    return supervisor.read(this.core, hart, csr, this.#scheduler.localTime(hart));
  }

  writeCsr(hart: number, csr: number, value: bigint): boolean {
    const written = supervisor.write(this.core, hart, csr, value);
    this.#hypervisor.context.wakeIfPending(hart);
    return written;
  }

  writePc(hart: number, value: bigint): void {
    this.core.writePc(hart, value);
    this.#scheduler.moved(hart);
  }

  readGuestPhysical(vm: number, gpa: bigint, length: number): Uint8Array | undefined {
    return guestMemory.read(this.core, (address) => this.core.translateGuestPhysical(vm, address), gpa, length);
  }

  writeGuestPhysical(vm: number, gpa: bigint, bytes: Uint8Array): boolean {
    return guestMemory.write(this.core, (address) => this.core.translateGuestPhysical(vm, address), gpa, bytes);
  }

  readVirtual(hart: number, va: bigint, length: number): Uint8Array | undefined {
    return guestMemory.read(this.core, guestMemory.virtual(this.core, hart), va, length);
  }

  writeVirtual(hart: number, va: bigint, bytes: Uint8Array): boolean {
    return guestMemory.write(this.core, guestMemory.virtual(this.core, hart), va, bytes);
  }

  baoState(): BaoStateView {
    return this.#hypervisor.view();
  }

  lastCall(hart: number): CallView | undefined {
    return this.#hypervisor.traps.lastCalls.view(hart);
  }

  saveState(): string {
    return JSON.stringify(
      { hypervisor: this.#hypervisor.state(), scheduler: this.#scheduler.state() },
      (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value),
    );
  }

  stateHash(): string {
    return hashState(this.core, this.saveState(), this.#hypervisor.context.vms);
  }
}
