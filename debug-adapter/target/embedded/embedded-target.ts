// SPDX-License-Identifier: Apache-2.0
/** The embedded machine as a target. It runs in this thread, in slices between which the event loop turns. */

import type { Machine, RunOptions, StopReason } from '../../../emulator';
import {
  type Address,
  type BaoSource,
  type CodeBreakpoint,
  type DataBreakpoint,
  type EventMatch,
  type Partition,
  type Position,
  type RegisterDescription,
  type RunRequest,
  type Space,
  type Stop,
  type Target,
  type TargetCapabilities,
  TargetError,
  type TargetEvent,
  type TargetListener,
  type VirtualSpace,
} from '..';
import { embeddedBaoSource } from './bao-source';
import { EventFeed } from './event-feed';
import { firstMatch } from './event-search';
import { EMBEDDED_EVENTS, EventSubscriptions } from './event-subscriptions';
import * as memory from './memory';
import { readRegister, registers, writeRegister } from './registers';
import { Turns } from './turns';

const CSR_SATP = 0x180;
const SATP_ROOT = (1n << 44n) - 1n;
const SATP_MODE_SHIFT = 60n;
/** Bytes of physical memory that data breakpoints may watch, one at a time. */
const MAX_DATA_BREAKPOINTS = 256;
const NO_EVENTS: readonly EventMatch[] = [];

export class EmbeddedTarget implements Target {
  readonly name: string;
  readonly architecture = 'riscv64';
  readonly timebaseHz: number;
  readonly partitions: readonly Partition[];
  readonly registers: readonly RegisterDescription[] = registers;
  readonly capabilities: TargetCapabilities = {
    dataBreakpoints: MAX_DATA_BREAKPOINTS,
    writeMemory: true,
    physicalMemory: true,
    restart: true,
    position: true,
    consoles: true,
    events: EMBEDDED_EVENTS,
    hypervisorCode: false,
    readWhileRunning: true,
  };
  readonly bao: BaoSource = embeddedBaoSource(() => this.machine);
  readonly events = new EventSubscriptions();
  readonly #boot: () => Machine;
  readonly #listener: TargetListener;
  readonly #turns = new Turns();
  readonly #vmOf: ReadonlyMap<number, number>;
  #running: Promise<Stop> | undefined;
  #pauseWanted = false;
  #closed = false;
  #wake: () => void = () => {};
  /** The vCPU that the last stop named, while it stands where it stood then. */
  #stoppedHart: number | undefined;
  #codeBreakpoints: readonly CodeBreakpoint[] = [];
  #dataBreakpoints: readonly DataBreakpoint[] = [];
  #current: Machine;
  #feed: EventFeed;

