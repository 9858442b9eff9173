// SPDX-License-Identifier: Apache-2.0
/** The next notification of a device's frontend: from the signal on an irqfd to the interrupt that the frontend takes. */

import type {
  CodeBreakpoint,
  EventMatch,
  EventOf,
  RemioDevice,
  Target,
  TargetEvent,
  TargetEventKind,
} from '../../target';
import { type ProgramMemory, StructureError } from '../structures';
import type { DriverCode, Gap } from './driver-code';
import type { Moment, Stage, StageId } from './stage';

export const NOTIFICATION_EVENTS: readonly TargetEventKind[] = [
  'hypercall',
  'remioNotify',
  'interruptInjected',
  'interruptTaken',
];

const A0 = 10;
const A3 = 13;
const EPOLLIN = 1n;

export class NotificationTracker {
  readonly gaps: readonly Gap[];
  private stageReached: StageId | undefined;
  private last: Moment | undefined;
  private call: EventOf<'hypercall'> | undefined;

  /** @param kernel the backend's memory; undefined when its kernel is not known */
  constructor(
    private readonly target: Target,
    private readonly device: RemioDevice,
    private readonly code: DriverCode | undefined,
    private readonly kernel: ((space: Awaited<ReturnType<Target['currentSpace']>>) => ProgramMemory) | undefined,
  ) {
    this.gaps = code?.gaps ?? [];
  }

  get over(): boolean {
    return this.stageReached === 'taken';
  }

  get home(): number {
    return this.device.frontend.cpu;
  }

  get until(): readonly EventMatch[] {
    const { frontend, backend } = this.device;
    return this.stageReached === undefined || this.stageReached === 'signalled'
      ? [{ kind: 'remioNotify', vm: backend.vm }]
      : [{ kind: 'interruptTaken', vm: frontend.vm }];
  }

  get points(): readonly CodeBreakpoint[] {
    return this.stageReached === undefined ? (this.code?.points ?? []) : [];
  }

  observe(event: TargetEvent): Stage[] {
    const { frontend, backend, bindKey } = this.device;
    switch (event.kind) {
      case 'hypercall':
        this.call = event.vm === backend.vm ? event : this.call;
        return [];
      case 'remioNotify': {
        const call = this.call?.instructions === event.instructions ? this.call : undefined;
        return event.bindKey === bindKey && !this.isNotified ? [this.reached('notified', event, { event, call })] : [];
      }
      case 'interruptInjected':
        return event.source === 'remio-notify' && event.vm === frontend.vm && this.stageReached === 'notified'
          ? [this.reached('injected', { ...event, by: 'hypervisor' }, { event })]
          : [];
      case 'interruptTaken':
        return event.vm === frontend.vm && event.interrupt === frontend.interrupt && this.isNotified && !this.over
          ? [this.reached('taken', event, { event })]
          : [];
      default:
        return [];
    }
  }

  async arrived(hart: number, pc: bigint): Promise<Stage[]> {
    if (this.code?.at(pc) !== 'irqfd' || this.stageReached !== undefined) {
      return [];
    }
    const [wait = 0n, key = 0n] = await this.target.readRegisters(hart, [A0, A3]);
    const space = await this.target.currentSpace(hart);
    const model = (key & EPOLLIN) === 0n ? undefined : await this.modelOf(space, wait);
    if (model !== this.device.backend.index) {
      return [];
    }
    return [this.reached('signalled', { ...(await this.target.position()), vm: space.vm, hart, pc }, {})];
  }

  private get isNotified(): boolean {
    return this.stageReached !== undefined && this.stageReached !== 'signalled';
  }

  /** Number of the device model whose irqfd has a wait queue entry at an address. */
  private async modelOf(space: Awaited<ReturnType<Target['currentSpace']>>, wait: bigint): Promise<number | undefined> {
    try {
      const kernel = this.kernel?.(space);
      const irqfd = kernel?.at('struct wait_queue_entry', wait).container(kernel.type('struct irqfd'), 'wait');
      return await (await irqfd?.target('dm'))?.number('info.id');
    } catch (error) {
      if (error instanceof StructureError) {
        return undefined;
      }
      throw error;
    }
  }

  private reached(
    id: StageId,
    place: Moment & { vm?: number; hart?: number; pc: bigint; by?: 'hypervisor' },
    details: Partial<Pick<Stage, 'event' | 'call'>>,
  ): Stage {
    const { instructions, time } = place;
    const since = this.last && instructions - this.last.instructions;
    this.last = { instructions, time };
    this.stageReached = id;
    const where =
      place.by === 'hypervisor'
        ? { vm: undefined, hart: undefined, pc: undefined }
        : { vm: place.vm, hart: place.hart, pc: place.pc };
    const nothing = { event: undefined, call: undefined, inDriver: undefined, client: undefined };
    return { id, instructions, time, since, ...where, ...nothing, ...details };
  }
}
