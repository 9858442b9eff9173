// SPDX-License-Identifier: Apache-2.0

import type { DebugProtocol } from '@vscode/debugprotocol';
import type { VariableContainer } from './container';

/** Something to show that is no variable of a program. */
export interface Field {
  readonly name: string;
  readonly value: string;
  /** What unfolds under it. */
  readonly fields?: readonly Field[] | undefined;
  /** Evaluates to the same; undefined when nothing does. */
  readonly expression?: string | undefined;
  /** Of what it tells the address of. */
  readonly memoryReference?: string | undefined;
}

type Register = (container: VariableContainer) => number;

/** Facts in words, possibly nested. They cannot be changed. */
export class FieldsContainer implements VariableContainer {
  /** @param fields found when somebody looks */
  constructor(
    private readonly fields: () => Promise<readonly Field[]> | readonly Field[],
    private readonly register: Register,
  ) {}

  async list(): Promise<readonly DebugProtocol.Variable[]> {
    return (await this.fields()).map((field) => fieldVariable(field, this.register));
  }
}

function fieldVariable(field: Field, register: Register): DebugProtocol.Variable {
  const { name, value, fields, expression, memoryReference } = field;
  const isOpen = fields !== undefined && fields.length > 0;
  return {
    name,
    value,
    variablesReference: isOpen ? register(new FieldsContainer(() => fields, register)) : 0,
    presentationHint: { attributes: ['readOnly'] },
    ...(isOpen ? { namedVariables: fields.length } : {}),
    ...(expression === undefined ? {} : { evaluateName: expression }),
    ...(memoryReference === undefined ? {} : { memoryReference }),
  };
}
