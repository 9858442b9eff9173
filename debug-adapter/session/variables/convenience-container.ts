// SPDX-License-Identifier: Apache-2.0

import type { DebugProtocol } from '@vscode/debugprotocol';
import { type Convenience, childrenOfConvenience } from '../../expressions';
import type { ValueFormat } from '../../values';
import type { VariableContainer, VariablePage } from './container';
import type { FrameView } from './frame-view';

/** Members and elements of a fact about the system. They cannot be changed. */
export class ConvenienceContainer implements VariableContainer {
  /**
   * @param format of the whole, which its parts inherit: `$req(0),x`
   * @param expression evaluates to the whole; undefined when nothing does
   */
  constructor(
    private readonly view: FrameView,
    private readonly convenience: Convenience,
    private readonly format: ValueFormat,
    private readonly expression: string | undefined,
  ) {}

  async list({ start, count, format }: VariablePage): Promise<readonly DebugProtocol.Variable[]> {
    const children = await childrenOfConvenience(this.convenience, this.expression, { start, count });
    const variables: DebugProtocol.Variable[] = [];
    for (const { name, value, expression } of children) {
      const result = { kind: 'convenience', convenience: value } as const;
      const shown = await this.view.shownResult(result, { ...this.format, ...format }, expression);
      variables.push({
        name,
        ...shown,
        presentationHint: { attributes: ['readOnly'] },
        ...(expression === undefined ? {} : { evaluateName: expression }),
      });
    }
    return variables;
  }
}
