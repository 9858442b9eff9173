// SPDX-License-Identifier: Apache-2.0

import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Variable } from '../../symbols';
import type { Place, VariableContainer, VariablePage } from './container';
import type { FrameView } from './frame-view';

interface Entry {
  /** As it is listed; unique. */
  readonly label: string;
  readonly variable: Variable;
  /** Whether an expression with its name means it, and not one further in. */
  readonly isVisible: boolean;
}

/** Variables of a frame. One that a further one of the same name hides is told from it by its line. */
export class VariablesScope implements VariableContainer {
  private labelled: readonly Entry[] | undefined;

  /** @param variables found when somebody looks; those that hide others come before them */
  constructor(
    private readonly view: FrameView,
    private readonly variables: () => readonly Variable[],
  ) {}

  private get entries(): readonly Entry[] {
    this.labelled ??= label(this.variables());
    return this.labelled;
  }

  async list({ start = 0, count, format }: VariablePage): Promise<readonly DebugProtocol.Variable[]> {
    const chosen = this.entries.slice(start, count === undefined || count === 0 ? undefined : start + count);
    return Promise.all(
      chosen.map(async ({ label: name, variable, isVisible }) =>
        this.view.variable(name, await this.valueOf(variable), format, isVisible ? variable.name : undefined),
      ),
    );
  }

  async find(name: string): Promise<Place | undefined> {
    const found = this.entries.find((entry) => entry.label === name);
    return found && { view: this.view, value: await this.valueOf(found.variable) };
  }

  private async valueOf(variable: Variable) {
    return { type: variable.type, location: await variable.locate(this.view.frame.context) };
  }
}

function label(variables: readonly Variable[]): Entry[] {
  const seen = new Set<string>();
  return variables.map((variable, index) => {
    const { name, place } = variable;
    const isVisible = !seen.has(name);
    const line = place === undefined || place.line === 0 ? `#${index}` : `line ${place.line}`;
    const hidden = seen.has(`${name} (${line})`) ? `${name} (${line}, #${index})` : `${name} (${line})`;
    const chosen = isVisible ? name : hidden;
    seen.add(chosen);
    return { label: chosen, variable, isVisible };
  });
}
