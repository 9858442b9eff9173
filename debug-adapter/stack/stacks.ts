// SPDX-License-Identifier: Apache-2.0
/** Back traces of stopped vCPUs and of sleeping threads, produced as far as somebody asks and kept until something runs. */

import type { ConvenienceSource, EvaluationContext } from '../expressions';
import type { Programs } from '../programs';
import type { Target, VirtualSpace } from '../target';
import type { CallFrame } from './call-frame';
import type { Frame } from './frame';
import { FrameContext } from './frame-context';
import { RegisterNames } from './register-set';
import { keyOf, type ThreadKey } from './thread';
import { StackUnwinder } from './unwinder';

/** Calls in one back trace. A damaged stack, or endless recursion, ends here. */
const MAXIMUM_CALLS = 10_000;

interface Trace {
  readonly innermost: CallFrame;
  readonly frames: Frame[];
  /** The outermost call so far; undefined as long as there are no frames. */
  last: CallFrame | undefined;
  calls: number;
  ended: boolean;
  /** Requests for one stack follow each other, because all of them extend it. */
  work: Promise<void>;
}

export class Stacks {
  readonly names: RegisterNames;
  private readonly unwinder: StackUnwinder;
  private readonly traces = new Map<number | string, Promise<Trace>>();
  /** Inlined calls not shown, by thread: it stands before them. */
  private readonly hidden = new Map<number | string, number>();

  /** @param factsOf what expressions in a frame can tell of the system beyond its program, by names with a `$` */
  constructor(
    private readonly target: Target,
    private readonly programs: Programs,
    private readonly factsOf: (frame: Frame, names: RegisterNames) => ConvenienceSource | undefined = () => undefined,
  ) {
    this.names = new RegisterNames(target.registers);
    this.unwinder = new StackUnwinder(target, programs, this.names);
  }

  /** Frames of a thread, innermost first, inlined calls included. Fewer than `limit` when the stack ends before. */
  async backTrace(thread: ThreadKey, limit: number): Promise<readonly Frame[]> {
    const trace = await this.traceOf(thread);
    const first = this.hiddenLevels(thread);
    trace.work = trace.work.then(() => extend(trace, thread, first + limit));
    await trace.work;
    return trace.frames.slice(first, first + limit);
  }

  async innermost(thread: ThreadKey): Promise<Frame> {
    return (await this.backTrace(thread, 1))[0]!;
  }

  /** The call that a thread is in: all of its levels share it. */
  async call(thread: ThreadKey): Promise<CallFrame> {
    return (await this.traceOf(thread)).innermost;
  }

  /**
   * Leaves out that many of the innermost inlined calls. At the first instruction of an inlined call a vCPU stands
   * before the call as well as in it; a step that goes over the call shows the former.
   */
  hideLevels(thread: ThreadKey, count: number): void {
    this.hidden.set(keyOf(thread), count);
  }

  hiddenLevels(thread: ThreadKey): number {
    return this.hidden.get(keyOf(thread)) ?? 0;
  }

  /** The address space that a thread's innermost frame is in. */
  spaceOf(thread: ThreadKey): Promise<VirtualSpace> {
    return this.unwinder.spaceOf(thread);
  }

  /** What expressions see in a frame. */
  evaluationContext(frame: Frame): EvaluationContext {
    return new FrameContext(
      frame,
      this.target,
      this.programs,
      () => this.unwinder.registersOf(frame.thread),
      () => this.traces.clear(),
      this.factsOf(frame, this.names),
    );
  }

  /** To be called whenever something has run. */
  forget(): void {
    this.traces.clear();
    this.hidden.clear();
  }

  private traceOf(thread: ThreadKey): Promise<Trace> {
    let trace = this.traces.get(keyOf(thread));
    if (trace === undefined) {
      trace = this.begin(thread);
      this.traces.set(keyOf(thread), trace);
    }
    return trace;
  }

  private async begin(thread: ThreadKey): Promise<Trace> {
    const innermost = await this.unwinder.innermost(thread);
    return { innermost, frames: [], last: undefined, calls: 0, ended: false, work: Promise.resolve() };
  }
}

async function extend(trace: Trace, thread: ThreadKey, limit: number): Promise<void> {
  while (trace.frames.length < limit && !trace.ended) {
    const next = trace.last === undefined ? trace.innermost : await trace.last.caller();
    if (next === undefined || trace.calls === MAXIMUM_CALLS) {
      trace.ended = true;
    } else {
      trace.last = next;
      trace.calls++;
      trace.frames.push(...levelsOf(next, thread));
    }
  }
}

/** The inlined calls at a place and the function they are in, innermost first. */
function levelsOf(context: CallFrame, thread: ThreadKey): Frame[] {
  const levels = context.options.symbols?.lookup(context.options.codeAddress)?.frames;
  return levels === undefined
    ? [frameAt(context, thread, UNKNOWN, 0)]
    : levels.map((each, level) => frameAt(context, thread, each, level));
}

const UNKNOWN = { function: undefined, place: undefined, inlined: false };

/** Written out, because it is made at every hit of a condition. */
function frameAt(
  context: CallFrame,
  thread: ThreadKey,
  { function: name, place, inlined }: Pick<Frame, 'function' | 'inlined'> & { readonly place?: Frame['place'] },
  level: number,
): Frame {
  const { space, symbols, pc, codeAddress } = context.options;
  // Further out it is where the inlined call stands.
  const stop = level === 0 ? symbols?.stopPlaceAt(codeAddress) : undefined;
  return { thread, space, symbols, pc, codeAddress, function: name, place: stop ?? place, inlined, level, context };
}
