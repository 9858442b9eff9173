// SPDX-License-Identifier: Apache-2.0
/**
 * Follows a request or a notification from stage to stage. It says where a run has to stop for that and hears of what
 * happens; who lets the target run is somebody else, so that breakpoints of a person stop a run meanwhile as well.
 */

import type { CodeBreakpoint, EventMatch, Target, TargetEvent, TargetEventKind, Unsubscribe } from '../../target';
import type { Gap } from './driver-code';
import { STAGE_TITLES, type Stage } from './stage';

/** Tells stages of one thing. */
export interface Tracker {
  /** There is no further stage. */
  readonly over: boolean;
  /** The vCPU to look at for what the hypervisor does by itself. */
  readonly home: number;
  readonly gaps: readonly Gap[];
  readonly until: readonly EventMatch[];
  readonly points: readonly CodeBreakpoint[];
  observe(event: TargetEvent): readonly Stage[];
  arrived(hart: number, pc: bigint): Promise<readonly Stage[]>;
}

export class Follower {
  /** All stages so far, also those that happened while something else let the target run. */
  readonly history: Stage[] = [];
  /** The stage that was handed out last. */
  current: Stage | undefined;
  /** Not shown yet. */
  private waiting: Stage[] = [];
  private readonly unsubscribe: Unsubscribe;

  /** @param wanted stages to stop at
   *  @throws TargetError when the target does not tell of the events that this takes */
  constructor(
    private readonly target: Target,
    private readonly tracker: Tracker,
    kinds: readonly TargetEventKind[],
    private readonly wanted: (stage: Stage) => boolean = () => true,
  ) {
    const offered = kinds.filter((kind) => target.capabilities.events.includes(kind));
    this.unsubscribe =
      target.events?.subscribe(offered, (events) => {
        for (const event of events) {
          this.keep(tracker.observe(event));
        }
      }) ?? (() => {});
  }

  /** The last stage has happened, and was handed out. */
  get over(): boolean {
    return this.tracker.over && this.waiting.length === 0;
  }

  /** How many stages of the history have been handed out, or run past. */
  get passed(): number {
    const [next] = this.waiting;
    return next === undefined ? this.history.length : this.history.indexOf(next);
  }

  get gaps(): readonly Gap[] {
    return this.tracker.gaps;
  }

  get until(): readonly EventMatch[] {
    return this.tracker.until;
  }

  get points(): readonly CodeBreakpoint[] {
    return this.tracker.points;
  }

  /** Gives it events that happened before it was there. */
  catchUp(events: readonly TargetEvent[]): void {
    for (const event of events) {
      this.keep(this.tracker.observe(event));
    }
  }

  /** Gives up stages that something else has let the target run past: they are only in the history. */
  async settle(): Promise<void> {
    const { instructions } = await this.target.position();
    // The instruction that caused it may have been counted since.
    this.waiting = this.waiting.filter((stage) => stage.instructions + 1n >= instructions);
  }

  /** The next stage that the target stands at. */
  async take(): Promise<Stage | undefined> {
    await this.settle();
    return this.waiting.shift();
  }

  /** As a pursuit: the next stage, or the end. */
  async reached(): Promise<{ readonly hart: number; readonly description: string } | undefined> {
    const stage = await this.take();
    if (stage === undefined) {
      return undefined;
    }
    this.current = stage;
    return { hart: stage.hart ?? this.tracker.home, description: STAGE_TITLES[stage.id] };
  }

  /** A vCPU has stopped at one of the points. */
  async arrived(hart: number, pc: bigint): Promise<void> {
    this.keep(await this.tracker.arrived(hart, pc));
  }

  /** To be called at its end: the target need not tell it anything any more. */
  close(): void {
    this.unsubscribe();
  }

  private keep(stages: readonly Stage[]): void {
    this.history.push(...stages);
    this.waiting.push(...stages.filter(this.wanted));
  }
}
