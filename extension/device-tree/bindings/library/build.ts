// SPDX-License-Identifier: Apache-2.0
/** Prepares a collection of bindings. */

import { prepareBinding } from '../prepare';
import { isSchema, type JsonObject, own } from '../schema';
import { TypeHarvest } from '../types';
import { shapeFault } from './check-shape';
import { selectingCompatibles } from './compatibles';
import { type BindingProblem, type BindingText, readBindingYaml } from './read-yaml';
import type { BindingEntry, LibraryTables } from './tables';

/** dt-schema's own rules for bindings; no node is checked with them. */
const RULES_FOR_BINDINGS = '/meta-schemas/';

export interface BuiltLibrary {
  readonly tables: LibraryTables;
  /** Prepared, in the order of the tables' bindings. */
  readonly schemas: readonly JsonObject[];
}

interface Prepared extends BindingEntry {
  readonly schema: JsonObject;
}

/** Takes bindings one after the other. Of several with one id the first counts. */
export class LibraryBuilder {
  private readonly prepared = new Map<string, Prepared>();
  private readonly problems: BindingProblem[] = [];

  add(source: BindingText): void {
    const { binding, problem } = readBindingYaml(source);
    if (!binding) {
      this.problems.push(problem);
      return;
    }
    const given = own(binding, '$id');
    if (typeof given !== 'string' || given.includes(RULES_FOR_BINDINGS)) {
      return;
    }
    const id = given.replace(/#+$/, '');
    const fault = shapeFault(binding);
    if (fault !== undefined) {
      this.addProblem(source.file, fault);
    } else if (!this.prepared.has(id)) {
      this.prepared.set(id, { id, file: source.file, schema: prepareBinding(binding) });
    }
  }

  build(): BuiltLibrary {
    // Of bindings that claim the same compatible string the last one in this order gets it.
    const bindings = [...this.prepared.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
    const compatibles: [string, number][] = [];
    const selects: LibraryTables['selects'][number][] = [];
    const harvest = new TypeHarvest();
    bindings.forEach(({ id, schema }, index) => {
      harvest.add(id, schema);
      const select = own(schema, 'select');
      if (isSchema(select) && select !== false) {
        selects.push([index, select]);
      }
      compatibles.push(...selectingCompatibles(schema).map((name): [string, number] => [name, index]));
    });
    return {
      tables: {
        bindings: bindings.map(({ id, file }) => ({ id, file })),
        types: harvest.tables(),
        compatibles: Object.fromEntries(compatibles),
        selects,
        problems: this.problems,
      },
      schemas: bindings.map(({ schema }) => schema),
    };
  }

  /** Notes that a file cannot be used. */
  addProblem(file: string, message: string): void {
    const start = { line: 0, column: 0 };
    this.problems.push({ message, range: { file, start, end: start } });
  }
}
