// SPDX-License-Identifier: Apache-2.0
/** Prepares a collection of bindings. */

import { BUILT_IN, baoBindings, CORE_ID, coreProperties, coreTypes } from '../builtin';
import { prepareBinding } from '../prepare';
import { isSchema, type JsonObject, own } from '../schema';
import { TypeHarvest, type TypeTables } from '../types';
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
    const fault = shapeFault(binding);
    if (fault !== undefined) {
      this.addProblem(source.file, fault);
    } else {
      this.prepare(binding, source.file);
    }
  }

  private prepare(binding: JsonObject, file: string): void {
    const id = idOf(binding);
    if (!this.prepared.has(id)) {
      this.prepared.set(id, { id, file, schema: prepareBinding(binding) });
    }
  }

  /** Ours are added: Bao's, and what all nodes may have, where dt-schema is not among the folders. */
  build(): BuiltLibrary {
    if (!this.prepared.has(CORE_ID)) {
      this.prepare(coreTypes(), BUILT_IN);
      this.prepare(coreProperties(), BUILT_IN);
    }
    const harvest = new TypeHarvest();
    const given = byId(this.prepared.values());
    for (const { id, schema } of given) {
      harvest.add(id, schema);
    }
    const ours = byId(
      baoBindings().map((binding) => ({ id: idOf(binding), file: BUILT_IN, schema: prepareBinding(binding) })),
    );
    const bindings = [...ours, ...given];
    return {
      tables: {
        bindings: bindings.map(({ id, file }) => ({ id, file })),
        types: harvest.tables(),
        local: localTypes(ours),
        // Of bindings that claim the same compatible string the last one in this order gets it.
        compatibles: Object.fromEntries(
          bindings.flatMap(({ schema }, index) => selectingCompatibles(schema).map((name) => [name, index])),
        ),
        selects: bindings.flatMap(({ schema }, index) => selectOf(schema, index)),
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

function idOf(binding: JsonObject): string {
  return String(binding.$id).replace(/#+$/, '');
}

function byId(bindings: Iterable<Prepared>): Prepared[] {
  return [...bindings].sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** The condition of a binding that is tried on every node. */
function selectOf(schema: JsonObject, index: number): LibraryTables['selects'] {
  const select = own(schema, 'select');
  return isSchema(select) && select !== false ? [[index, select]] : [];
}

function localTypes(bindings: readonly Prepared[]): LibraryTables['local'] {
  const local: [string, TypeTables][] = [];
  for (const { id, schema } of bindings) {
    const harvest = new TypeHarvest();
    harvest.add(id, schema);
    const types = harvest.tables();
    local.push(...selectingCompatibles(schema).map((name): [string, TypeTables] => [name, types]));
  }
  return Object.fromEntries(local);
}
