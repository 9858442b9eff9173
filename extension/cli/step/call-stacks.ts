// SPDX-License-Identifier: Apache-2.0
/** The calls that led to where a hart is, unwound as a debugger does. */

import { Programs } from '../../../debug-adapter/programs';
import { type Frame, Stacks } from '../../../debug-adapter/stack';
import type { CodeFrame } from '../../../debug-adapter/symbols';
import { EmbeddedTarget } from '../../../debug-adapter/target/embedded';
import type { Machine } from '../../../emulator';
import type { CodeMap, SourceFrame } from '../code';

/** Small functions of headers that stand before the one people know. */
const HELPERS = 6;

export class CallStacks {
  private readonly target: EmbeddedTarget;
  private readonly programs: Programs;
  private readonly stacks: Stacks;

  /** The machine is run by others; what it says is theirs. */
  constructor(
    machine: Machine,
    private readonly code: CodeMap,
  ) {
    this.target = new EmbeddedTarget(() => machine, { console() {}, finding() {} });
    this.programs = new Programs(this.target, code.programs);
    this.stacks = new Stacks(this.target, this.programs);
  }

  /**
   * At most `limit` frames, innermost first, inlined calls included; helper functions of headers are left out in front.
   * Empty without symbols.
   * @param pc in the function that the hart is in: the hart may stand behind an instruction that is meant
   */
  async at(hart: number, pc: bigint, limit: number): Promise<SourceFrame[]> {
    this.programs.forget();
    this.stacks.forget();
    const program = await this.programs.at(await this.target.currentSpace(hart), pc);
    const innermost = program?.symbols.lookup(pc)?.frames ?? [];
    if (innermost.length === 0) {
      return [];
    }
    const calls = [innermost, ...(await this.callers(hart, limit + HELPERS))];
    const frames = calls.flatMap(withoutHelpers).map((frame) => this.code.frame(frame));
    const first = Math.max(0, frames.findIndex(isSource));
    return frames.slice(first, first + limit);
  }

  /** The frames of each call that the innermost function was called by. */
  private async callers(hart: number, limit: number): Promise<CodeFrame[][]> {
    const trace = await this.stacks.backTrace(hart, 2 * limit);
    const calls = new Map<Frame['context'], CodeFrame[]>();
    for (const { context, function: name, place, inlined } of trace) {
      if (name === undefined) {
        break;
      }
      calls.set(context, [...(calls.get(context) ?? []), { function: name, place, inlined }]);
    }
    return [...calls.values()].slice(1);
  }
}

/** From the innermost function that is no helper in a header. */
function withoutHelpers(frames: readonly CodeFrame[]): readonly CodeFrame[] {
  const first = frames.findIndex(({ place }) => isSource({ file: place?.file }));
  return frames.slice(Math.max(0, first));
}

function isSource({ file }: { readonly file: string | undefined }): boolean {
  return file !== undefined && !file.endsWith('.h');
}
