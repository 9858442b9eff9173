// SPDX-License-Identifier: Apache-2.0
/** A frame that a client has chosen, with what shows values in it. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import type { EvaluationContext } from '../../expressions';
import type { Frame, ThreadKey } from '../../stack';
import { describeValue, type Value, type ValueFormat } from '../../values';
import type { Debuggee } from '../debuggee';
import { ValueContainer } from './value-container';
import { watchedContext } from './watched-context';

export class FrameView {
  readonly context: EvaluationContext;
  private written = false;

  constructor(
    readonly debuggee: Debuggee,
    readonly frame: Frame,
  ) {
    this.context = watchedContext(debuggee.stacks.evaluationContext(frame), () => {
      this.written = true;
    });
  }

  /** The innermost frame of a thread. */
  static async innermost(debuggee: Debuggee, thread: ThreadKey): Promise<FrameView> {
    return new FrameView(debuggee, await debuggee.stacks.innermost(thread));
  }

  /** Memory or registers were changed through this view. */
  get hasWritten(): boolean {
    return this.written;
  }

  /** @param expression evaluates to the value; undefined when nothing does */
  async variable(
    name: string,
    value: Value,
    format: ValueFormat,
    expression: string | undefined,
  ): Promise<DebugProtocol.Variable> {
    return {
      name,
      ...(await this.shown(value, format, expression)),
      ...(expression === undefined ? {} : { evaluateName: expression }),
    };
  }

  /** A value as the fields that variables and results of expressions have in common. */
  async shown(value: Value, format: ValueFormat, expression: string | undefined) {
    const { text, type, named, indexed, memoryReference } = await describeValue(value, this.context, format);
    const isOpen = named + indexed > 0;
    return {
      value: text,
      type,
      variablesReference: isOpen
        ? this.debuggee.containers.create(new ValueContainer(this, value, format, expression))
        : 0,
      ...(named > 0 ? { namedVariables: named } : {}),
      ...(indexed > 0 ? { indexedVariables: indexed } : {}),
      ...(memoryReference === undefined ? {} : { memoryReference: this.reference(memoryReference) }),
    };
  }

  /** The memory reference of a guest-virtual address in this frame's space. */
  readonly reference = (address: bigint): string =>
    this.debuggee.references.encode({ space: this.frame.space, value: address });
}
