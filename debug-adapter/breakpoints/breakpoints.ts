// SPDX-License-Identifier: Apache-2.0
/** All breakpoints of a session: what is asked, where the target has to stop for it, and which hits stop the run. */

import type { Programs, SourcePaths } from '../programs';
import type { Stacks } from '../stack';
import { type CodeBreakpoint, type DataBreakpoint, type Stop, type Target, TargetError } from '../target';
import type {
  BreakpointKind,
  BreakpointListener,
  BreakpointOptions,
  BreakpointState,
  DataBreakpointRequest,
  FunctionBreakpoint,
  Hit,
  InstructionBreakpoint,
  LineBreakpoint,
} from './breakpoint';
import { DataWatch } from './data-watch';
import type { Observer } from './observer';
import type { CodePoint, Resolution } from './resolution';
import { resolveFunction } from './resolve-function';
import { breakpointLocations, missingFile, resolveLine } from './resolve-line';
import { BreakpointTest, breakpointTest } from './tests';

type DataStop = Extract<Stop, { kind: 'data-breakpoint' }>;

interface Breakpoint {
  readonly kind: BreakpointKind;
  /** Equal for the same thing asked again. */
  readonly key: string;
  readonly options: BreakpointOptions;
  readonly test: BreakpointTest | undefined;
  readonly points: readonly CodePoint[];
  readonly watch: DataWatch | undefined;
  state: BreakpointState;
  /** A failing condition has been reported. */
  failed: boolean;
}

/** Where something stops, before it has a number. */
interface Prepared {
  readonly key: string;
  readonly options: BreakpointOptions;
  readonly resolution: Resolution;
  readonly watch?: DataWatch;
}

const UNRESOLVED = { points: [], place: undefined } as const;

export class Breakpoints {
  /** By what is replaced together: a source file's lines, or a kind. */
  private readonly groups = new Map<string, Breakpoint[]>();
  private byAddress = new Map<bigint, { readonly point: CodePoint; readonly breakpoint: Breakpoint }[]>();
  private temporary: readonly CodeBreakpoint[] = [];
  private readonly observers = new Set<{ readonly observer: Observer }>();
  private nextId = 1;
  /** What observers watched when it was last applied. */
  private observedBefore = '';

  constructor(
    private readonly target: Target,
    private readonly programs: Programs,
    private readonly sources: SourcePaths,
    private readonly stacks: Stacks,
    private readonly listener: BreakpointListener,
  ) {}

  // --- what is asked ---------------------------------------------------------------------------------------------------

  /** Replaces all breakpoints on lines of a file. @param path the client's, absolute */
  setLines(path: string, wanted: readonly LineBreakpoint[]): Promise<readonly BreakpointState[]> {
    const files = this.sources.inPrograms(path);
    const prepared = wanted.map((options) => ({
      key: `${options.line}:${options.column ?? ''}`,
      options,
      resolution:
        files.length === 0
          ? { ...UNRESOLVED, reason: missingFile(this.programs.all) }
          : resolveLine(files, options.line, options.column),
    }));
    return this.replace('line', `line ${path}`, prepared);
  }

  /** Replaces all breakpoints on functions. */
  setFunctions(wanted: readonly FunctionBreakpoint[]): Promise<readonly BreakpointState[]> {
    const prepared = wanted.map((options) => ({
      key: options.name,
      options,
      resolution: resolveFunction(this.programs.all, this.target, options.name),
    }));
    return this.replace('function', 'function', prepared);
  }

  /** Replaces all breakpoints on instructions. */
  async setInstructions(wanted: readonly InstructionBreakpoint[]): Promise<readonly BreakpointState[]> {
    const prepared: Prepared[] = [];
    for (const options of wanted) {
      const { space, value } = options.address;
      const root = space.kind === 'virtual' ? space.root.toString(16) : space.kind;
      const key = `${'vm' in space ? space.vm : ''} ${root} ${value.toString(16)}`;
      prepared.push({ key, options, resolution: await this.resolveInstruction(options) });
    }
    return this.replace('instruction', 'instruction', prepared);
  }

  /** Replaces all data breakpoints. */
  async setData(wanted: readonly DataBreakpointRequest[]): Promise<readonly BreakpointState[]> {
    const prepared: Prepared[] = [];
    for (const options of wanted) {
      const { space, value } = options.address;
      const key = [JSON.stringify(space, textOfBigint), value, options.size, options.access, options.vm].join(' ');
      const watch = await DataWatch.create(this.target, options);
      prepared.push(
        typeof watch === 'string'
          ? { key, options, resolution: { ...UNRESOLVED, reason: watch } }
          : { key, options, resolution: { ...UNRESOLVED, reason: undefined }, watch },
      );
    }
    return this.replace('data', 'data', prepared);
  }

  /** Where breakpoints are possible in a part of a file. @param path the client's, absolute */
  locations(path: string, firstLine: number, lastLine: number): { readonly line: number; readonly column: number }[] {
    return breakpointLocations(this.sources.inPrograms(path), firstLine, lastLine);
  }

