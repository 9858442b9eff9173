// SPDX-License-Identifier: Apache-2.0
/** A system under the debugger, without a session: what tests of breakpoints, stacks and steps work on. */

import { baoConveniences } from '../../debug-adapter/awareness/conveniences';
import { Threads } from '../../debug-adapter/awareness/threads';
import { type BreakpointListener, Breakpoints } from '../../debug-adapter/breakpoints';
import { type EventBreakpointState, EventBreakpoints } from '../../debug-adapter/event-breakpoints';
import { evaluate, parseExpression } from '../../debug-adapter/expressions';
import { openPrograms, Programs, SourcePaths } from '../../debug-adapter/programs';
import { RunControl } from '../../debug-adapter/run-control';
import { type Frame, Stacks, type ThreadKey } from '../../debug-adapter/stack';
import { launchOptionNames, loadSystem, manifestFor, SourceTexts } from '../../debug-adapter/system';
import type { TargetListener } from '../../debug-adapter/target';
import { createEmbeddedTarget, type EmbeddedTarget } from '../../debug-adapter/target/embedded';
import { readScalar } from '../../debug-adapter/values';

export interface Debuggee {
  readonly target: EmbeddedTarget;
  readonly programs: Programs;
  readonly sources: SourcePaths;
  readonly stacks: Stacks;
  readonly breakpoints: Breakpoints;
  readonly eventBreakpoints: EventBreakpoints;
  /** What event breakpoints have said by themselves. */
  readonly eventStates: EventBreakpointState[];
  readonly control: RunControl;
  /** Texts of log messages, in their order. */
  readonly logs: string[];
  /** What the consoles have said, `VM: text`. */
  readonly consoleText: () => string;
  readonly threads: Threads;
  /** `function file:line` of the frames of a vCPU or a sleeping thread. */
  trace(thread: ThreadKey, limit?: number): Promise<string[]>;
  /** An expression in the innermost frame of a vCPU, as an integer. */
  valueOf(hart: number, expression: string): Promise<bigint>;
  close(): Promise<void>;
}

/** @param config path of a config.c whose images have been built */
export function debuggee(
  config: string,
  listener: Partial<BreakpointListener> = {},
  heard: Partial<TargetListener> = {},
): Debuggee {
  const loaded = loadSystem({ config, images: new Map() }, config, launchOptionNames);
  if (loaded.config === undefined) {
    throw new Error(loaded.diagnostics.map(({ message }) => message).join('\n'));
  }
  let console = '';
  const target = createEmbeddedTarget(
    loaded,
    {},
    {
      console(_, text) {
        console += text;
      },
      finding() {},
      ...heard,
    },
  );
  const opened = openPrograms(loaded);
  const programs = new Programs(target, opened.programs);
  const sources = new SourcePaths(opened.programs, new SourceTexts(manifestFor(loaded.file)));
  const stacks = new Stacks(target, programs, baoConveniences(target, programs));
  const logs: string[] = [];
  const breakpoints = new Breakpoints(target, programs, sources, stacks, {
    changed() {},
    log: (text) => logs.push(text),
    ...listener,
  });
  const eventStates: EventBreakpointState[] = [];
  const eventBreakpoints = new EventBreakpoints(target, programs, stacks, breakpoints, (state) => {
    eventStates.push(state);
  });
  const control = new RunControl(target, programs, stacks, breakpoints, eventBreakpoints);
  return {
    target,
    programs,
    sources,
    stacks,
    breakpoints,
    threads: new Threads(target, programs, stacks.names),
    eventBreakpoints,
    eventStates,
    control,
    logs,
    consoleText: () => console,
    trace: async (thread, limit = 20) => (await stacks.backTrace(thread, limit)).map(shownFrame),
    async valueOf(hart, expression) {
      const context = stacks.evaluationContext(await stacks.innermost(hart));
      return BigInt(await readScalar(await evaluate(parseExpression(expression), context), context));
    },
    async close() {
      await target.close();
      opened.close();
    },
  };
}

function shownFrame({ function: name, place }: Frame): string {
  return `${name ?? '??'} ${place?.file.replace(/^.*\//, '') ?? '?'}:${place?.line ?? 0}`;
}
