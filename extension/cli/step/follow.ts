// SPDX-License-Identifier: Apache-2.0
/** Follows one request from the moment it is made until its frontend goes on. */

import type { BreakpointKey, Machine, MachineEvent, RemioDeviceView } from '../../../emulator';
import type { CodeMap } from '../code';
import type { CallStacks } from './call-stacks';
import { type EventCursor, type FoundRequest, lastOf, type RequestEvent } from './find-request';
import type { RequestHistory } from './history';
import type { Stage } from './stage';
import { StageWriter } from './stage-writer';
import { readVirtioRequest } from './virtio-request';

/** Function of the driver that gives a request to a client: ours and the posted one have the same name. */
const DISPATCH_FUNCTIONS = ['bao_io_client_push_request'];
const SYSTEM_CALL_IOCTL = 29n;
/** BAO_IOCTL_IO_CLIENT_ATTACH. */
const ATTACH = 0xc030a602n;
/** A request that takes longer is taken for lost. */
const PATIENCE = 500_000_000n;
const MAX_FRAMES = 4;
const A0 = 10;
const A1 = 11;
const A2 = 12;
const A7 = 17;

export interface Follow {
  readonly machine: Machine;
  readonly code: CodeMap;
  readonly stacks: CallStacks;
  readonly cursor: EventCursor;
  readonly history: RequestHistory;
  readonly found: FoundRequest;
  readonly interrupted: () => boolean;
}

/** Hands out stages as they happen; the machine stands at each one's moment. Returns whether the request was answered. */
export async function follow(options: Follow, onStage: (stage: Stage) => Promise<void>): Promise<boolean> {
  const following = new Following(options);
  for (let stages = following.begin(); ; stages = following.advance()) {
    // The machine stands where the stages found it until the next advance.
    for (const stage of stages) {
      await onStage({ ...stage, frames: await framesOf(stage, options.stacks) });
    }
    if (following.end !== undefined) {
      return following.end === 'answered';
    }
  }
}

async function framesOf({ hart, pc }: Stage, stacks: CallStacks): Promise<Stage['frames']> {
  return hart === undefined || pc === undefined ? [] : stacks.at(hart, pc, MAX_FRAMES);
}

class Following {
  end: 'answered' | 'stuck' | undefined;
  private readonly request: RequestEvent;
  private readonly device: RemioDeviceView | undefined;
  private readonly writer: StageWriter;
  private readonly deadline: bigint;
  private taken = false;

  constructor(private readonly options: Follow) {
    const { machine, found } = options;
    this.request = found.request;
    this.device = machine.baoState().devices.find(({ bindKey }) => bindKey === this.request.bindKey);
    const hasDriver = options.code.functionEntries(this.backend, DISPATCH_FUNCTIONS).length > 0;
    this.writer = new StageWriter(machine, options.history, this.request, this.device, hasDriver);
    this.deadline = machine.position.instructions + PATIENCE;
  }

  private get backend(): number {
    return this.device?.backend.vm ?? -1;
  }

  begin(): Stage[] {
    const { events } = this.options.found;
    this.options.machine.setBreakpoints(this.breakpoints());
    const trap = lastOf(events, (event) => event.kind === 'hypervisorTrap' && event.hart === this.request.hart);
    const stages = [this.writer.trapped(trap?.kind === 'hypervisorTrap' ? trap : undefined), this.writer.queued()];
    return [...stages, ...this.fromEvents(events.filter(({ sequence }) => sequence > this.request.sequence))];
  }

  private breakpoints(): BreakpointKey[] {
    const { code } = this.options;
    const addresses = [
      ...code.functionEntries(this.backend, DISPATCH_FUNCTIONS),
      ...code.systemCallReturns(this.backend),
    ];
    return [...new Set(addresses)].map((address) => ({ vm: this.backend, address }));
  }

  /** Runs to the next thing that happens to the request. */
  advance(): Stage[] {
    const { machine, cursor, interrupted, history } = this.options;
    const { reason } = machine.run({
      instructions: this.deadline - machine.position.instructions,
      shouldPause: interrupted,
      untilEvent: [
        { kind: 'requestState', serial: this.request.serial },
        { kind: 'vcpuResumed', serial: this.request.serial },
        { kind: 'interruptTaken', vm: this.backend },
      ],
    });
    const events = cursor.take();
    for (const event of events) {
      history.observe(event);
    }
    const stages = this.fromEvents(events);
    if (reason.kind === 'breakpoint') {
      stages.push(...this.atBreakpoint(reason.hart));
    } else if (reason.kind !== 'event' && this.end === undefined) {
      this.end = 'stuck';
      stages.push(this.writer.stuck());
    }
    if (this.end !== undefined) {
      machine.setBreakpoints([]);
    }
    return stages;
  }

  private fromEvents(events: readonly MachineEvent[]): Stage[] {
    return events.flatMap((event) => this.fromEvent(event, events) ?? []);
  }

  private fromEvent(event: MachineEvent, around: readonly MachineEvent[]): Stage | undefined {
    switch (event.kind) {
      case 'interruptInjected':
        return event.source === 'remio-request' && event.vm === this.backend && !this.taken
          ? this.writer.injected(event)
          : undefined;
      case 'interruptTaken':
        return this.interruptTaken(event);
      case 'requestState':
        return event.serial === this.request.serial ? this.stateChanged(event, around) : undefined;
      case 'vcpuResumed':
        if (event.requestSerial !== this.request.serial) {
          return undefined;
        }
        this.end = 'answered';
        return this.writer.resumed(event);
      default:
        return undefined;
    }
  }

  private interruptTaken(event: Extract<MachineEvent, { kind: 'interruptTaken' }>): Stage | undefined {
    const wanted = event.vm === this.backend && event.interrupt === this.device?.backend.interrupt;
    if (!wanted || this.taken) {
      return undefined;
    }
    this.taken = true;
    return this.writer.taken(event);
  }

  private stateChanged(event: RequestEvent, around: readonly MachineEvent[]): Stage | undefined {
    const call = around.find((each) => each.kind === 'hypercall' && each.instructions === event.instructions);
    const hypercall = call?.kind === 'hypercall' ? call : undefined;
    if (event.state === 'PROCESSING') {
      this.taken = true;
      return this.writer.asked(event, hypercall);
    }
    return event.state === 'COMPLETE' ? this.writer.completed(event, hypercall) : undefined;
  }

  private atBreakpoint(hart: number): Stage[] {
    const { machine } = this.options;
    const register = (index: number): bigint => machine.core.readRegister(hart, index);
    const isAttach = register(A7) === SYSTEM_CALL_IOCTL && BigInt.asUintN(32, register(A1)) === ATTACH;
    const address = isAttach ? register(A2) : register(A1);
    const request = readVirtioRequest(machine, hart, address);
    const same =
      request !== undefined && request.id === BigInt(this.request.id) && request.address === this.request.address;
    if (!same || (isAttach && register(A0) !== 0n)) {
      return [];
    }
    return [isAttach ? this.writer.attached(hart, request) : this.writer.dispatched(hart, request)];
  }
}