  /** @param boot makes the machine, before its first instruction; the same one each time */
  constructor(boot: () => Machine, listener: TargetListener) {
    this.#boot = boot;
    this.#listener = listener;
    this.#current = boot();
    this.#feed = new EventFeed(this.#current, listener);
    this.name = `embedded machine (${this.#current.platform.name})`;
    this.timebaseHz = this.#current.platform.timebaseHz;
    this.partitions = this.#current.vms.map((vm) => ({
      vm: vm.vm,
      name: vm.name,
      vcpus: vm.harts.map((hart, vcpu) => ({ hart, vm: vm.vm, vcpu })),
      hasConsole: vm.hasConsole,
      started: vm.started,
    }));
    this.#vmOf = new Map(this.partitions.flatMap(({ vcpus }) => vcpus).map(({ hart, vm }) => [hart, vm]));
    this.#feed.deliver();
  }

  /** The machine itself, for what only it can tell. @throws TargetError when the target is closed */
  get machine(): Machine {
    if (this.#closed) {
      throw new TargetError('the machine is gone: the session has ended');
    }
    return this.#current;
  }

  // --- run control -----------------------------------------------------------------------------------------------------

  async run(request: RunRequest): Promise<Stop> {
    if (this.#running !== undefined) {
      throw new TargetError('the machine is running already');
    }
    this.#checkOpen();
    if (request.kind !== 'continue') {
      this.#virtualMachineOf(request.hart);
    }
    this.#pauseWanted = false;
    this.#running = this.#runUntilStop(request);
    try {
      return await this.#running;
    } finally {
      this.#running = undefined;
    }
  }

  pause(): void {
    this.#pauseWanted = true;
    this.#wake();
  }

  async #runUntilStop(request: RunRequest): Promise<Stop> {
    let steps = request.kind === 'step' ? request.limit : 0;
    let leave = this.#leave(request);
    const end = this.#limitOf(request);
    for (;;) {
      if (this.#turns.due) {
        await this.#turns.take();
      }
      if (this.#pauseWanted || this.#closed) {
        return this.#stopped(this.#closed ? { kind: 'failure', message: 'the session has ended' } : { kind: 'pause' });
      }
      if (request.kind === 'settle' && !this.#awaitsAnswer(request.hart)) {
        return this.#stopped({ kind: 'step', hart: request.hart });
      }
      const before = this.#current.position.events;
      const { reason, stepped, stepEnded } = this.#slice(request, steps, leave, end);
      leave = [];
      steps -= stepped;
      this.#feed.deliver(this.events);
      if (stepEnded && request.kind === 'step' && (reason.kind === 'event' || reason.kind === 'budget')) {
        return this.#stopped({ kind: 'step', hart: request.hart });
      }
      const stop =
        reason.kind === 'finished'
          ? await this.#atRest(reason.needsInput)
          : stopOf(reason, () => firstMatch(this.#current, before, request.until ?? NO_EVENTS));
      if (stop !== undefined) {
        return this.#stopped(stop);
      }
    }
  }

  #slice(
    request: RunRequest,
    steps: number,
    leave: readonly number[],
    end: bigint | undefined,
  ): { reason: StopReason | { kind: 'failure'; message: string }; stepped: number; stepEnded: boolean } {
    const limit = end === undefined ? {} : { instructions: end - this.#current.position.instructions };
    const options: RunOptions = { leave, shouldPause: () => this.#turns.due, ...endOf(request, steps), ...limit };
    try {
      return this.#current.run(options);
    } catch (error) {
      const message = `the machine failed: ${error instanceof Error ? error.message : error}`;
      return { reason: { kind: 'failure', message }, stepped: 0, stepEnded: false };
    }
  }

  /** Where the machine's instructions end for this run. */
  #limitOf(request: RunRequest): bigint | undefined {
    const limit = request.kind === 'continue' ? request.limit : undefined;
    const end = limit === undefined ? undefined : this.#current.position.instructions + limit;
    const { deadline } = request;
    return end === undefined || (deadline !== undefined && deadline < end) ? deadline : end;
  }

  #leave(request: RunRequest): number[] {
    const { leave = [] } = request;
    const harts = this.#stoppedHart === undefined ? leave : [...leave, this.#stoppedHart];
    return request.kind === 'step' ? [...harts, request.hart] : [...harts];
  }

  #awaitsAnswer(hart: number): boolean {
    return this.#current.activities().some((activity) => activity.hart === hart && activity.code === 'blocked');
  }

  /** Every vCPU waits. Undefined when something came that may wake one. */
  async #atRest(needsInput: readonly number[]): Promise<Stop | undefined> {
    if (needsInput.length === 0) {
      return { kind: 'idle' };
    }
    if (!this.#pauseWanted && !this.#closed) {
      this.#feed.deliverUnfinished();
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      // Who hears of it may give input at once.
      this.#listener.needsInput?.(needsInput);
      await woken;
      this.#wake = () => {};
    }
    return undefined;
  }

  #stopped(stop: Stop): Stop {
    this.#stoppedHart = 'hart' in stop ? stop.hart : undefined;
    if (!this.#closed) {
      this.#feed.deliverUnfinished();
    }
    return stop;
  }

  async restart(): Promise<void> {
    this.#checkOpen();
    this.pause();
    await this.#running;
    this.#checkOpen();
    this.#current = this.#boot();
    this.#feed = new EventFeed(this.#current, this.#listener);
    this.#stoppedHart = undefined;
    this.#feed.deliver();
    await this.setCodeBreakpoints(this.#codeBreakpoints);
    await this.setDataBreakpoints(this.#dataBreakpoints);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#wake();
    await this.#running;
  }

  // --- breakpoints -----------------------------------------------------------------------------------------------------

  async setCodeBreakpoints(breakpoints: readonly CodeBreakpoint[]): Promise<void> {
    const keys = breakpoints.map(({ vm, root, address }) =>
      root === undefined ? { vm, address } : { vm, address, addressSpace: root },
    );
    this.#asked(() => this.machine.setBreakpoints(keys));
    this.#codeBreakpoints = breakpoints;
  }

  async setDataBreakpoints(breakpoints: readonly DataBreakpoint[]): Promise<void> {
    const watchpoints = breakpoints.map(({ physical, size, access, vm }) => ({
      pa: physical,
      size,
      onRead: access !== 'write',
      onWrite: access !== 'read',
      ...(vm === undefined ? {} : { vm }),
    }));
    this.#asked(() => this.machine.setWatchpoints(watchpoints));
    this.#dataBreakpoints = breakpoints;
  }

  // --- registers -------------------------------------------------------------------------------------------------------

  async readRegisters(hart: number, numbers: readonly number[]): Promise<readonly (bigint | undefined)[]> {
    return this.#asked(() => numbers.map((number) => readRegister(this.machine, hart, number)));
  }

  async writeRegister(hart: number, number: number, value: bigint): Promise<void> {
    const name = registers[number]?.name ?? `number ${number}`;
    const written = this.#asked(() => writeRegister(this.machine, hart, number, value));
    if (!written) {
      throw new TargetError(`the register ${name} cannot be written`);
    }
    if (name === 'pc' && this.#stoppedHart === hart) {
      this.#stoppedHart = undefined;
    }
  }

  async currentSpace(hart: number): Promise<VirtualSpace> {
    const vm = this.#virtualMachineOf(hart);
    const satp = this.machine.readCsr(hart, CSR_SATP) ?? 0n;
    return { kind: 'virtual', vm, root: satp >> SATP_MODE_SHIFT === 0n ? 0n : satp & SATP_ROOT };
  }

  // --- memory ----------------------------------------------------------------------------------------------------------

  async readMemory(address: Address, length: number): Promise<Uint8Array> {
    return memory.read(this.machine, address, length);
  }

  async writeMemory(address: Address, bytes: Uint8Array): Promise<number> {
    return memory.write(this.machine, address, bytes);
  }

  async translate(address: Address, to: Space['kind'], vm?: number): Promise<Address | undefined> {
    return memory.translate(this.machine, address, to, vm);
  }

  // --- the rest --------------------------------------------------------------------------------------------------------

  async position(): Promise<Position> {
    const { instructions, time } = this.machine.position;
    return { instructions, time };
  }

  async sendConsole(vm: number, bytes: Uint8Array): Promise<number> {
    const taken = this.machine.sendConsole(vm, bytes);
    this.#wake();
    return taken;
  }

  #virtualMachineOf(hart: number): number {
    const vm = this.#vmOf.get(hart);
    if (vm === undefined) {
      throw new TargetError(`CPU ${hart} runs no virtual machine`);
    }
    return vm;
  }

  #checkOpen(): void {
    void this.machine;
  }

  /** What the machine refuses is the caller's to know. */
  #asked<Result>(ask: () => Result): Result {
    try {
      return ask();
    } catch (error) {
      throw error instanceof RangeError ? new TargetError(error.message) : error;
    }
  }
}

