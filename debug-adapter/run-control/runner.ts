// SPDX-License-Identifier: Apache-2.0
/** Lets the target run until something happens that a person has to see, or that a step waits for. */

import type { Breakpoints, Hit } from '../breakpoints';
import type { Programs } from '../programs';
import type { RegisterNames, Stacks } from '../stack';
import type { CodeBreakpoint, RunRequest, Stop, Target } from '../target';
import { Activity } from './activity';
import type { Pursuit } from './pursuit';
import { type StopCause, type Stopped, stoppedAt } from './stopped';

export type Arrival =
  | { readonly kind: 'stopped'; readonly stopped: Stopped }
  /** The request's own end, a temporary breakpoint, an event asked for, or the end of patience; no breakpoint of a person stops here.
   *  `at`: the temporary breakpoint. */
  | { readonly kind: 'arrived'; readonly hart: number; readonly at: bigint | undefined };

const CAUSES: Readonly<Record<Hit['kind'], StopCause>> = {
  line: 'breakpoint',
  function: 'function breakpoint',
  instruction: 'instruction breakpoint',
  data: 'data breakpoint',
};

export class Runner {
  /** The vCPU that the last stop was about. */
  focus = 0;
  private readonly vmOf = new Map<number, number>();
  private readonly activity: Activity;
  private readonly names: RegisterNames;
  private temporary: readonly CodeBreakpoint[] = [];
  private pauseWanted = false;
  private stepping: number | undefined;

  constructor(
    private readonly target: Target,
    private readonly programs: Programs,
    private readonly stacks: Stacks,
    private readonly breakpoints: Breakpoints,
  ) {
    this.names = stacks.names;
    for (const { vm, vcpus } of target.partitions) {
      for (const { hart } of vcpus) {
        this.vmOf.set(hart, vm);
      }
    }
    this.activity = new Activity(target, this.names);
  }

  /** Everything from here to the next stop belongs together. @param stepping the vCPU that steps, if one does */
  async begin(stepping: number | undefined): Promise<void> {
    this.pauseWanted = false;
    this.stepping = stepping;
    await this.activity.begin();
  }

  pause(): void {
    this.pauseWanted = true;
    this.target.pause();
  }

  async advance(request: RunRequest): Promise<Arrival> {
    for (;;) {
      if (this.pauseWanted) {
        return { kind: 'stopped', stopped: await this.paused() };
      }
      this.forget();
      const stop = await this.target.run(request);
      this.forget();
      const stopped = await this.shown(stop, request);
      if (stopped !== undefined) {
        return { kind: 'stopped', stopped };
      }
      const arrival = this.arrival(stop);
      if (arrival !== undefined) {
        return arrival;
      }
    }
  }

  /** As 'continue', with further places and events to stop at, and as often as the pursuit wants to be asked. */
  async advanceTo(points: readonly CodeBreakpoint[], ends: Partial<Pursuit> = {}): Promise<Arrival> {
    const { until = [], patience } = ends;
    this.temporary = points;
    await this.breakpoints.setTemporary(points);
    try {
      return await this.advance({ kind: 'continue', until, ...(patience === undefined ? {} : { limit: patience }) });
    } finally {
      this.temporary = [];
      await this.breakpoints.setTemporary([]);
    }
  }

  private arrival(stop: Stop): Arrival | undefined {
    switch (stop.kind) {
      case 'step':
        return { kind: 'arrived', hart: stop.hart, at: undefined };
      case 'event':
        return { kind: 'arrived', hart: stop.event.hart ?? this.focus, at: undefined };
      case 'limit':
        return { kind: 'arrived', hart: this.focus, at: undefined };
      case 'code-breakpoint':
        return this.isTemporary(stop) ? { kind: 'arrived', hart: stop.hart, at: stop.pc } : undefined;
      default:
        return undefined;
    }
  }

  private isTemporary({ hart, pc }: Extract<Stop, { kind: 'code-breakpoint' }>): boolean {
    return this.temporary.some(({ vm, address }) => address === pc && vm === this.vmOf.get(hart));
  }

  /** What of a stop a person has to see. */
  private async shown(stop: Stop, request: RunRequest): Promise<Stopped | undefined> {
    switch (stop.kind) {
      case 'event':
      case 'limit':
        return undefined;
      case 'pause':
        return this.paused();
      case 'idle':
        return stoppedAt(this.focus, 'ended');
      case 'failure':
        return stoppedAt(this.focus, 'failed', { text: stop.message });
      case 'step':
        if (request.kind === 'settle') {
          // It has not moved, and what stops at its pc has been asked already.
          return undefined;
        }
        return this.hit(
          stop.hart,
          await this.breakpoints.arrived(stop.hart, this.vm(stop.hart), await this.pc(stop.hart)),
        );
      case 'code-breakpoint':
        return this.hit(stop.hart, await this.breakpoints.arrived(stop.hart, this.vm(stop.hart), stop.pc));
      case 'data-breakpoint':
        return this.hit(stop.hart, await this.breakpoints.accessed(stop, this.vmOf.get(stop.hart)));
    }
  }

  private hit(hart: number, hit: Hit | undefined): Stopped | undefined {
    return hit && stoppedAt(hart, CAUSES[hit.kind], { hitBreakpointIds: hit.ids, text: hit.text });
  }

  /** A step that is paused stays with its vCPU. */
  private async paused(): Promise<Stopped> {
    return stoppedAt(this.stepping ?? (await this.activity.busiest(this.focus)), 'pause');
  }

  private vm(hart: number): number {
    return this.vmOf.get(hart) ?? -1;
  }

  private async pc(hart: number): Promise<bigint> {
    return (await this.target.readRegisters(hart, [this.names.pc]))[0] ?? 0n;
  }

  private forget(): void {
    this.programs.forget();
    this.stacks.forget();
  }
}
