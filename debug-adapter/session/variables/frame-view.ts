// SPDX-License-Identifier: Apache-2.0
/** A frame that a client has chosen, with what shows values in it. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import { describeResult, type EvaluationContext, type Result } from '../../expressions';
import type { Frame, ThreadKey } from '../../stack';
import type { Value, ValueFormat } from '../../values';
import type { Debuggee } from '../debuggee';
import type { VariableContainer } from './container';
import { ConvenienceContainer } from './convenience-container';
import { ValueContainer } from './value-container';
import { watchedContext } from './watched-context';

export class FrameView {
  readonly context: EvaluationContext;
  private written = false;

  constructor(
    readonly debuggee: Debuggee,
    readonly frame: Frame,
  ) {
    const { stacks, eventBreakpoints } = debuggee;
    this.context = watchedContext(eventBreakpoints.contextAtStop(stacks.evaluationContext(frame)), () => {
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
  shown(value: Value, format: ValueFormat, expression: string | undefined) {
    return this.shownResult({ kind: 'value', value }, format, expression);
  }

  /** The same for whatever an expression gives. */
  async shownResult(result: Result, format: ValueFormat, expression: string | undefined) {
    const { text, type, named, indexed, memoryReference } = await describeResult(result, this.context, format);
    const isOpen = named + indexed > 0;
    const container = (): VariableContainer =>
      result.kind === 'value'
        ? new ValueContainer(this, result.value, format, expression)
        : new ConvenienceContainer(this, result.convenience, format, expression);
    return {
      value: text,
      type,
      variablesReference: isOpen ? this.debuggee.containers.create(container()) : 0,
      ...(named > 0 ? { namedVariables: named } : {}),
      ...(indexed > 0 ? { indexedVariables: indexed } : {}),
      ...(memoryReference === undefined ? {} : { memoryReference: this.reference(memoryReference) }),
    };
  }

  /** The memory reference of a guest-virtual address in this frame's space. */
  readonly reference = (address: bigint): string =>
    this.debuggee.references.encode({ space: this.frame.space, value: address });
}