  // --- for run control -------------------------------------------------------------------------------------------------

  /** Stops there as well, and says nothing about it. Replaces those given before. */
  async setTemporary(points: readonly CodeBreakpoint[]): Promise<void> {
    this.temporary = points;
    await this.applyCode();
  }

  /** Lets somebody hear of arrivals; for a target that stands still. @returns what ends that */
  async observe(observer: Observer): Promise<() => Promise<void>> {
    const own = { observer };
    this.observers.add(own);
    await this.applyCode();
    await this.observedChanged();
    return async () => {
      this.observers.delete(own);
      await this.applyCode();
      await this.observedChanged();
    };
  }

  /** To be called when observers watch other memory than before. @throws TargetError when it is more than the target can */
  async observedChanged(): Promise<void> {
    if (keyOfRanges(this.observedRanges()) !== this.observedBefore) {
      await this.applyData(this.groups.get('data') ?? []);
    }
  }

  /** A number for a breakpoint of another kind: these are unique over all of them. */
  newId(): number {
    return this.nextId++;
  }

  /** What a vCPU's arrival at a pc means; undefined when the run goes on. */
  async arrived(hart: number, vm: number, pc: bigint): Promise<Hit | undefined> {
    await this.tellObservers(hart, vm, pc);
    const here = this.byAddress.get(pc)?.filter(({ point }) => point.vm === vm);
    if (here === undefined || here.length === 0) {
      return undefined;
    }
    const space = await this.target.currentSpace(hart);
    const program = await this.programs.at(space, pc);
    const hit = here.filter(
      ({ point }) =>
        (point.root === undefined || point.root === space.root) &&
        (point.program === undefined || point.program === program),
    );
    return this.judge(hit, hart, async () => undefined);
  }

  /** What an access to watched bytes means; undefined when the run goes on. */
  async accessed(stop: DataStop, vm: number | undefined): Promise<Hit | undefined> {
    for (const { observer } of this.observers) {
      await observer.accessed?.(stop);
    }
    const hit = this.all().filter(({ watch }) => watch?.concerns(stop, vm));
    return this.judge(
      hit.map((breakpoint) => ({ breakpoint })),
      stop.hart,
      ({ watch }) => watch?.describe(stop.access) ?? Promise.resolve(undefined),
    );
  }

  /** The machine begins anew: nothing has been hit. */
  async restarted(): Promise<void> {
    for (const { test, watch } of this.all()) {
      test?.reset();
      await watch?.look();
    }
  }

  /** Remembers what is in watched memory at a stop, so that the next hit can tell what was there before. */
  async look(): Promise<void> {
    for (const { watch } of this.all()) {
      await watch?.look();
    }
  }

  private async tellObservers(hart: number, vm: number, pc: bigint): Promise<void> {
    for (const { observer } of this.observers) {
      if (observer.points.some((point) => point.address === pc && point.vm === vm)) {
        const before = observer.points.length;
        await observer.arrived(hart, pc);
        if (observer.points.length !== before) {
          await this.applyCode();
        }
      }
    }
  }

  // --- inside ----------------------------------------------------------------------------------------------------------

  private async judge(
    candidates: readonly { readonly breakpoint: Breakpoint; readonly point?: CodePoint }[],
    hart: number,
    describe: (breakpoint: Breakpoint) => Promise<string | undefined>,
  ): Promise<Hit | undefined> {
    const stopping: { breakpoint: Breakpoint; hidden: number }[] = [];
    const texts: string[] = [];
    const context = async () => this.stacks.evaluationContext(await this.stacks.innermost(hart));
    for (const { breakpoint, point } of candidates) {
      const hidden = point?.hidden ?? 0;
      this.stacks.hideLevels(hart, hidden);
      const text = await describe(breakpoint);
      const verdict = await breakpoint.test?.judge(context);
      if (verdict?.kind === 'log') {
        this.listener.log(verdict.text, (await this.stacks.innermost(hart)).place, hart);
      } else if (verdict?.kind === 'stop' || verdict?.kind === 'fail') {
        stopping.push({ breakpoint, hidden });
        texts.push(...(text === undefined ? [] : [text]), ...this.failure(breakpoint, verdict));
      }
    }
    const [first] = stopping;
    this.stacks.hideLevels(hart, first?.hidden ?? 0);
    return (
      first && {
        ids: stopping.map(({ breakpoint }) => breakpoint.state.id),
        kind: first.breakpoint.kind,
        text: texts.length === 0 ? undefined : texts.join('; '),
      }
    );
  }

