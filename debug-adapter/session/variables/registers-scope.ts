// SPDX-License-Identifier: Apache-2.0

import type { DebugProtocol } from '@vscode/debugprotocol';
import { csrFields, csrMeaning } from '../../awareness/riscv';
import { isSleeping } from '../../stack';
import type { RegisterDescription } from '../../target';
import type { ValueFormat } from '../../values';
import type { Place, VariableContainer, VariablePage } from './container';
import { FieldsContainer } from './fields-container';
import type { FrameView } from './frame-view';

interface Entry {
  readonly register: RegisterDescription;
  /** Place in `Target.registers`. */
  readonly number: number;
}

/** Registers as they were in a frame: what the frames further in have saved is what its code sees when it goes on. */
export class RegistersScope implements VariableContainer {
  private readonly entries: readonly Entry[];

  constructor(
    private readonly view: FrameView,
    groups: readonly RegisterDescription['group'][],
  ) {
    this.entries = view.debuggee.target.registers
      .map((register, number) => ({ register, number }))
      .filter(({ register }) => groups.includes(register.group));
  }

  async list({ start = 0, count, format }: VariablePage): Promise<readonly DebugProtocol.Variable[]> {
    const chosen = this.entries.slice(start, count === undefined ? undefined : start + count);
    const { debuggee, frame } = this.view;
    // One question for all; control and status registers are the vCPU's, whatever the frame.
    const numbers = chosen.map(({ number }) => number);
    const now = isSleeping(frame.thread) ? [] : await debuggee.target.readRegisters(frame.thread, numbers);
    return Promise.all(
      chosen.map(async ({ register }, index) => {
        const value = register.group === 'csr' ? now[index] : await this.read(register);
        return this.variable(register, value, format);
      }),
    );
  }

  async find(name: string): Promise<Place | undefined> {
    const value = await this.view.context.register(name);
    return value && { view: this.view, value, format: { radix: 'hex' } };
  }

  private async read({ name }: RegisterDescription): Promise<bigint | undefined> {
    const { context } = this.view;
    const place = await context.register(name);
    return place?.location.kind === 'register' ? context.readRegister(place.location.number) : undefined;
  }

  private variable(
    register: RegisterDescription,
    value: bigint | undefined,
    format: ValueFormat,
  ): DebugProtocol.Variable {
    const { containers } = this.view.debuggee;
    const { name, aliases, bits, group, writable } = register;
    const fields = value === undefined ? [] : csrFields(name, value);
    return {
      name,
      value: textOf(register, value, format),
      type: aliases.length > 0 ? aliases.join(', ') : `${bits} bits`,
      evaluateName: `$${name}`,
      variablesReference:
        fields.length === 0
          ? 0
          : containers.create(
              new FieldsContainer(
                () => fields,
                (each) => containers.create(each),
              ),
            ),
      ...(fields.length === 0 ? {} : { namedVariables: fields.length }),
      ...(value && group !== 'csr' ? { memoryReference: this.view.reference(value) } : {}),
      ...(writable ? {} : { presentationHint: { attributes: ['readOnly'] } }),
    };
  }
}

function textOf({ name, group }: RegisterDescription, value: bigint | undefined, format: ValueFormat): string {
  if (value === undefined) {
    return '<not saved>';
  }
  const number = format.radix === 'decimal' ? value.toString() : `0x${value.toString(16)}`;
  const meaning = group === 'csr' ? csrMeaning(name, value) : undefined;
  return meaning === undefined ? number : `${number} (${meaning})`;
}
