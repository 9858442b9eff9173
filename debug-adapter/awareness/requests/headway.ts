// SPDX-License-Identifier: Apache-2.0
/**
 * Whether a request that is followed gets anywhere. A person who asks for its next stage must not wait for ever where
 * there will be none: the hypervisor has lost it, its backend hangs or is gone, or the driver goes round and asks for
 * what is not there.
 */

import type { BaoState, EventMatch, EventOf, Target, TargetEvent, Unsubscribe } from '../../target';
import type { FollowedRequest } from './followed-request';

/** Why there is no next stage. */
export interface Impediment {
  readonly kind: 'lost' | 'hung' | 'round' | 'slow';
  /** For people. */
  readonly text: string;
  /** The vCPU to look at. */
  readonly hart: number | undefined;
  /** There will never be one. */
  readonly isFinal: boolean;
}

/** Empty answers to ASK in a row after which nobody doubts that the driver goes round. */
const MANY_EMPTY = 2000;
/** Instructions of all vCPUs without a stage after which a person is told. */
const LONG = 500_000_000n;
const REMIO = 2n;
const ASK = 2n;
/** Among the results of ASK, the request's slot: a6. */
const SLOT = 6;
const DEAD = new Set(['hung', 'stopped', 'boot-barrier']);

export class Headway {
  /** Empty answers in a row to those who ask for requests of its device. */
  private empty = 0;
  /** The same for the backend's other devices, since one of its own was asked for; 0 once the backend has it. */
  private emptyElsewhere = 0;
  private isAsked = false;
  private lastAsk: EventOf<'hypercall'> | undefined;
  private since: bigint | undefined;
  private readonly unsubscribe: Unsubscribe;

  constructor(
    private readonly target: Target,
    private readonly request: FollowedRequest,
  ) {
    const isTold = target.capabilities.events.includes('hypercall');
    this.unsubscribe =
      (isTold ? target.events?.subscribe(['hypercall'], (events) => this.observe(events)) : undefined) ?? (() => {});
  }

  /** A stage has been reached, or a person has seen that there is none: counting begins anew.
   *  @param state the hypervisor's, now */
  async begin({ requests }: BaoState): Promise<void> {
    const now = requests[this.request.slot];
    this.isAsked = now?.serial !== this.request.serial || now.state !== 'PENDING';
    this.empty = 0;
    this.emptyElsewhere = 0;
    this.since = (await this.target.position()).instructions;
  }

  /** Events at which there is something to be told. */
  get until(): readonly EventMatch[] {
    const vm = this.request.device?.backend.vm;
    const empty = Math.max(this.empty, this.emptyElsewhere);
    return empty < MANY_EMPTY || vm === undefined ? [] : [{ kind: 'hypercall', vm }];
  }

  /** Undefined as long as there is hope. @param state the hypervisor's, now */
  async impediment(state: BaoState): Promise<Impediment | undefined> {
    const { instructions } = await this.target.position();
    return this.lost(state) ?? this.dead(state) ?? this.goesRound(instructions) ?? this.takesLong(instructions);
  }

  close(): void {
    this.unsubscribe();
  }

  private observe(events: readonly TargetEvent[]): void {
    const { device } = this.request;
    for (const event of events) {
      const isCall = event.kind === 'hypercall' && event.vm === device?.backend.vm && event.id === REMIO;
      if (isCall && event.args[2] === ASK) {
        this.asked(event);
      }
    }
  }

  /** One thread asks for all devices of the posted drivers: while it goes round for one, the others wait. */
  private asked(event: EventOf<'hypercall'>): void {
    const isEmpty = event.results[1] !== 0n;
    this.lastAsk = event;
    if (this.isForItsDevice(event)) {
      this.empty = isEmpty ? this.empty + 1 : 0;
      this.emptyElsewhere = 0;
      this.isAsked ||= !isEmpty && event.results[SLOT] === BigInt(this.request.slot);
    } else {
      this.emptyElsewhere = isEmpty && !this.isAsked ? this.emptyElsewhere + 1 : 0;
    }
  }

  private isForItsDevice({ args }: EventOf<'hypercall'>): boolean {
    return args[0] === BigInt(this.request.device?.backend.index ?? -1);
  }

  private lost({ requests }: BaoState): Impediment | undefined {
    const { slot, serial } = this.request;
    const now = requests[slot];
    return now?.serial === serial && now.allocated && now.lost
      ? {
          ...{ kind: 'lost', hart: this.request.frontendHart, isFinal: true },
          text: "it is PENDING, but on no device's list: the backend's READ or WRITE with request_id -1 has dropped it, and nobody will ever get it",
        }
      : undefined;
  }

  private dead({ partitions }: BaoState): Impediment | undefined {
    const backend = partitions.find(({ vm }) => vm === this.request.device?.backend.vm);
    if (backend === undefined || !backend.vcpus.every(({ activity }) => DEAD.has(activity))) {
      return undefined;
    }
    const [first] = backend.vcpus;
    const text = first === undefined ? 'was not started' : `does not run any more: ${first.text}`;
    return {
      ...{ kind: 'hung', hart: first?.hart, isFinal: true },
      text: `its backend ${backend.name} ${text}`,
    };
  }

  /** Told at one of the calls, so that a person sees where. */
  private goesRound(now: bigint): Impediment | undefined {
    const { lastAsk } = this;
    if (lastAsk === undefined || now > lastAsk.instructions + 1n) {
      return undefined;
    }
    const isForIt = this.isForItsDevice(lastAsk);
    const empty = isForIt ? this.empty : this.emptyElsewhere;
    const whose = isForIt ? '' : ` of another device model (${lastAsk.args[0]})`;
    return empty < MANY_EMPTY
      ? undefined
      : {
          ...{ kind: 'round', hart: lastAsk.hart, isFinal: false },
          text: `the backend goes round: ${empty.toLocaleString('en')} times in a row it has asked for a request${whose}, there was none, and it asks again`,
        };
  }

  private takesLong(now: bigint): Impediment | undefined {
    const spent = now - (this.since ?? now);
    return spent < LONG
      ? undefined
      : {
          ...{ kind: 'slow', hart: undefined, isFinal: false },
          text: `no stage for ${spent.toLocaleString('en')} instructions`,
        };
  }
}
