// SPDX-License-Identifier: Apache-2.0

import type { DebugProtocol } from '@vscode/debugprotocol';
import { type ChildPage, childrenOf, type Value, type ValueFormat } from '../../values';
import type { Place, VariableContainer, VariablePage } from './container';
import type { FrameView } from './frame-view';

/** Members of a struct, elements of an array, what a pointer points to. */
export class ValueContainer implements VariableContainer {
  /**
   * @param format of the value, which its parts inherit: `values,x`
   * @param expression evaluates to the value; undefined when nothing does
   */
  constructor(
    private readonly view: FrameView,
    private readonly value: Value,
    private readonly format: ValueFormat,
    private readonly expression: string | undefined,
  ) {}

  async list({ start, count, format }: VariablePage): Promise<readonly DebugProtocol.Variable[]> {
    const children = await childrenOf(this.value, this.view.context, this.page({ start, count }));
    return Promise.all(
      children.map(async ({ name, value, evaluateName, expression }) => {
        const variable = await this.view.variable(name, value, { ...this.format, ...format }, expression);
        return evaluateName === undefined ? withoutName(variable) : variable;
      }),
    );
  }

  async find(name: string): Promise<Place | undefined> {
    const index = /^\[(\d{1,9})\]$/.exec(name);
    const page = index === null ? {} : { start: Number(index[1]), count: 1 };
    const children = await childrenOf(this.value, this.view.context, this.page(page));
    const found = children.find((child) => child.name === name);
    return found && { view: this.view, value: found.value, format: this.format };
  }

  private page(page: ChildPage): ChildPage {
    return { ...page, ...(this.expression === undefined ? {} : { expression: this.expression }) };
  }
}

/** A part that has parts of its own which can be named, as an anonymous struct has, but no name itself. */
function withoutName({ evaluateName: _, ...variable }: DebugProtocol.Variable): DebugProtocol.Variable {
  return variable;
}
