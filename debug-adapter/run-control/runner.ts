// SPDX-License-Identifier: Apache-2.0
/** Lets the target run until something happens that a person has to see, or that a step waits for. */

import type { Breakpoints, Hit } from '../breakpoints';
import type { Programs } from '../programs';
import type { RegisterNames, Stacks } from '../stack';
import type { CodeBreakpoint, RunOptions, RunRequest, Stop, Target } from '../target';
import { Activity } from './activity';
import type { EventWatch, WatchedHit } from './event-watch';
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

/** Behind the words for an event. */
const BESIDE: Readonly<Partial<Record<StopCause, string>>> = {
  breakpoint: 'also at a breakpoint',
  'function breakpoint': 'also at a function breakpoint',
  'instruction breakpoint': 'also at an instruction breakpoint',
  'data breakpoint': 'also at a data breakpoint',
};

export class Runner {
  /** The vCPU that the last stop was about. */
  focus = 0;
  private readonly vmOf = new Map<number, number>();
  private readonly activity: Activity;
  private readonly names: RegisterNames;
  private temporary: readonly CodeBreakpoint[] = [];
  private pauseWanted = false;
  /** A run under way is to be asked for anew, because what it stops at has changed. */
  private againWanted = false;
  /** A vCPU whose breakpoint at its pc has been shown together with an event. */
  private leaving: { readonly hart: number; readonly pc: bigint } | undefined;
  /** Where a step went on, as long as events may cut it. */
  private steppedFrom: bigint | undefined;
  private stepping: number | undefined;

  constructor(
    private readonly target: Target,
    private readonly programs: Programs,
    private readonly stacks: Stacks,
    private readonly breakpoints: Breakpoints,
    private readonly events: EventWatch,
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
    this.againWanted = false;
    this.stepping = stepping;
    this.events.begin();
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
      const stop = await this.runOnce(request);
      const stopped = await this.together(await this.shown(stop, request));
      if (stopped !== undefined) {
        return { kind: 'stopped', stopped };
      }
      const arrival = this.arrival(stop, request);
      if (arrival !== undefined) {
        return arrival;
      }
    }
  }

  /** Makes a run under way stop soon, and go on with the events that are to be stopped at then. */
  askAgain(): void {
    this.againWanted = true;
    this.target.pause();
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

  private async runOnce(request: RunRequest): Promise<Stop> {
    const options = await this.optionsFor(request);
    this.forget();
    const stop = await this.target.run({ ...request, ...options });
    this.forget();
    return stop;
  }

  private async optionsFor(request: RunRequest): Promise<RunOptions> {
    const { until, deadline } = this.events;
    const { leaving } = this;
    this.leaving = undefined;
    const isCut = until.length > 0 || deadline !== undefined;
    this.steppedFrom = isCut && request.kind === 'step' ? await this.pc(request.hart) : undefined;
    const isThere = leaving !== undefined && (await this.pc(leaving.hart)) === leaving.pc;
    return {
      ...(until.length === 0 ? {} : { until: [...(request.until ?? []), ...until] }),
      ...(deadline === undefined ? {} : { deadline }),
      ...(isThere ? { leave: [leaving.hart] } : {}),
    };
  }

  /** What a person has to see of a stop, and of what has happened at it. */
  private async together(stopped: Stopped | undefined): Promise<Stopped | undefined> {
    const hit = await this.events.take();
    if (hit === undefined || stopped?.reason === 'failed') {
      return stopped;
    }
    const isHit = stopped !== undefined && stopped.hitBreakpointIds.length > 0;
    const beside = isHit ? stopped : hit.isBehind ? await this.nextTo(hit) : undefined;
    const { description } = hit;
    return stoppedAt(hit.hart, 'event', {
      description: beside === undefined ? description : `${description}; ${BESIDE[beside.reason]}`,
      hitBreakpointIds: [...hit.ids, ...(beside?.hitBreakpointIds ?? [])],
      text: [hit.text, beside?.text].filter((each) => each !== undefined).join('; '),
    });
  }

  /** A breakpoint of a person at the instruction behind an event: they stop once for both. */
  private async nextTo({ hart }: WatchedHit): Promise<Stopped | undefined> {
    const pc = await this.pc(hart);
    this.leaving = { hart, pc };
    return this.hit(hart, await this.breakpoints.arrived(hart, this.vm(hart), pc));
  }

  /** A step that something else has cut may have come to a breakpoint, which going on with it would leave. */
  private async steppedOnto(request: RunRequest): Promise<Stopped | undefined> {
    if (request.kind !== 'step' || this.steppedFrom === undefined) {
      return undefined;
    }
    const { hart } = request;
    const pc = await this.pc(hart);
    return pc === this.steppedFrom
      ? undefined
      : this.hit(hart, await this.breakpoints.arrived(hart, this.vm(hart), pc));
  }

  private arrival(stop: Stop, request: RunRequest): Arrival | undefined {
    switch (stop.kind) {
      case 'step':
        return { kind: 'arrived', hart: stop.hart, at: undefined };
      case 'event':
      case 'limit':
        // A step has asked for none, and goes on.
        return asks(request)
          ? {
              kind: 'arrived',
              hart: stop.kind === 'event' ? (stop.event.hart ?? this.focus) : this.focus,
              at: undefined,
            }
          : undefined;
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
        return this.steppedOnto(request);
      case 'pause':
        return this.isOnlyAgain() ? this.steppedOnto(request) : this.paused();
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

  /** The run was ended only to be asked for anew. */
  private isOnlyAgain(): boolean {
    const isOnly = this.againWanted && !this.pauseWanted;
    this.againWanted = false;
    return isOnly;
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

/** Whether a run was to be looked at in between, besides what everybody may have to see of it. */
function asks(request: RunRequest): boolean {
  return request.kind === 'continue' && ((request.until?.length ?? 0) > 0 || request.limit !== undefined);
}
