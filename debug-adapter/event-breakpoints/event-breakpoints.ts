// SPDX-License-Identifier: Apache-2.0
/** All event breakpoints of a session: what is asked, where a run has to stop for it, and which occurrences stop it. */

import { type Breakpoints, BreakpointTest, breakpointTest, type Observer } from '../breakpoints';
import type { EvaluationContext } from '../expressions';
import type { Programs } from '../programs';
import type { EventBreakpoint, EventBreakpointParameters } from '../protocol';
import type { Stacks } from '../stack';
import type { EventMatch, Target, TargetEvent, Unsubscribe } from '../target';
import { conditionContext } from './condition-context';
import type { Detector } from './detector';
import { createDetector } from './detectors';
import { withEvent } from './event-value';
import type { Occurrence } from './occurrence';
import { EventSystem, ParameterError } from './system';

export interface EventBreakpointState {
  /** Unique over breakpoints of all kinds; the same as long as the same thing stays set. */
  readonly id: number;
  readonly verified: boolean;
  /** Why it cannot stop anything, or what a person should know of it. */
  readonly reason: string | undefined;
}

/** What stops the run: one or more occurrences of the same moment. */
export interface EventHit {
  readonly hart: number;
  readonly ids: readonly number[];
  /** In words, for people. */
  readonly description: string;
  readonly text: string | undefined;
  readonly isBehind: boolean;
  readonly occurrences: readonly Occurrence[];
}

interface Known {
  /** Equal for the same thing asked again. */
  readonly key: string;
  readonly options: Pick<EventBreakpoint, 'condition' | 'hitCondition'>;
  readonly test: BreakpointTest | undefined;
  readonly detector: Detector | undefined;
  state: EventBreakpointState;
  /** A failing condition has been reported. */
  failed: boolean;
}

/** Breakpoints that are replaced together: a client sets filters and typed ones by different requests. */
export type EventBreakpointGroup = 'filters' | 'typed';

export class EventBreakpoints {
  private readonly groups = new Map<EventBreakpointGroup, readonly Known[]>();
  private waiting: { readonly id: number; readonly occurrence: Occurrence }[] = [];
  private current: EventHit | undefined;
  private system: EventSystem | undefined;
  private unsubscribe: Unsubscribe = () => {};
  private endObserving: (() => Promise<void>)[] = [];

  constructor(
    private readonly target: Target,
    private readonly programs: Programs,
    private readonly stacks: Stacks,
    private readonly breakpoints: Breakpoints,
    private readonly changed: (state: EventBreakpointState) => void,
  ) {}

  /** Replaces all of a group. */
  async set(group: EventBreakpointGroup, wanted: readonly EventBreakpoint[]): Promise<readonly EventBreakpointState[]> {
    this.system ??= new EventSystem(this.target, this.programs, await this.target.bao?.state());
    const before = [...(this.groups.get(group) ?? [])];
    const now: Known[] = [];
    for (const each of wanted) {
      const key = keyOf(each);
      const known = before.findIndex((one) => one.key === key);
      now.push(await this.make(key, each, this.system, known < 0 ? undefined : before.splice(known, 1)[0]));
    }
    for (const { detector } of before) {
      detector?.close();
    }
    this.groups.set(group, now);
    await this.listen();
    return now.map(({ state }) => state);
  }

  // --- for run control -------------------------------------------------------------------------------------------------

  /** Events that a run has to stop at, as things stand. */
  get until(): readonly EventMatch[] {
    return this.detectors().flatMap(({ until }) => until);
  }

  /** Instructions retired by all vCPUs at which a run has to stop; undefined when time does not matter. */
  get deadline(): bigint | undefined {
    const all = this.detectors().flatMap(({ deadline }) => (deadline === undefined ? [] : [deadline]));
    return all.length === 0 ? undefined : all.reduce((one, other) => (one < other ? one : other));
  }

  /** A run begins: what was shown of the last stop is history. */
  begin(): void {
    this.current = undefined;
  }

  /** What of that which has happened since the last call stops the run. */
  async take(): Promise<EventHit | undefined> {
    if (this.deadline !== undefined) {
      const now = await this.target.position();
      for (const detector of this.detectors()) {
        detector.stoppedAt(now);
      }
    }
    const waiting = this.waiting;
    if (waiting.length === 0) {
      return undefined;
    }
    this.waiting = [];
    this.current = await this.judge(waiting);
    await this.breakpoints.observedChanged();
    this.tellRemarks();
    return this.current;
  }

  /** The machine begins anew: nothing has happened. */
  async restarted(): Promise<void> {
    this.waiting = [];
    this.current = undefined;
    this.system?.ioctls.restarted();
    for (const { test, detector } of this.all()) {
      test?.reset();
      detector?.restarted();
    }
    await this.breakpoints.observedChanged();
    this.tellRemarks();
  }

  // --- for who looks at a stop -----------------------------------------------------------------------------------------

  /** Why the machine stands still; undefined when it is for another reason. */
  get hit(): EventHit | undefined {
    return this.current;
  }

  /** The same context, with `$event` when the machine stands still because of one. */
  contextAtStop(context: EvaluationContext): EvaluationContext {
    const [first] = this.current?.occurrences ?? [];
    return first === undefined ? context : withEvent(context, first);
  }

  // --- inside ----------------------------------------------------------------------------------------------------------

