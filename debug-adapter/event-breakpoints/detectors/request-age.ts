// SPDX-License-Identifier: Apache-2.0
/**
 * Requests that nobody completes for long. An older request reaches any age before a younger one, so the run needs to
 * stop for the oldest that has not reached it; only while there is none, it stops when one is made.
 */

import { DEFAULT_REQUEST_AGE, type EventBreakpointParameters } from '../../protocol';
import type { BaoState, EventMatch, Position, TargetEvent } from '../../target';
import { type Detector, NOTHING, type Report } from '../detector';
import type { Occurrence } from '../occurrence';
import { type EventSystem, ParameterError } from '../system';
import { accessText, bindKeyOf, requestFields, type ToldRequest, toldBy } from './request-words';

type Parameters = Extract<EventBreakpointParameters, { kind: 'requestAge' }>;

/** A request that is not completed, with the instructions retired by all vCPUs when it was made. */
interface Waiting {
  readonly request: ToldRequest;
  readonly made: bigint;
}

/** No pool has as many slots. */
const MAX_WAITING = 4096;

export class RequestAgeDetector implements Detector {
  readonly events = ['requestState'] as const;
  readonly observer = NOTHING.observer;
  readonly remark = NOTHING.remark;
  readonly close = NOTHING.close;
  private readonly age: bigint;
  private readonly device: bigint | undefined;
  private readonly untilMade: readonly EventMatch[];
  /** By serial, in the order they were made; those that have reached the age are not among them. */
  private readonly waiting = new Map<bigint, Waiting>();

  /** @param now the hypervisor's state @param position instructions retired by all vCPUs @throws ParameterError */
  constructor(
    { instructions = DEFAULT_REQUEST_AGE, device }: Parameters,
    private readonly system: EventSystem,
    private readonly report: Report,
    now: BaoState,
    position: bigint,
  ) {
    system.requireEvents('requestState', 'requests');
    if (!system.target.capabilities.position) {
      throw new ParameterError(`the ${system.target.name} does not count instructions, so requests have no age`);
    }
    if (instructions < 1) {
      throw new ParameterError(`an age is at least 1 instruction, not ${instructions}`);
    }
    this.age = BigInt(instructions);
    this.device = bindKeyOf(device, system);
    const accepts = (event: TargetEvent): boolean => event.kind === 'requestState' && this.concerns(event.bindKey);
    this.untilMade = [{ kind: 'requestState', state: 'PENDING', accepts }];
    this.takeOver(now, position);
  }

  get until(): readonly EventMatch[] {
    return this.waiting.size === 0 ? this.untilMade : [];
  }

  get deadline(): bigint | undefined {
    const [oldest] = this.waiting.values();
    return oldest && oldest.made + this.age;
  }

  heard(event: TargetEvent): void {
    if (event.kind !== 'requestState' || !this.concerns(event.bindKey)) {
      return;
    }
    if (event.state === 'COMPLETE' || event.state === 'FREE') {
      this.waiting.delete(event.serial);
    } else if (event.state === 'PENDING' && this.waiting.size < MAX_WAITING) {
      this.waiting.set(event.serial, { request: toldBy(event), made: event.instructions });
    } else if (this.waiting.has(event.serial)) {
      const { made } = this.waiting.get(event.serial)!;
      this.waiting.set(event.serial, { request: toldBy(event), made });
    }
  }

  stoppedAt(now: Position): void {
    for (const [serial, { request, made }] of this.waiting) {
      const age = now.instructions - made;
      if (age < this.age) {
        break;
      }
      this.waiting.delete(serial);
      this.report(this.occurrence(request, now, age));
    }
  }

  restarted(): void {
    this.waiting.clear();
  }

  private concerns(bindKey: bigint): boolean {
    return this.device === undefined || bindKey === this.device;
  }

  /** Requests that were made before the breakpoint was set. */
  private takeOver({ requests }: BaoState, position: bigint): void {
    const open = requests.flatMap(({ serial, bindKey, frontend, age, ...rest }): Waiting[] => {
      const isOpen = rest.allocated && (rest.state === 'PENDING' || rest.state === 'PROCESSING');
      if (!isOpen || serial === undefined || bindKey === undefined || frontend === undefined || age === undefined) {
        return [];
      }
      const { slot, state, operation, address, value, width } = rest;
      const request = { slot, serial, state, bindKey, operation, address, value, width, frontendHart: frontend.hart };
      return this.concerns(bindKey) ? [{ request, made: position - age }] : [];
    });
    for (const each of open.sort((one, other) => Number(one.made - other.made))) {
      this.waiting.set(each.request.serial, each);
    }
  }

  private occurrence(request: ToldRequest, { instructions, time }: Position, age: bigint): Occurrence {
    const { slot, bindKey, state, frontendHart } = request;
    const { system } = this;
    const access = accessText(request, system);
    return {
      kind: 'requestAge',
      hart: frontendHart,
      vm: system.vmOfHart(frontendHart),
      instructions,
      time,
      pc: undefined,
      fields: { ...requestFields(request, system), age: Number(age) },
      description: `Request ${slot} of ${system.deviceName(bindKey)} is ${age} instructions old and ${state}: ${access}`,
      stands: "the frontend's vCPU still waits behind its access",
      isBehind: false,
    };
  }
}