/** What ends a run by itself. @param steps instructions that are left of a step */
function endOf(request: RunRequest, steps: number): RunOptions {
  const { until = NO_EVENTS } = request;
  const untilEvent: RunOptions = until.length === 0 ? {} : { untilEvent: until };
  switch (request.kind) {
    case 'continue':
      return untilEvent;
    case 'step':
      return { step: { hart: request.hart, instructions: steps, within: request.within }, ...untilEvent };
    case 'settle':
      return { untilEvent: [{ kind: 'vcpuResumed', hart: request.hart }, ...until] };
  }
}

/** Undefined when the run goes on. @param found looks for the event that ended it */
function stopOf(
  reason: StopReason | { kind: 'failure'; message: string },
  found: () => TargetEvent | undefined,
): Stop | undefined {
  switch (reason.kind) {
    case 'breakpoint':
      return { kind: 'code-breakpoint', hart: reason.hart, pc: reason.pc };
    case 'watchpoint': {
      const { hart, pc, access, pa, size } = reason;
      return { kind: 'data-breakpoint', hart, pc, access, physical: pa, size };
    }
    case 'budget':
      return { kind: 'limit' };
    case 'event': {
      const event = found();
      return event && { kind: 'event', event };
    }
    case 'out-of-memory':
      return { kind: 'failure', message: "the guests' memory no longer fits into this process" };
    case 'failure':
      return reason;
    default:
      return undefined;
  }
}
