// SPDX-License-Identifier: Apache-2.0
/**
 * Joins what the hypervisor's events and the driver's code tell of one request. The driver's request is the
 * hypervisor's when its `request_id` is the slot and its address is the same, while the slot holds that request.
 */

import type { CodeBreakpoint, EventMatch, EventOf, Target, TargetEvent, TargetEventKind } from '../../target';
import type { DriverCode, Gap } from './driver-code';
import type { FollowedRequest } from './followed-request';
import type { Moment, Stage, StageId } from './stage';
import { readVirtioRequest } from './virtio-request';

/** What a tracker has to hear of, in the order in which it happens. */
export const REQUEST_EVENTS: readonly TargetEventKind[] = [
  'hypervisorTrap',
  'hypercall',
  'requestState',
  'interruptInjected',
  'interruptTaken',
  'vcpuResumed',
];

const SYSTEM_CALL_IOCTL = 29n;
/** BAO_IOCTL_IO_CLIENT_ATTACH. */
const ATTACH = 0xc030a602n;
const A0 = 10;
const A1 = 11;
const A2 = 12;
const A7 = 17;

type Details = Partial<Pick<Stage, 'event' | 'call' | 'inDriver' | 'client'>>;

export class RequestTracker {
  private isOver = false;
  /** The backend has been told: other interrupts are about other requests. */
  private taken: boolean;
  private asked: boolean;
  private injected = false;
  private trap: EventOf<'hypervisorTrap'> | undefined;
  private readonly calls = new Map<number, EventOf<'hypercall'>>();

  /** @param last when the stage before was, if one is known */
  constructor(
    private readonly target: Target,
    readonly request: FollowedRequest,
    private readonly code: DriverCode | undefined,
    private last?: Moment | undefined,
  ) {
    this.taken = request.asked;
    this.asked = request.asked;
  }

  /** The frontend has gone on. */
  get over(): boolean {
    return this.isOver;
  }

  get home(): number {
    return this.request.frontendHart;
  }

  /** What cannot be seen of the way that is left, and why. */
  get gaps(): readonly Gap[] {
    return this.code?.gaps ?? [];
  }

  /** Events at which its next stage may be reached. */
  get until(): readonly EventMatch[] {
    const { serial } = this.request;
    const states: EventMatch[] = [
      { kind: 'requestState', serial },
      { kind: 'vcpuResumed', serial },
    ];
    return this.taken ? states : [...states, { kind: 'interruptTaken', vm: this.backend }];
  }

  /** Instructions at which its next stage may be reached. */
  get points(): readonly CodeBreakpoint[] {
    return this.code?.points ?? [];
  }

  private get backend(): number {
    return this.request.device?.backend.vm ?? -1;
  }

  /** The stage that an event is. */
  observe(event: TargetEvent): Stage[] {
    switch (event.kind) {
      case 'hypervisorTrap':
        this.trap = event.hart === this.request.frontendHart ? event : this.trap;
        return [];
      case 'hypercall':
        this.calls.set(event.hart ?? -1, event);
        return [];
      case 'requestState':
        return event.serial === this.request.serial ? this.stateChanged(event) : [];
      case 'interruptInjected':
        return this.interruptInjected(event);
      case 'interruptTaken':
        return this.interruptTaken(event);
      case 'vcpuResumed':
        this.isOver ||= event.requestSerial === this.request.serial;
        return event.requestSerial === this.request.serial ? [this.happened('resumed', event)] : [];
      default:
        return [];
    }
  }

  /** The stage that a vCPU has reached at one of the points. */
  async arrived(hart: number, pc: bigint): Promise<Stage[]> {
    const place = this.code?.at(pc);
    if (place === undefined || !this.asked) {
      return [];
    }
    const [a0 = 0n, a1 = 0n, a2 = 0n, a7 = 0n] = await this.target.readRegisters(hart, [A0, A1, A2, A7]);
    const isReturn = place === 'system call return';
    const isAttach = a7 === SYSTEM_CALL_IOCTL && BigInt.asUintN(32, a1) === ATTACH && a0 === 0n;
    if (isReturn && !isAttach) {
      return [];
    }
    const space = await this.target.currentSpace(hart);
    const [client, request] = isReturn ? [undefined, a2] : ((await this.code?.argumentsAt(pc, hart, [a0, a1])) ?? []);
    const inDriver = request === undefined ? undefined : await readVirtioRequest(this.target, space, request);
    if (inDriver?.id !== BigInt(this.request.slot) || inDriver.address !== this.request.address) {
      return [];
    }
    const id = isReturn ? 'attached' : place === 'dispatch' ? 'dispatched' : 'served';
    const moment = await this.target.position();
    return [this.stage(id, { ...moment, vm: space.vm, hart, pc }, { inDriver, client })];
  }

  private stateChanged(event: EventOf<'requestState'>): Stage[] {
    const call = this.calls.get(event.hart ?? -1);
    const details = call?.instructions === event.instructions ? { call } : {};
    switch (event.state) {
      case 'PENDING':
        return [this.trapped(event), this.happened('queued', event, {}, 'hypervisor')];
      case 'PROCESSING':
        this.taken = true;
        this.asked = true;
        return [this.happened('asked', event, details)];
      case 'COMPLETE':
        return [this.happened('completed', event, details)];
      default:
        return [];
    }
  }

  /** Whether an event comes after the request. */
  private isMade({ sequence }: TargetEvent): boolean {
    const { madeAt } = this.request;
    return madeAt === undefined || sequence > madeAt;
  }

  private trapped(pending: EventOf<'requestState'>): Stage {
    const { trap } = this;
    const cause = trap?.instructions === pending.instructions ? trap : pending;
    return this.stage('trapped', pending, { event: cause });
  }

  /** Other devices of the backend have interrupts of their own, and other requests of this one come later. */
  private interruptInjected(event: EventOf<'interruptInjected'>): Stage[] {
    const { source, vm, interrupt } = event;
    const isItsOwn =
      source === 'remio-request' && vm === this.backend && interrupt === this.request.device?.backend.interrupt;
    if (this.injected || this.taken || !isItsOwn || !this.isMade(event)) {
      return [];
    }
    this.injected = true;
    return [this.happened('injected', event, {}, 'hypervisor')];
  }

  private interruptTaken(event: EventOf<'interruptTaken'>): Stage[] {
    const { device } = this.request;
    const isItsOwn = event.vm === this.backend && event.interrupt === device?.backend.interrupt;
    if (this.taken || !isItsOwn || !this.isMade(event)) {
      return [];
    }
    this.taken = true;
    return [this.happened('taken', event)];
  }

  private happened(
    id: StageId,
    event: TargetEvent,
    details: Details = {},
    by: 'guest' | 'hypervisor' = 'guest',
  ): Stage {
    const { instructions, time, pc } = event;
    const hart = event.hart ?? (id === 'resumed' ? this.request.frontendHart : undefined);
    const place = by === 'guest' ? { vm: event.vm, hart, pc } : { vm: undefined, hart: undefined, pc: undefined };
    return this.stage(id, { instructions, time, ...place }, { event, ...details });
  }

  private stage(
    id: StageId,
    place: Moment & { vm?: number | undefined; hart?: number | undefined; pc: bigint | undefined },
    details: Details,
  ): Stage {
    const { instructions, time, vm, hart, pc } = place;
    const since = this.last && instructions - this.last.instructions;
    this.last = { instructions, time };
    const nothing = { event: undefined, call: undefined, inDriver: undefined, client: undefined };
    return { id, instructions, time, vm, hart, pc, since, ...nothing, ...details };
  }
}