  /** A condition that cannot be tested is told of once; it stops the run each time. */
  private failure(breakpoint: Breakpoint, verdict: { kind: 'stop' } | { kind: 'fail'; reason: string }): string[] {
    if (verdict.kind === 'stop' || breakpoint.failed) {
      return [];
    }
    breakpoint.failed = true;
    const reason = `the condition '${breakpoint.options.condition}' cannot be tested: ${verdict.reason}`;
    breakpoint.state = { ...breakpoint.state, reason };
    this.listener.changed(breakpoint.state);
    return [reason];
  }

  private async resolveInstruction({ address }: InstructionBreakpoint): Promise<Resolution> {
    const { space, value } = address;
    if (space.kind !== 'virtual') {
      return { ...UNRESOLVED, reason: 'instructions have guest-virtual addresses; this one is a physical one' };
    }
    const program = await this.programs.at(space, value);
    // A program may run in other address spaces too, as a kernel does; unknown code is only known to be in this one.
    const root = program === undefined ? space.root : undefined;
    const point = { vm: space.vm, root, address: value, program, hidden: 0 };
    return { points: [point], reason: undefined, place: program?.symbols.lookup(value)?.place };
  }

  private async replace(
    kind: BreakpointKind,
    group: string,
    prepared: readonly Prepared[],
  ): Promise<readonly BreakpointState[]> {
    const before = [...(this.groups.get(group) ?? [])];
    const now = prepared.map((each) => {
      const known = before.findIndex(({ key }) => key === each.key);
      return this.make(kind, each, known < 0 ? undefined : before.splice(known, 1)[0]);
    });
    this.groups.set(group, now);
    await (kind === 'data' ? this.applyData(now) : this.applyCode());
    return now.map(({ state }) => state);
  }

  /** @param known the same one as it was set before: it keeps its number, and its hits where they count as before */
  private make(kind: BreakpointKind, { key, options, resolution, watch }: Prepared, known?: Breakpoint): Breakpoint {
    const id = known?.state.id ?? this.nextId++;
    const keepsHits =
      known?.options.condition === options.condition && known?.options.hitCondition === options.hitCondition;
    const test = keepsHits && known?.options.logMessage === options.logMessage ? known?.test : undefined;
    const { place, points } = resolution;
    const made = test ?? breakpointTest(options);
    const reason = made instanceof BreakpointTest ? resolution.reason : made;
    const isUsable = made instanceof BreakpointTest && (points.length > 0 || watch !== undefined);
    const state: BreakpointState = { id, verified: isUsable, reason, place, address: this.addressOf(points[0]) };
    return {
      kind,
      key,
      options,
      test: made instanceof BreakpointTest ? made : undefined,
      points: isUsable ? points : [],
      watch: isUsable ? watch : undefined,
      state,
      failed: false,
    };
  }

  private addressOf(point: CodePoint | undefined): BreakpointState['address'] {
    return point && { space: { kind: 'virtual', vm: point.vm, root: point.root ?? 0n }, value: point.address };
  }

  private all(): Breakpoint[] {
    return [...this.groups.values()].flat();
  }

  private async applyCode(): Promise<void> {
    const entries = this.all().flatMap((breakpoint) => breakpoint.points.map((point) => ({ point, breakpoint })));
    const byAddress: typeof this.byAddress = new Map();
    for (const entry of entries) {
      byAddress.set(entry.point.address, [...(byAddress.get(entry.point.address) ?? []), entry]);
    }
    this.byAddress = byAddress;
    const observed = [...this.observers].flatMap(({ observer }) => observer.points);
    const points = [...entries.map(({ point }) => point), ...this.temporary, ...observed];
    const keys = new Map(points.map((point) => [`${point.vm} ${point.root} ${point.address}`, point]));
    await this.target.setCodeBreakpoints([...keys.values()].map(({ vm, root, address }) => ({ vm, root, address })));
  }

  /** Watches as many as the target can, in the order they were asked. */
  private async applyData(wanted: readonly Breakpoint[]): Promise<void> {
    const observed = this.observedRanges();
    const ranges = (list: readonly Breakpoint[]) => [...observed, ...list.flatMap(({ watch }) => watch?.ranges ?? [])];
    const watched: Breakpoint[] = [];
    await this.target.setDataBreakpoints(observed);
    for (const breakpoint of wanted.filter(({ watch }) => watch !== undefined)) {
      try {
        await this.target.setDataBreakpoints(ranges([...watched, breakpoint]));
        watched.push(breakpoint);
      } catch (error) {
        if (!(error instanceof TargetError)) {
          throw error;
        }
        breakpoint.state = { ...breakpoint.state, verified: false, reason: error.message };
      }
    }
    await this.target.setDataBreakpoints(ranges(watched));
    this.observedBefore = keyOfRanges(observed);
  }

  private observedRanges(): DataBreakpoint[] {
    return [...this.observers].flatMap(({ observer }) => observer.watched ?? []);
  }
}

function keyOfRanges(ranges: readonly DataBreakpoint[]): string {
  return ranges.map(({ physical, size, access, vm }) => `${physical} ${size} ${access} ${vm}`).join();
}

function textOfBigint(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString(16) : value;
}