  private async make(
    key: string,
    wanted: EventBreakpoint,
    system: EventSystem,
    known: Known | undefined,
  ): Promise<Known> {
    const { condition, hitCondition } = wanted;
    const id = known?.state.id ?? this.breakpoints.newId();
    const keepsTest = known?.options.condition === condition && known?.options.hitCondition === hitCondition;
    const test = (keepsTest ? known?.test : undefined) ?? breakpointTest({ condition, hitCondition });
    const detector = known?.detector ?? (await this.detect(id, wanted, system));
    const isUsable = test instanceof BreakpointTest && typeof detector !== 'string';
    const reason = typeof test === 'string' ? test : typeof detector === 'string' ? detector : detector.remark;
    return {
      key,
      options: {
        ...(condition === undefined ? {} : { condition }),
        ...(hitCondition === undefined ? {} : { hitCondition }),
      },
      test: typeof test === 'string' ? undefined : test,
      detector: typeof detector === 'string' ? undefined : detector,
      state: { id, verified: isUsable, reason },
      failed: false,
    };
  }

  private async detect(
    id: number,
    parameters: EventBreakpointParameters,
    system: EventSystem,
  ): Promise<Detector | string> {
    try {
      return await createDetector(parameters, system, (occurrence) => this.waiting.push({ id, occurrence }));
    } catch (error) {
      if (error instanceof ParameterError) {
        return error.message;
      }
      throw error;
    }
  }

  /** Connects all detectors to what they have to hear of. */
  private async listen(): Promise<void> {
    this.unsubscribe();
    const detectors = this.detectors();
    const kinds = [...new Set(detectors.flatMap(({ events }) => events))];
    this.unsubscribe =
      kinds.length === 0
        ? () => {}
        : (this.target.events?.subscribe(kinds, (events) => this.hear(events)) ?? (() => {}));
    const observers = new Set(
      detectors.flatMap(({ observer }): Observer[] => (observer === undefined ? [] : [observer])),
    );
    const ends = this.endObserving;
    this.endObserving = [];
    for (const observer of observers) {
      this.endObserving.push(await this.breakpoints.observe(observer));
    }
    for (const end of ends) {
      await end();
    }
  }

  private hear(events: readonly TargetEvent[]): void {
    const detectors = this.detectors().filter((each) => each.events.length > 0);
    for (const event of events) {
      for (const detector of detectors) {
        if (detector.events.includes(event.kind)) {
          detector.heard(event);
        }
      }
    }
  }

  private async judge(
    waiting: readonly { readonly id: number; readonly occurrence: Occurrence }[],
  ): Promise<EventHit | undefined> {
    const hits: { readonly id: number; readonly occurrence: Occurrence }[] = [];
    const texts: string[] = [];
    for (const each of waiting) {
      const known = this.all().find(({ state }) => state.id === each.id);
      const verdict = await known?.test?.judge(() => this.contextOf(known, each.occurrence));
      if (known !== undefined && (verdict?.kind === 'stop' || verdict?.kind === 'fail')) {
        hits.push(each);
        texts.push(...(verdict.kind === 'fail' ? this.failure(known, verdict.reason) : []));
        each.occurrence.shown?.();
      }
    }
    return hits.length === 0 ? undefined : this.hitOf(hits, texts);
  }

  private hitOf(
    hits: readonly { readonly id: number; readonly occurrence: Occurrence }[],
    texts: readonly string[],
  ): EventHit {
    const occurrences = hits.map(({ occurrence }) => occurrence);
    const [first] = occurrences as [Occurrence];
    const descriptions = [...new Set(occurrences.map(({ description }) => description))];
    return {
      hart: this.hartOf(first),
      ids: [...new Set(hits.map(({ id }) => id))],
      description: descriptions.join('; '),
      text: [...texts, first.stands].join('; '),
      isBehind: first.isBehind,
      occurrences,
    };
  }

  /** A condition that cannot be tested is told of once; it stops the run each time. */
  private failure(known: Known, why: string): string[] {
    if (known.failed) {
      return [];
    }
    known.failed = true;
    const reason = `the condition '${known.options.condition}' cannot be tested: ${why}`;
    known.state = { ...known.state, reason };
    this.changed(known.state);
    return [reason];
  }

  /** Of breakpoints that cannot see any more, or can again, what they could. */
  private tellRemarks(): void {
    for (const known of this.all()) {
      const { state, detector, failed } = known;
      if (state.verified && !failed && detector !== undefined && detector.remark !== state.reason) {
        known.state = { ...state, reason: detector.remark };
        this.changed(known.state);
      }
    }
  }

  /** What a condition sees: the thread on which it happened, and what happened. */
  private contextOf({ options }: Known, occurrence: Occurrence): Promise<EvaluationContext> {
    return conditionContext(options.condition ?? '', occurrence, async () =>
      this.stacks.evaluationContext(await this.stacks.innermost(this.hartOf(occurrence))),
    );
  }

  /** The vCPU to look at: the one on which it happened, else one of its virtual machine. */
  private hartOf({ hart, vm }: Occurrence): number {
    const { partitions } = this.target;
    const vcpus = (partitions.find((each) => each.vm === vm) ?? partitions.find(({ started }) => started))?.vcpus ?? [];
    const isVcpu = partitions.some((each) => each.vcpus.some((vcpu) => vcpu.hart === hart));
    return isVcpu && hart !== undefined ? hart : (vcpus[0]?.hart ?? 0);
  }

  private detectors(): Detector[] {
    return this.all().flatMap(({ state, detector }) => (state.verified && detector !== undefined ? [detector] : []));
  }

  private all(): Known[] {
    return [...this.groups.values()].flat();
  }
}

/** Equal for equal parameters, whatever the order of their fields. */
function keyOf({ condition: _condition, hitCondition: _hitCondition, ...parameters }: EventBreakpoint): string {
  return JSON.stringify(Object.entries(parameters).sort(([one], [other]) => (one < other ? -1 : 1)));
}
